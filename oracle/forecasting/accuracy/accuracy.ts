import { levels } from '../combination/conformal.ts'

/** How far forecasts were off. Null where a measure is not defined. */
export interface Accuracy {
  /**
   * Mean absolute error in units of the seasonal naive method's within the history (Hyndman & Koehler 2006), the mean over
   * series; undefined for a history that repeats itself exactly.
   */
  readonly mase: number | null
  /** Sum of absolute errors over the sum of demand, of all series together; undefined where nothing was asked for. */
  readonly wape: number | null
  /** Mean of 2|y − f| / (|y| + |f|), 0 to 2; two zeros are no error. */
  readonly smape: number | null
  /** Mean over the levels of the pinball loss, doubled and in the units of MASE: that of a median alone is its MASE. */
  readonly pinball: number | null
  /** Share of the demand within the central 80 % and 95 % of the forecast. */
  readonly coverage80: number | null
  readonly coverage95: number | null
  /** Values compared. */
  readonly values: number
}

/** One forecast and what came. */
export interface Outcome {
  /** Null where the demand is not known. */
  readonly actual: readonly (number | null)[]
  readonly point: readonly number[]
  readonly quantiles: readonly (readonly number[])[]
  /** Mean absolute change over a season within the history; null where there is none. */
  readonly scale: number | null
}

/** Accuracy of many forecasts. */
export function accuracyOf(outcomes: readonly Outcome[]): Accuracy {
  const mase: number[] = []
  const pinball: number[] = []
  let errors = 0
  let demand = 0
  const smape: number[] = []
  const within = { 80: 0, 95: 0 }
  for (const { actual, point, quantiles, scale } of outcomes) {
    const own = { errors: 0, losses: 0, count: 0 }
    for (const [step, value] of actual.entries()) {
      if (value === null) continue
      const said = point[step] as number
      const row = quantiles[step] as readonly number[]
      const error = Math.abs(value - said)
      own.errors += error
      own.losses += meanPinball(value, row)
      own.count++
      demand += value
      smape.push(error === 0 ? 0 : (2 * error) / (Math.abs(value) + Math.abs(said)))
      if (isWithin(value, row, 1)) within[80]++
      if (isWithin(value, row, 0)) within[95]++
    }
    errors += own.errors
    if (own.count === 0 || scale === null || scale === 0) continue
    mase.push(own.errors / own.count / scale)
    pinball.push((2 * own.losses) / own.count / scale)
  }
  const values = smape.length
  return {
    mase: mean(mase),
    wape: demand > 0 ? errors / demand : null,
    smape: mean(smape),
    pinball: mean(pinball),
    coverage80: values === 0 ? null : within[80] / values,
    coverage95: values === 0 ? null : within[95] / values,
    values,
  }
}

/** Mean absolute change over a season, of values known at both ends; null where there are none. */
export function naiveScale(values: readonly (number | null)[], season: number): number | null {
  const changes = values.flatMap((value, time) => {
    const before = values[time - season] ?? null
    return value === null || before === null ? [] : [Math.abs(value - before)]
  })
  return mean(changes)
}

function meanPinball(value: number, row: readonly number[]): number {
  const losses = levels.map((level, index) => {
    const above = value - (row[index] as number)
    return above >= 0 ? level * above : (level - 1) * above
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / levels.length
}

/** @param outside levels left out at either end */
const isWithin = (value: number, row: readonly number[], outside: number) =>
  value >= (row[outside] as number) && value <= (row[row.length - 1 - outside] as number)

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
