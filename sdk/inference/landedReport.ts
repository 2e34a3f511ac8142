import { dataLength, dataSlice } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { reportSigner } from './signedReport.ts'

const SIGNATURE_LENGTH = 65

/** How a report landed, read from the chain alone. */
export interface LandedReport {
  readonly requestId: string
  readonly modelVersion: string
  readonly outputHash: string
  readonly configDigest: string
  readonly transactionHash: string
  readonly blockNumber: number
  /** Who signed, recovered from the transaction, and the organisation each was announced for. */
  readonly signers: readonly { readonly address: string; readonly organisation: string }[]
  readonly committeeSize: number
  readonly quorum: number
}

/**
 * Finds the landed report of a request and recovers its signers from the transaction that landed it.
 * @throws RefusedError REQUEST_NOT_OPEN where none landed, IntegrityError QUORUM_INVALID where the transaction or a
 * signer is not what the events say
 */
export async function readLandedReport(contracts: Contracts, requestId: string): Promise<LandedReport> {
  const { inferenceOracle, deployment } = contracts
  const [event] = await read(
    inferenceOracle.queryFilter(inferenceOracle.filters.ReportLanded(requestId), deployment.block),
  )
  if (!event) throw new RefusedError('REQUEST_NOT_OPEN', `No report of the request ${requestId} has landed.`)
  const { modelVersion, outputHash, configDigest } = event.args
  const transaction = await read(event.getTransaction())
  const call = inferenceOracle.interface.parseTransaction(transaction)
  if (transaction.to !== deployment.contracts.inferenceOracle || call?.name !== 'report') {
    throw new IntegrityError(
      'QUORUM_INVALID',
      'The report landed through another contract: its signatures are not in the transaction itself.',
    )
  }

  const consumer = deployment.contracts.inferenceOracle
  const report = { consumer, configDigest, requestId, modelVersion, outputHash }
  const signatures: string = call.args.signatures
  const members = await committeeOf(contracts, configDigest)
  const signers = Array.from({ length: dataLength(signatures) / SIGNATURE_LENGTH }, (_, index) => {
    const start = index * SIGNATURE_LENGTH
    const address = reportSigner(contracts, report, dataSlice(signatures, start, start + SIGNATURE_LENGTH))
    const organisation = address && members.organisations.get(address)
    if (!address || !organisation) {
      throw new IntegrityError('QUORUM_INVALID', 'A signature of the report is not of a committee member.')
    }
    return { address, organisation }
  })
  return {
    requestId,
    modelVersion,
    outputHash,
    configDigest,
    transactionHash: event.transactionHash,
    blockNumber: event.blockNumber,
    signers,
    committeeSize: members.organisations.size,
    quorum: Math.floor((members.organisations.size + members.faults) / 2) + 1,
  }
}

async function committeeOf({ oracleCommittee, deployment }: Contracts, digest: string) {
  const [announced] = await read(
    oracleCommittee.queryFilter(oracleCommittee.filters.CommitteeAnnounced(digest), deployment.block),
  )
  const { signers = [], organisations = [], faults = 0n } = announced?.args ?? {}
  return {
    organisations: new Map(signers.map((signer, index) => [signer, organisations[index] ?? ''])),
    faults: Number(faults),
  }
}
