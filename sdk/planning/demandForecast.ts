import { z } from 'zod'
import { hashSchema } from '../chain/schemas.ts'
import { frequencies } from './calendar.ts'
import { planCommitment, planSalt } from './commitments.ts'

/** Most demand of one period that is read: 2^31 packs, in thousandths. */
const MAXIMUM = 2 ** 31 * 1000

/**
 * The demand that the committee foresees for one product, in whole thousandths of a pack, so that every honest node signs the
 * same. Rows are consecutive periods of the calendar from `firstPeriod` on.
 */
export const demandForecastSchema = z
  .strictObject({
    format: z.literal('salus-forecast/1'),
    policyId: hashSchema,
    /** Period of the policy that it is for. */
    period: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    /** Hash of the history that it follows from. */
    historyHash: hashSchema,
    frequency: z.enum(frequencies),
    firstPeriod: z.number().int().min(-1_000_000).max(1_000_000),
    /** Probabilities in thousandths, ascending. */
    levels: z.array(z.number().int().min(1).max(999)).min(3).max(32),
    /** One row a period, one value for each of the levels, ascending. */
    quantiles: z
      .array(z.array(z.number().int().min(0).max(MAXIMUM)))
      .min(1)
      .max(1000),
  })
  .refine(
    ({ levels }) => levels.every((level, index) => index === 0 || level > (levels[index - 1] ?? 0)),
    'has levels that do not rise',
  )
  .refine(
    ({ levels, quantiles }) => quantiles.every((row) => row.length === levels.length && isAscending(row)),
    'has rows that are not one value for each level, ascending',
  )

export type DemandForecast = z.infer<typeof demandForecastSchema>

function isAscending(row: readonly number[]): boolean {
  return row.every((value, index) => index === 0 || value >= (row[index - 1] ?? 0))
}

/** The salt of the one forecast of a period. */
export const forecastSalt = (
  secret: string,
  { policyId, period }: Pick<DemandForecast, 'policyId' | 'period'>,
): string => planSalt(secret, 'forecast', `${policyId}/${period}`)

/** The commitment that the committee lands. @param salt {@link forecastSalt} */
export const forecastCommitment = (salt: string, forecast: DemandForecast): string =>
  planCommitment('forecast', salt, forecast)
