import { InvalidInputError } from '../../sdk/errors/index.ts'
import { type DemandForecast, demandForecastSchema } from '../../sdk/planning/demandForecast.ts'
import { levels } from './combination/conformal.ts'
import type { Forecast } from './forecastTable.ts'

/** What a forecast is for and from. */
type ForecastSubject = Pick<
  DemandForecast,
  'policyId' | 'period' | 'historyHash' | 'frequency' | 'firstPeriod'
>

/** Thousandths of a pack in a pack, and of probability in certainty. */
const THOUSAND = 1000

/**
 * A forecast as nodes sign it: whole thousandths of a pack, never below zero, in rows that never fall. Rounding makes no two
 * different computations equal: nodes agree because the same code on the same version of Node.js computes the same bits.
 *
 * @param subject with `firstPeriod` the period after the last of the history
 * @throws InvalidInputError FORECAST_INVALID for more periods than can be signed, or a quantity that is not finite or too great
 */
export function quantiseForecast(
  { quantiles }: Pick<Forecast, 'quantiles'>,
  { policyId, period, historyHash, frequency, firstPeriod }: ForecastSubject,
): DemandForecast {
  const parsed = demandForecastSchema.safeParse({
    format: 'salus-forecast/1',
    policyId,
    period,
    historyHash,
    frequency,
    firstPeriod,
    levels: levels.map((level) => Math.round(level * THOUSAND)),
    quantiles: quantiles.map(quantiseRow),
  })
  if (parsed.success) return parsed.data
  throw new InvalidInputError(
    'FORECAST_INVALID',
    'The forecast has more periods or greater quantities than can be signed; forecast fewer periods, or count larger packs.',
    { cause: parsed.error },
  )
}

function quantiseRow(row: readonly number[]): readonly number[] {
  let least = 0
  return row.map((value) => {
    least = Math.max(least, Math.round(value * THOUSAND))
    return least
  })
}
