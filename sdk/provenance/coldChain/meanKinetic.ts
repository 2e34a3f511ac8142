/** Molar gas constant as USP <1079.2> rounds it, kJ/(mol·K). */
const gasConstant = 0.0083144
const kelvin = 273.15

/** Arrhenius' law relative to a temperature, so that no rate that matters is too small for a double. */
export interface KineticScale {
  /** Degradation at a temperature, 1 at the reference. */
  rateAt(celsius: number): number
  /** °C at which degradation has this rate; −273.15 for a rate of 0. */
  celsiusAt(rate: number): number
}

/**
 * @param activationEnergy ΔH, kJ/mol
 * @param reference °C, the warmest of what is averaged
 */
export function kineticScale(activationEnergy: number, reference: number): KineticScale {
  const slope = activationEnergy / gasConstant
  const inverse = 1 / (reference + kelvin)
  return {
    rateAt: (celsius) => Math.exp(slope * (inverse - 1 / (celsius + kelvin))),
    celsiusAt: (rate) => 1 / (inverse - Math.log(rate) / slope) - kelvin,
  }
}

/**
 * Mean kinetic temperature, °C, of temperatures with weights (Haynes 1971; USP <1079.2>):
 * (ΔH/R) / −ln(Σ w·e^(−ΔH/RT) / Σ w), T in kelvin. The plain mean of the rates where all weights are 0.
 *
 * @param celsius at least one
 * @param activationEnergy ΔH, kJ/mol
 */
export function meanKineticTemperature(
  celsius: readonly number[],
  weights: ArrayLike<number>,
  activationEnergy: number,
): number {
  const { rateAt, celsiusAt } = kineticScale(activationEnergy, warmest(celsius))
  let [rate, weight, plain] = [0, 0, 0]
  for (let index = 0; index < celsius.length; index++) {
    const own = rateAt(celsius[index] as number)
    rate += own * (weights[index] as number)
    weight += weights[index] as number
    plain += own
  }
  return celsiusAt(weight > 0 ? rate / weight : plain / celsius.length)
}

export function warmest(celsius: readonly number[]): number {
  return celsius.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
}

/** The greatest mean kinetic temperature over any window, and where that window ends. */
export interface GreatestMeanKinetic {
  /** °C. */
  readonly celsius: number
  /** Index of the last reading that is part of it. */
  readonly last: number
}

/**
 * The greatest mean over the whole and over any window of measured time. Time that was not measured is left out of the windows,
 * so that a few readings between two gaps are no window of their own.
 *
 * @param windowSeconds length
 */
export function greatestMeanKinetic(
  celsius: readonly number[],
  weights: ArrayLike<number>,
  activationEnergy: number,
  windowSeconds: number,
): GreatestMeanKinetic {
  const count = celsius.length
  const { rateAt, celsiusAt } = kineticScale(activationEnergy, warmest(celsius))
  const rates = celsius.map(rateAt)
  // Up to the end of each reading's time: measured seconds, and the sum of the rates over them.
  const [ends, sums] = [new Float64Array(count), new Float64Array(count)]
  let [end, sum] = [0, 0]
  for (let index = 0; index < count; index++) {
    end += weights[index] as number
    sum += (weights[index] as number) * (rates[index] as number)
    ends[index] = end
    sums[index] = sum
  }
  const whole = {
    celsius: end > 0 ? celsiusAt(sum / end) : meanKineticTemperature(celsius, weights, activationEnergy),
    last: count - 1,
  }
  if (end <= windowSeconds) return whole
  const sumUpTo = (at: number, index: number): number =>
    (sums[index] as number) - ((ends[index] as number) - at) * (rates[index] as number)
  let best = { rate: 0, last: count - 1 }
  const take = (from: number, first: number, last: number): void => {
    const rate = (sumUpTo(from + windowSeconds, last) - sumUpTo(from, first)) / windowSeconds
    if (rate > best.rate) best = { rate, last }
  }
  // The rate is a step function, so the greatest mean lies where an edge of the window meets the edge of a step.
  let [first, last] = [0, 0]
  for (let index = 0; index < count; index++) {
    const from = (ends[index] as number) - windowSeconds
    if (from < 0) continue
    while ((ends[first] as number) < from) first++
    take(from, first, index)
  }
  for (let index = 0; index < count; index++) {
    const from = index === 0 ? 0 : (ends[index - 1] as number)
    if (from + windowSeconds > end) break
    while ((ends[last] as number) < from + windowSeconds && last < count - 1) last++
    take(from, index, last)
  }
  const greatest = celsiusAt(best.rate)
  return greatest > whole.celsius ? { celsius: greatest, last: best.last } : whole
}
