import { RefusedError } from '../../../sdk/errors/index.ts'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verificationMessage.ts'
import { words } from '../../words/en.ts'
import { notesOn, objectionsTo } from '../../words/packVerdict.ts'

/** Why a pack is not to be given out, in sentences; none where it is genuine and nothing speaks against it. */
export const objections = (found: CheckedPack): readonly string[] =>
  objectionsTo(found, words.pharmacy.scan.dispensed)

/**
 * What whoever has the pack in hand should know besides.
 * @param keeper what the organisation is called that keeps it by the chain, where that is another one
 */
export const notes = (found: CheckedPack, keeper: string | undefined): readonly string[] => [
  ...(keeper === undefined ? [] : [words.pharmacy.scan.foreign(keeper)]),
  ...notesOn(found),
]

/** The pack, where its proof holds: its place in its batch is then known, whatever state it is in. */
export const provenPack = ({ answer, checks }: CheckedPack): VerificationEvidence | undefined =>
  checks.some(({ name, ok }) => name === 'pack' && ok) &&
  checks.some(({ name, ok }) => name === 'batch' && ok)
    ? answer.evidence
    : undefined

/** @throws RefusedError PACK_REFUSED with every reason in words */
export function requireGenuine(found: CheckedPack): VerificationEvidence {
  const against = [
    ...objections(found),
    ...(found.now?.state.lifecycle === 'returned' ? [words.pharmacy.dispense.returned] : []),
  ]
  const { evidence } = found.answer
  if (against.length === 0 && evidence) return evidence
  throw new RefusedError('PACK_REFUSED', [words.pharmacy.dispense.changed, ...against].join(' '))
}
