import { indicesOf, type UnitPlace } from '../../../sdk/provenance/unit.ts'
import { words } from '../../words/en.ts'
import { shorten } from '../../words/format.ts'

/** A unit for the eye: the middle of its batch's id left out. */
export const shortUnit = ({ batchId, level, position }: UnitPlace): string =>
  `${shorten(batchId)}/${level}/${position}`

export function packsIn(place: Pick<UnitPlace, 'level' | 'position'>): string {
  const { from, to } = indicesOf(place)
  return words.pharmacy.packs(to - from)
}
