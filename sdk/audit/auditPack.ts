import type { Contracts } from '../chain/contracts.ts'
import { checkVerification } from '../provenance/checkVerification.ts'
import type { ScannedPack } from '../provenance/packIdentity.ts'
import { readHistory } from '../provenance/readHistory.ts'
import type { VerificationCheckName } from '../provenance/verificationCheck.ts'
import type { VerificationAnswer } from '../provenance/verificationMessage.ts'
import type { Check, Evidence } from './check.ts'

/** What each check of an answer is called, and why it failed, in the words of whoever shows it. */
export interface PackCheckWords {
  readonly names: Readonly<Record<VerificationCheckName, string>>
  readonly reasons: Readonly<Record<VerificationCheckName, string>>
}

export interface AuditedPack {
  readonly checks: readonly Check[]
  /** Whether the answer comes with evidence: without it, it is its author's word. */
  readonly isProven: boolean
}

/**
 * Holds what a maker said of a pack against the chain alone, now.
 * @param scanned what the reader scanned; an answer that was kept is held against the identity that it names itself
 * @param makers organisations that may make the product; without any, every accredited maker is taken
 * @throws UnavailableError
 */
export async function auditPack(
  contracts: Contracts,
  answer: VerificationAnswer,
  words: PackCheckWords,
  scanned: ScannedPack | undefined = answer.evidence?.identity,
  makers?: readonly string[],
): Promise<AuditedPack> {
  const isProven = answer.evidence !== undefined
  const found = await checkVerification(
    contracts,
    scanned ?? { gtin: '', serial: '' },
    answer,
    makers ? { makers } : {},
  )
  const isOnChain = found.some(({ name, ok }) => name === 'batch' && ok)
  const places = isOnChain && answer.evidence ? await placesOf(contracts, answer.evidence) : {}
  const checks = found.map(
    ({ name, ok, detail }): Check => ({
      name: words.names[name],
      ok,
      evidence: { found: detail, ...(ok ? places[name] : {}) },
      ...(ok ? {} : { reason: words.reasons[name] }),
    }),
  )
  return { checks, isProven }
}

type Places = Partial<Record<VerificationCheckName, Evidence>>

async function placesOf(
  contracts: Contracts,
  { batchId, index, block, root }: NonNullable<VerificationAnswer['evidence']>,
): Promise<Places> {
  const steps = await readHistory(contracts, batchId, index)
  const [first] = steps
  const last = steps.findLast(({ blockNumber }) => blockNumber <= block.number)
  return {
    pack: { root },
    block: { block: block.number },
    ...(first && { batch: { transaction: first.transactionHash } }),
    ...(last && { state: { transaction: last.transactionHash } }),
  }
}
