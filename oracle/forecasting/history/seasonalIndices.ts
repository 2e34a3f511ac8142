/**
 * Additive index of each place in the season, by classical decomposition: differences from a centred moving average over one
 * season, averaged for each place and centred on zero (Hyndman & Athanasopoulos 2021, section 3.4).
 *
 * @param values at least two seasons, oldest first
 * @returns one index for each place; that of `values[t]` is `indices[t % season]`
 */
export function seasonalIndices(values: readonly number[], season: number): readonly number[] {
  if (season <= 1) return [0]
  const sums = new Array<number>(season).fill(0)
  const counts = new Array<number>(season).fill(0)
  const trend = centredAverage(values, season)
  for (const [time, level] of trend.entries()) {
    if (level === null) continue
    const place = time % season
    sums[place] = (sums[place] as number) + (values[time] as number) - level
    counts[place] = (counts[place] as number) + 1
  }
  const raw = sums.map((sum, place) => (counts[place] === 0 ? 0 : sum / (counts[place] as number)))
  const mean = raw.reduce((sum, index) => sum + index, 0) / season
  return raw.map((index) => index - mean)
}

/** The 2×m moving average for an even season, the m moving average for an odd one; null where it does not reach. */
export function centredAverage(values: readonly number[], season: number): readonly (number | null)[] {
  const half = Math.floor(season / 2)
  const isEven = season % 2 === 0
  return values.map((_, time) => {
    if (time < half || time + half >= values.length) return null
    let sum = 0
    for (let near = time - half; near <= time + half; near++) {
      const isEnd = isEven && (near === time - half || near === time + half)
      sum += (values[near] as number) * (isEnd ? 0.5 : 1)
    }
    return sum / season
  })
}
