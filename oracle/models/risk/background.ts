import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { quantile } from '../metrics.ts'
import type { CompleteRow, Row } from './preprocessing.ts'

/** Into how many groups of like risk the training rows are cut. */
const groups = 5

/**
 * The made-up people that exact Shapley values compare with: of each fifth of the training rows by predicted risk, the
 * median of every quantity and the commonest of every code. None is a row of the data.
 *
 * @param logOdds out-of-fold, one per row
 */
export function backgroundPeople(
  specs: readonly FeatureSpec[],
  rows: readonly Row[],
  logOdds: readonly number[],
): CompleteRow[] {
  const ordered = rows
    .map((row, index) => ({ row, logOdds: logOdds[index] as number }))
    .sort((one, other) => one.logOdds - other.logOdds)
    .map(({ row }) => row)
  return Array.from({ length: groups }, (_, group) => {
    const members = ordered.slice(
      Math.floor((group * rows.length) / groups),
      Math.floor(((group + 1) * rows.length) / groups),
    )
    return specs.map((spec, index) => {
      const values = members.flatMap((row) => row[index] ?? []).sort((one, other) => one - other)
      return spec.allowed ? commonest(values) : quantile(values, 0.5)
    })
  })
}

/** The least of those that occur most often. */
function commonest(ordered: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of ordered) counts.set(value, (counts.get(value) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0] as number
}
