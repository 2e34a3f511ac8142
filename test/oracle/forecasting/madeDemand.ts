import type { DemandSeries, DemandTable } from '../../../oracle/forecasting/series.ts'
import { seededRandom } from '../../../oracle/models/random.ts'

/** A number that is normal enough: the sum of twelve uniform ones, less six. */
export function normals(seed: number): () => number {
  const random = seededRandom(seed)
  return () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
}

/** Monthly demand with growth of half a per cent, a season of a fifth and noise. */
export const seasonalDemand = (periods: number, level: number, noise: number, seed: number): number[] => {
  const normal = normals(seed)
  return Array.from(
    { length: periods },
    (_, month) =>
      level * Math.exp(0.005 * month + 0.2 * Math.cos((2 * Math.PI * month) / 12) + noise * normal()),
  )
}

export const seriesOf = (
  name: string,
  values: readonly (number | null)[],
  censored: readonly number[] = [],
): DemandSeries => ({ name, values, censored: values.map((_, period) => censored.includes(period)) })

export const monthly = (...series: readonly DemandSeries[]): DemandTable => ({
  frequency: 'monthly',
  firstPeriod: 600,
  series,
})

export const meanError = (said: readonly number[], actual: readonly number[]): number =>
  said.reduce((sum, value, step) => sum + Math.abs(value / (actual[step] as number) - 1), 0) / said.length
