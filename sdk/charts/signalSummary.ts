/** What can be said of a signal without looking at it. */
export interface SignalSummary {
  /** Of the samples that were measured; 0 where none was. */
  readonly least: number
  readonly greatest: number
  /** Shares of all samples, from 0 to 1. */
  readonly measured: number
  readonly missing: number
  readonly saturated: number
}

/** @param values NaN for a missing sample, ±Infinity for one beyond what can be measured */
export function summariseSignal(values: Float32Array): SignalSummary {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [missing, saturated] = [0, 0]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) missing++
    else if (!Number.isFinite(value)) saturated++
    else {
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  const measured = values.length - missing - saturated
  const share = (count: number) => (values.length === 0 ? 0 : count / values.length)
  return {
    least: measured === 0 ? 0 : least,
    greatest: measured === 0 ? 0 : greatest,
    measured: share(measured),
    missing: share(missing),
    saturated: share(saturated),
  }
}
