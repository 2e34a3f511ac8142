import { InvalidInputError } from '../../sdk/errors/index.ts'
import { seasonOf } from '../../sdk/planning/calendar.ts'
import { sharedProfile } from './history/sharedProfile.ts'
import { type DemandTable, fromFirstKnown, isObserved } from './series.ts'

export interface LeftOut {
  readonly name: string
  readonly reason: string
}

/** Known periods without which nothing can be said of a product. */
const LEAST_KNOWN = 3

/**
 * The products that can be forecast, and why others cannot: too few known periods, or a horizon longer than the history where no
 * other products tell the season.
 * @throws InvalidInputError FORECAST_INVALID where none is left
 */
export function selectProducts(
  table: DemandTable,
  horizon: number,
): { readonly table: DemandTable; readonly leftOut: readonly LeftOut[] } {
  const profile = sharedProfile(table.series, seasonOf[table.frequency])
  const leftOut: LeftOut[] = []
  const series = table.series.filter((given) => {
    const own = fromFirstKnown(given)
    const known = own.values.filter((_, period) => isObserved(own, period)).length
    const reason =
      known < LEAST_KNOWN
        ? `${known} known ${known === 1 ? 'period is' : 'periods are'} too few; ${LEAST_KNOWN} are needed`
        : own.values.length < horizon && profile === null
          ? `a horizon of ${horizon} is longer than its history of ${own.values.length}`
          : null
    if (reason !== null) leftOut.push({ name: given.name, reason })
    return reason === null
  })
  const [first] = leftOut
  if (series.length === 0) {
    throw new InvalidInputError(
      'FORECAST_INVALID',
      `No product of the table can be forecast: ${first?.reason ?? 'it has none'}.`,
    )
  }
  return { table: { ...table, series }, leftOut }
}
