import type { Contracts } from '../chain/contracts.ts'
import { latestHeader } from '../chain/latestBlock.ts'
import type { CallOptions } from '../gateway/call.ts'
import type { PackClient } from '../gateway/packCalls.ts'
import { checkVerification, type VerificationCheck } from './checkVerification.ts'
import { findUnit } from './findUnit.ts'
import { type ScannedPack, scannedPack } from './packIdentity.ts'
import { readPackState } from './readPackState.ts'
import type { PackState, VerificationAnswer, VerificationEvidence } from './verificationMessage.ts'

/** A pack as the chain has it now. */
export interface PackNow {
  /** Organisation that keeps it. */
  readonly custodian: string
  readonly state: PackState
}

/** What the maker's gateway says of a pack, and what of it the chain bears out. */
export interface CheckedPack {
  readonly scanned: ScannedPack
  readonly answer: VerificationAnswer
  readonly checks: readonly VerificationCheck[]
  /** Only where the chain holds the batch that the answer names, and the pack is proven to be of it. */
  readonly now?: PackNow
}

export interface AskOptions extends CallOptions {
  /** Organisations that may make the product; without any, every accredited maker is taken. */
  readonly makers?: readonly string[] | undefined
}

/**
 * Asks a maker's gateway about a pack, and checks each of its claims against the chain alone.
 * @param scan what a scanner read
 * @throws InvalidInputError GS1_INVALID; UnavailableError
 */
export async function askAboutPack(
  contracts: Contracts,
  gateway: Pick<PackClient, 'verifyPack'>,
  scan: string,
  { makers, signal }: AskOptions = {},
): Promise<CheckedPack> {
  const scanned = scannedPack(scan)
  const answer = await gateway.verifyPack(scan, { ...(signal && { signal }) })
  const checks = await checkVerification(contracts, scanned, answer, makers ? { makers } : {})
  const isHere = checks.some(({ name }) => name === 'present')
  const isProven = checks.some(({ name, ok }) => name === 'pack' && ok)
  const now = answer.evidence && isHere && isProven ? await readNow(contracts, answer.evidence) : undefined
  return { scanned, answer, checks, ...(now && { now }) }
}

async function readNow(contracts: Contracts, { batchId, index }: VerificationEvidence): Promise<PackNow> {
  const block = await latestHeader(contracts)
  const [{ state }, { state: unit }] = await Promise.all([
    readPackState(contracts, batchId, index, block),
    findUnit(contracts, batchId, { index }, { blockTag: block.number }),
  ])
  return { custodian: unit.custodian, state }
}
