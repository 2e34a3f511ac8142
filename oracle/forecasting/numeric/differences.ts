/** A series after `seasonalTimes` differences over a season and `times` over one period: shorter by what they reach back. */
export function difference(
  values: readonly number[],
  season: number,
  times: number,
  seasonalTimes: number,
): readonly number[] {
  return lagsOf(season, times, seasonalTimes).reduce(
    (series, lag) => series.slice(lag).map((value, index) => value - (series[index] as number)),
    values,
  )
}

/** Undoes {@link difference} for values that follow the history. */
export function integrate(
  history: readonly number[],
  following: readonly number[],
  season: number,
  times: number,
  seasonalTimes: number,
): readonly number[] {
  const lags = lagsOf(season, times, seasonalTimes)
  return lags.reduceRight((added, lag, index) => {
    const series = lags
      .slice(0, index)
      .reduce((own, by) => own.slice(by).map((value, place) => value - (own[place] as number)), history)
    const whole = [...series]
    for (const value of added) whole.push(value + (whole[whole.length - lag] as number))
    return whole.slice(series.length)
  }, following)
}

const lagsOf = (season: number, times: number, seasonalTimes: number): readonly number[] => [
  ...new Array<number>(seasonalTimes).fill(season),
  ...new Array<number>(times).fill(1),
]
