import { concat } from 'ethers'
import type { World } from './world.ts'

export interface Report {
  readonly consumer: string
  readonly configDigest: string
  readonly requestId: string
  readonly modelVersion: string
  readonly outputHash: string
}

const TYPES = {
  Report: [
    { name: 'consumer', type: 'address' },
    { name: 'configDigest', type: 'bytes32' },
    { name: 'requestId', type: 'bytes32' },
    { name: 'modelVersion', type: 'bytes32' },
    { name: 'outputHash', type: 'bytes32' },
  ],
}

/** Signatures that `size` oracles need with f = ⌊(size − 1) / 3⌋: ⌊(n + f) / 2⌋ + 1. */
export const quorumOf = (size: number): number => Math.floor((size + Math.floor((size - 1) / 3)) / 2) + 1

/** The signatures of a quorum of the first `size` oracles, in increasing order of their addresses. */
export async function signReport(world: World, report: Report, size: number): Promise<string> {
  const { name, version, chainId, verifyingContract } =
    await world.contracts.OracleCommittee.getFunction('eip712Domain')()
  const domain = { name, version, chainId, verifyingContract }
  const signers = world.accounts.oracles.slice(0, quorumOf(size))
  return concat(
    await Promise.all(signers.map((signer) => signer.signTypedData(domain, TYPES, { ...report }))),
  )
}
