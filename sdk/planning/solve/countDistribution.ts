import { normalDensity, normalShare, normalShortfall } from './normal.ts'

/** How many packs are asked for in a time. */
export interface CountDistribution {
  /** Chance that more than so many are asked for. Between whole numbers it is interpolated. */
  exceeds(packs: number): number
  /** E[(packs − N)⁺]: how many of so many packs are expected to be left. */
  shortfall(packs: number): number
}

/** Skewness up to which a count is taken as nearly normal. */
const NEARLY_NORMAL = 0.25

/** Values that are summed at most. */
const TABLE = 2048

/** Chance below which a tail is cut off, relative to that of the mode. */
const NEGLIGIBLE = 1e-10

/**
 * A count with this mean and variance: Poisson where they are equal, negative binomial where the variance is greater, both by
 * Panjer's recursion p(k) = p(k − 1) · (a + b / k) (1981, ASTIN Bulletin 12:22), which needs no exponential: it starts at the mode
 * with any weight, and the weights are made to add up to one. Where the count is nearly normal, the first terms of its Edgeworth series
 * take the place of the sum; where it is not, and too large for a table, it is counted in units of several packs.
 *
 * @param variance no less than the mean
 */
export function countDistribution(mean: number, variance: number): CountDistribution {
  if (mean <= 0) return nothing
  const deviation = Math.sqrt(variance)
  const skewness = (2 * (variance / mean) - 1) / deviation
  const size = Math.ceil(mean + 8 * deviation + 24 * (variance / mean)) + 1
  if (skewness <= NEARLY_NORMAL) return large(mean, deviation, skewness)
  if (size <= TABLE) return small(mean, variance, size)
  const unit = Math.ceil(size / TABLE)
  return inUnits(unit, small(mean / unit, variance / (unit * unit), TABLE))
}

const nothing: CountDistribution = {
  exceeds: (packs) => (packs < 0 ? 1 : 0),
  shortfall: (packs) => Math.max(0, packs),
}

/** With the continuity correction of half a pack, and the term of the skewness (Abramowitz & Stegun 1964, 26.2.48). */
const large = (mean: number, deviation: number, skewness: number): CountDistribution => ({
  exceeds: (packs) => {
    const z = (packs + 0.5 - mean) / deviation
    const chance = 1 - normalShare(z) + (skewness / 6) * (z * z - 1) * normalDensity(z)
    return Math.min(1, Math.max(0, chance))
  },
  shortfall: (packs) => deviation * normalShortfall((packs - mean) / deviation),
})

/** Of so many packs each, with the continuity correction of half a unit. */
const inUnits = (unit: number, count: CountDistribution): CountDistribution => ({
  exceeds: (packs) => (packs < 0 ? 1 : count.exceeds((packs + 0.5) / unit - 0.5)),
  shortfall: (packs) => unit * count.shortfall(packs / unit),
})

function small(mean: number, variance: number, size: number): CountDistribution {
  const a = 1 - mean / variance
  const b = mean * (1 - a) - a
  const mode = Math.max(0, Math.floor(b / (1 - a)))
  const weights = new Array<number>(size).fill(0)
  weights[mode] = 1
  let total = 1
  let weight = 1
  for (let count = mode; count > 0 && weight > NEGLIGIBLE; count--) {
    weight *= count / (a * count + b)
    weights[count - 1] = weight
    total += weight
  }
  weight = 1
  let last = mode
  while (last < size - 1 && weight > NEGLIGIBLE) {
    last++
    weight *= (a * last + b) / last
    weights[last] = weight
    total += weight
  }
  // From here on the chance of at most so many.
  let below = 0
  for (let count = 0; count <= last; count++) {
    below += weights[count] as number
    weights[count] = below / total
  }
  const share = (packs: number) => {
    if (packs < 0) return 0
    return packs < last ? (weights[packs] as number) : 1
  }
  return {
    exceeds: (packs) => {
      if (packs >= last) return 0
      const whole = Math.floor(packs)
      const low = share(whole)
      return 1 - low - (packs - whole) * (share(whole + 1) - low)
    },
    shortfall: (packs) => {
      const whole = Math.floor(packs)
      const summed = Math.min(whole, last)
      // Beyond the last that may be asked for, each further pack is left: a stock may be of any size.
      let left = (packs - whole) * share(whole) + Math.max(0, whole - last)
      for (let count = 0; count < summed; count++) left += share(count)
      return left
    },
  }
}
