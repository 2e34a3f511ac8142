import pc from 'picocolors'
import type { Holding } from '../../../sdk/provenance/listHoldings.ts'
import { columns } from '../../output/columns.ts'
import { LIFECYCLE_WORDS } from './words.ts'

/** Who has what, as a table. */
export const holdingsText = (holdings: readonly Holding[]): string =>
  columns(holdings.map(rowOf), ['Units', 'Packs at most', 'Custodian', 'Owner', 'State', 'Dispensed'])

function rowOf({ batchId, level, from, to, custodian, owner, ...state }: Holding): string[] {
  const range = to - from === 1 ? `${from}` : `${from} to ${to - 1}`
  const { lifecycle, holds, dispensed } = state
  return [
    `${batchId}/${level}/${range}`,
    ((to - from) * 2 ** level).toLocaleString('en'),
    custodian,
    owner === custodian ? 'the same' : owner,
    holds.length > 0 ? pc.red(holds.join(', ')) : LIFECYCLE_WORDS[lifecycle],
    String(dispensed),
  ]
}
