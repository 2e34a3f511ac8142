import { exposures } from './exposure.ts'
import type { Reading } from './log.ts'
import { kineticScale, warmest } from './meanKinetic.ts'
import type { ColdChainProfile } from './profile.ts'
import { runsOf } from './runs.ts'

/** A time outside the range of the label. */
export interface Excursion {
  readonly side: 'above' | 'below'
  /** ms since 1970 of its first and its last reading. */
  readonly from: number
  readonly to: number
  /** Seconds that its readings stand for. */
  readonly seconds: number
  /** °C: the reading that is farthest out. */
  readonly peak: number
  /** °C by which the mean kinetic temperature of the whole log is higher than without it; null where nothing else was measured. */
  readonly meanKineticRise: number | null
}

/** Every time outside the range of the label, in order; a gap that the profile does not allow ends one. */
export function findExcursions(readings: readonly Reading[], profile: ColdChainProfile): Excursion[] {
  const { label, meanKinetic, gapSecondsMaximum } = profile
  const weights = exposures(readings, gapSecondsMaximum)
  const celsius = readings.map((reading) => reading.celsius)
  const { rateAt, celsiusAt } = kineticScale(meanKinetic.activationEnergy, warmest(celsius))
  const total = sumOver(celsius, weights, rateAt, 0, celsius.length - 1)
  const sideOf = (index: number) => {
    const value = celsius[index] as number
    if (value > label.maximum) return 'above'
    return value < label.minimum ? 'below' : null
  }
  const timeAt = (index: number) => (readings[index] as Reading).time
  const isGap = (index: number) => timeAt(index) - timeAt(index - 1) > gapSecondsMaximum * 1000
  return runsOf(celsius.length, sideOf, isGap).map(({ first, last }) => {
    const side = sideOf(first) as Excursion['side']
    const own = sumOver(celsius, weights, rateAt, first, last)
    const rest = { rate: total.rate - own.rate, weight: total.weight - own.weight }
    let peak = celsius[first] as number
    for (let index = first; index <= last; index++) {
      const value = celsius[index] as number
      if (side === 'above' ? value > peak : value < peak) peak = value
    }
    return {
      side,
      from: timeAt(first),
      to: timeAt(last),
      seconds: own.weight,
      peak,
      meanKineticRise:
        rest.weight > 0 && rest.rate > 0
          ? celsiusAt(total.rate / total.weight) - celsiusAt(rest.rate / rest.weight)
          : null,
    }
  })
}

function sumOver(
  celsius: readonly number[],
  weights: Float64Array,
  rateAt: (celsius: number) => number,
  first: number,
  last: number,
): { rate: number; weight: number } {
  let [rate, weight] = [0, 0]
  for (let index = first; index <= last; index++) {
    rate += (weights[index] as number) * rateAt(celsius[index] as number)
    weight += weights[index] as number
  }
  return { rate, weight }
}
