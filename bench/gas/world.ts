import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { AbiCoder, type ContractTransactionReceipt, concat, id, keccak256, ZeroHash } from 'ethers'
import type { ContractName } from '../../ignition/contractNames.ts'
import { type GasChain, openGasChain, organisation } from '../chain/gasChain.ts'

export const ROLES = { custodian: 1, clinician: 2, responder: 4, oracle: 8, auditor: 256 } as const
export const LABORATORY = 7
export const CARDIOLOGY = 9
export const TREATMENT = 0
export const EMERGENCY_TREATMENT = 1
export const PATIENT_REQUEST = 7

const DAY = 86_400

/** Until when accreditations hold: longer than any scenario. */
export const FAR_FUTURE = 2 ** 36

/** Levels of the proofs that are measured: a batch of 2^20 records. */
export const DEPTH = 20

export interface Terms {
  readonly isOrganisation: boolean
  readonly categories: number
  readonly purposes: number
  readonly start: number
  readonly end: number
}

export interface RecordRef {
  readonly custodianOrg: string
  readonly patient: string
  readonly category: number
  readonly commitment: string
  readonly root: string
  readonly index: number
  readonly proof: readonly string[]
}

export type World = Awaited<ReturnType<typeof prepareWorld>>

/** A chain with everyone accredited, a committee of four with one fault and an approved model; patients did nothing. */
export async function prepareWorld() {
  const chain: GasChain = await openGasChain()
  const account = (index: number): HardhatEthersSigner => {
    const signer = chain.signers[index]
    if (!signer) throw new Error(`The chain has no account ${index}.`)
    return signer
  }
  const accounts = {
    authority: account(0),
    hospital: account(1),
    clinic: account(2),
    clinician: account(3),
    responder: account(4),
    auditor: account(5),
    guardian: account(6),
    relayer: account(7),
    newcomer: account(8),
    oracles: sorted(Array.from({ length: 10 }, (_, index) => account(10 + index))),
    patients: Array.from({ length: 32 }, (_, index) => account(20 + index)),
  }
  const patient = (index: number): HardhatEthersSigner => account(20 + index)
  const organisations = {
    hospital: organisation('hospital'),
    clinic: organisation('clinic'),
    ambulance: organisation('ambulance'),
    auditors: organisation('auditors'),
    consortium: organisation('consortium'),
  }
  const send = (
    sender: HardhatEthersSigner,
    contract: ContractName,
    method: string,
    args: readonly unknown[],
  ): Promise<ContractTransactionReceipt> => chain.send(sender, chain.contracts[contract], method, args)

  const { authority } = accounts
  const accredit = (holder: string, org: string, roles: number) =>
    send(authority, 'AccreditationRegistry', 'accredit', [holder, org, roles, FAR_FUTURE])
  const committee = await chain.contracts.OracleCommittee.getAddress()
  await accredit(accounts.hospital.address, organisations.hospital, ROLES.custodian)
  await accredit(accounts.clinic.address, organisations.clinic, ROLES.custodian)
  await accredit(accounts.clinician.address, organisations.hospital, ROLES.clinician)
  await accredit(accounts.responder.address, organisations.ambulance, ROLES.responder)
  await accredit(accounts.auditor.address, organisations.auditors, ROLES.auditor)
  await accredit(committee, organisations.consortium, ROLES.oracle)
  for (const [index, oracle] of accounts.oracles.entries()) {
    await accredit(oracle.address, organisation(`oracle ${index}`), ROLES.oracle)
  }
  const descriptor = describeModel('model')
  await send(authority, 'ModelRegistry', 'approve', [descriptor])

  return {
    ...chain,
    accounts,
    patient,
    organisations,
    send,
    /** As {@link GasChain.send}. */
    sendTo: chain.send,
    committee,
    descriptor,
    modelVersion: (await chain.contracts.ModelRegistry.getFunction('modelVersionOf')(descriptor)) as string,
    /** Cardiology for treatment, from now on for 30 days. */
    treatment: (): Terms => ({
      isOrganisation: false,
      categories: 1 << CARDIOLOGY,
      purposes: 1 << TREATMENT,
      start: chain.clock.now(),
      end: chain.clock.now() + 30 * DAY,
    }),
    /** Makes the first `size` oracles the committee, with f = ⌊(size − 1) / 3⌋, and gives its digest. */
    async configure(size: number): Promise<string> {
      const signers = accounts.oracles.slice(0, size).map((oracle) => oracle.address)
      await send(authority, 'OracleCommittee', 'configure', [signers, Math.floor((size - 1) / 3)])
      const current = await chain.contracts.OracleCommittee.getFunction('currentConfiguration')()
      return current.digest as string
    },
    /** Patient `index` is enrolled with the hospital. */
    async enrolled(index: number): Promise<HardhatEthersSigner> {
      const enrolled = patient(index)
      await send(enrolled, 'RecordRegistry', 'enrol', [enrolled.address, organisations.hospital])
      return enrolled
    },
    /** A record that the hospital anchors by itself. */
    async anchored(holder: HardhatEthersSigner, name: string): Promise<RecordRef> {
      const ref = single(organisations.hospital, holder.address, id(name))
      await send(accounts.hospital, 'RecordRegistry', 'anchor', [ref.patient, ref.category, ref.commitment])
      return ref
    },
    /** A record in a batch of 2^20 that the hospital anchors. */
    async batched(holder: HardhatEthersSigner, name: string): Promise<RecordRef> {
      const registry = chain.contracts.RecordRegistry
      const ref = single(organisations.hospital, holder.address, id(name))
      const body = (await registry.getFunction('recordIdOf')(
        ref.custodianOrg,
        ref.patient,
        ref.category,
        ref.commitment,
      )) as string
      const proof = siblings(name)
      const type = (await registry.getFunction('BATCH_LEAF')()) as string
      const tree = AbiCoder.defaultAbiCoder().encode(['address'], [ref.custodianOrg])
      const root = rootOf(chain.chainId, await registry.getAddress(), type, tree, body, proof)
      await send(accounts.hospital, 'RecordRegistry', 'anchorBatch', [root, 2 ** DEPTH])
      return { ...ref, root, index: INDEX, proof }
    },
  }
}

export const describeModel = (name: string) => ({
  weightsHash: id(`${name} weights`),
  cardHash: id(`${name} card`),
  preprocessingHash: id(`${name} preprocessing`),
  runtimeHash: id(`${name} runtime`),
  purposes: 1 << TREATMENT,
})

/** The leaf whose path has as many left turns as right ones. */
export const INDEX = 0xaaaaa

/** Fixed siblings from the leaf up. Any values make a tree: its other leaves need not be known. */
export const siblings = (name: string): string[] =>
  Array.from({ length: DEPTH }, (_, level) => id(`${name} sibling ${level}`))

/** Root of the positional tree (contracts/libraries/PositionalMerkle.sol) with `body` at {@link INDEX}. */
export function rootOf(
  chainId: number,
  contract: string,
  type: string,
  tree: string,
  body: string,
  proof: readonly string[],
): string {
  const leaf = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'uint256', 'address', 'bytes32', 'uint256', 'bytes32'],
    [type, chainId, contract, tree, INDEX, body],
  )
  return proof.reduce(
    (node, sibling, level) =>
      keccak256(concat(['0x01', ...((INDEX >> level) & 1 ? [sibling, node] : [node, sibling])])),
    keccak256(concat(['0x00', leaf])),
  )
}

function single(custodianOrg: string, patient: string, commitment: string): RecordRef {
  return { custodianOrg, patient, category: CARDIOLOGY, commitment, root: ZeroHash, index: 0, proof: [] }
}

function sorted(signers: HardhatEthersSigner[]): HardhatEthersSigner[] {
  return signers.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
}
