import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { VerificationCheck } from '../../../sdk/provenance/checkVerification.ts'
import type { ScannedPack } from '../../../sdk/provenance/packIdentity.ts'
import type { PackState, VerificationAnswer } from '../../../sdk/provenance/verification.ts'
import { time } from '../../output/format.ts'
import { FAILURE_WORDS, HOLD_WORDS, LIFECYCLE_WORDS } from './words.ts'

export interface PackQuestion {
  /** As it was given: text of a scanner, or `-`. */
  readonly code: string
  /** Gateway of the maker. */
  readonly verifier: string
}

/** What the maker's gateway says of a pack, and what of it the chain bears out. */
export interface CheckedPack {
  readonly scanned: ScannedPack
  readonly answer: VerificationAnswer
  readonly checks: readonly VerificationCheck[]
}

/** Asks the maker's gateway about a pack, and checks each of its claims against the chain alone. */
export async function checkPack(
  contracts: Contracts,
  { code, verifier }: PackQuestion,
): Promise<CheckedPack> {
  const { readCode } = await import('../../input/code.ts')
  const { gatewayClient } = await import('../../../sdk/gateway/client.ts')
  const { scannedPack } = await import('../../../sdk/provenance/packIdentity.ts')
  const { checkVerification } = await import('../../../sdk/provenance/checkVerification.ts')
  const scan = await readCode(code)
  const scanned = scannedPack(scan)
  const answer = await gatewayClient({ url: verifier }).verifyPack(scan)
  return { scanned, answer, checks: await checkVerification(contracts, scanned, answer) }
}

/** Why this pack is not to be trusted or sold, in sentences; none where it is genuine and nothing speaks against it. */
export function objectionsTo({ answer, checks }: Omit<CheckedPack, 'scanned'>): string[] {
  const { data, evidence } = answer
  const failed = checks.filter(({ ok }) => !ok)
  if (failed.length > 0) {
    return failed.map(
      ({ name, detail }) => `The chain does not bear out what the gateway says: ${name}, ${detail}.`,
    )
  }
  if (data.verified) return []
  const { verificationFailureReason: reason = 'No_reason_provided' } = data
  const state = evidence === undefined || reason.startsWith('No_match') ? [] : stateObjections(evidence.state)
  return state.length > 0 ? state : [FAILURE_WORDS[reason]]
}

function stateObjections({ lifecycle, holds, dispensedAt, isExpired }: PackState): string[] {
  const isInTrade = lifecycle === 'available' || lifecycle === 'returned'
  return [
    ...(isInTrade ? [] : [`It is ${LIFECYCLE_WORDS[lifecycle]}.`]),
    ...holds.map((hold) => `It is ${HOLD_WORDS[hold]}.`),
    ...(isExpired ? ['Its last day of use has passed.'] : []),
    ...dispensedObjections(dispensedAt),
  ]
}

function dispensedObjections(dispensedAt: number): string[] {
  if (dispensedAt === 0) return []
  if (dispensedAt === 1)
    return ['It was dispensed and came back under a hold: it can never be dispensed again.']
  return [`It was dispensed already, on ${time(dispensedAt)}.`]
}
