import type { CheckedPack } from '../../sdk/provenance/askAboutPack.ts'
import type { PackState } from '../../sdk/provenance/verificationMessage.ts'
import { words } from './en.ts'
import { formatDate } from './format.ts'

/** Says when a pack was given out. */
type DispensedWords = (date: string) => string

/** Why a pack is not to be taken, in sentences; none where it is genuine and nothing speaks against it. */
export function objectionsTo(
  { answer: { data, evidence }, checks, now }: CheckedPack,
  dispensed: DispensedWords = words.pack.dispensed,
): readonly string[] {
  const failed = checks.filter(({ ok }) => !ok)
  if (failed.length > 0) {
    const changed = now ? stateObjections(now.state, dispensed) : []
    return failed.flatMap(({ name }) =>
      name === 'present' && changed.length > 0 ? changed : [words.pack.checkFailed[name]],
    )
  }
  if (data.verified) return []
  const { verificationFailureReason: reason = 'No_reason_provided' } = data
  const isUnknown = evidence === undefined || reason.startsWith('No_match')
  const state = isUnknown ? [] : stateObjections(evidence.state, dispensed)
  return state.length > 0 ? state : [words.pack.failure[reason]]
}

/** What whoever holds the pack should know besides, though it is genuine. */
export function notesOn({ scanned, answer: { data, evidence }, now }: CheckedPack): readonly string[] {
  if (!evidence) return []
  const isShortened = scanned.expiry !== undefined && scanned.expiry > evidence.expiry
  const day = formatDate(Date.parse(`${evidence.expiry}T12:00:00`))
  return [
    ...(isShortened ? [words.pack.shortened(day)] : []),
    ...(data.additionalInfo === 'ExpirationExtended' ? [words.pack.extended(day)] : []),
    ...(now?.state.lifecycle === 'returned' ? [words.pack.returned] : []),
  ]
}

function stateObjections(
  { lifecycle, holds, dispensedAt, isExpired }: PackState,
  dispensed: DispensedWords,
): readonly string[] {
  const isInTrade = lifecycle === 'available' || lifecycle === 'returned'
  return [
    ...(isInTrade ? [] : [words.pack.lifecycle[lifecycle]]),
    ...holds.map((hold) => words.pack.hold[hold]),
    ...(isExpired ? [words.pack.expired] : []),
    ...(dispensedAt === 0
      ? []
      : [dispensedAt === 1 ? words.pack.dispensedBack : dispensed(formatDate(dispensedAt * 1000))]),
  ]
}
