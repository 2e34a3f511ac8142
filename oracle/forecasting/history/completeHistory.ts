import type { DemandSeries } from '../series.ts'
import { seasonalIndices } from './seasonalIndices.ts'

/**
 * A history without gaps. A missing value is the straight line between its neighbours after the season is taken out (na.interp of
 * Hyndman's forecast package); beyond the last known value, the level of the last season. A censored value is the same, but
 * never below what was sold: demand given that it was at least that (Wecker 1978, Management Science 24:934).
 *
 * @param series from its first known value on
 */
export function completeHistory({ values, censored }: DemandSeries, season: number): readonly number[] {
  const known = values.map((value, period) => (censored[period] ? null : value))
  if (known.every((value) => value !== null)) return known
  // Where every value is censored the lower bounds are all there is.
  if (known.every((value) => value === null)) return values.map((value) => value ?? 0)
  const rough = interpolated(known)
  const hasSeasons = season > 1 && values.length >= 2 * season + 1
  const indices = hasSeasons ? seasonalIndices(rough, season) : [0]
  const indexOf = (period: number) => indices[period % indices.length] as number
  const adjusted = interpolated(
    known.map((value, period) => (value === null ? null : value - indexOf(period))),
  )
  return adjusted.map((level, period) => {
    const sold = values[period] ?? 0
    const observed = known[period] ?? null
    return observed ?? Math.max(0, sold, level + indexOf(period))
  })
}

const LEVEL_PERIODS = 6

/** Straight lines between known values; at the ends the median of the nearest few. */
function interpolated(values: readonly (number | null)[]): readonly number[] {
  const places = values.flatMap((value, place) => (value === null ? [] : [place]))
  const at = (place: number | undefined) => values[place as number] as number
  const start = median(places.slice(0, LEVEL_PERIODS).map(at))
  const end = median(places.slice(-LEVEL_PERIODS).map(at))
  let next = 0
  return values.map((value, place) => {
    while (next < places.length && (places[next] as number) < place) next++
    if (value !== null) return value
    const before = places[next - 1]
    const after = places[next]
    if (before === undefined) return start
    if (after === undefined) return end
    const share = (place - before) / (after - before)
    return at(before) + share * (at(after) - at(before))
  })
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}
