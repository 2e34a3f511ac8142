import type { Reading } from './log.ts'

/**
 * How long each reading stands for, in seconds: half of the way to the reading before it and half of that to the one after; the
 * first and the last as long on their outer side as on their inner. Readings at even intervals weigh the same, so that a mean is
 * the plain one of the pharmacopoeia. A reading speaks for at most half of the longest gap that the profile allows on each side.
 */
export function exposures(readings: readonly Reading[], gapSecondsMaximum: number): Float64Array {
  const count = readings.length
  const seconds = new Float64Array(count)
  const gapAfter = (index: number): number =>
    ((readings[index + 1] as Reading).time - (readings[index] as Reading).time) / 1000
  // Seconds to the reading before; ahead of the first, what follows it stands for it.
  let before = count > 1 ? gapAfter(0) : 0
  for (let index = 0; index < count; index++) {
    const after = index + 1 < count ? gapAfter(index) : before
    seconds[index] = (Math.min(before, gapSecondsMaximum) + Math.min(after, gapSecondsMaximum)) / 2
    before = after
  }
  return seconds
}

/** Mean temperature over time, °C, whatever the gaps; the plain mean of readings at one time. */
export function meanOver(readings: readonly Reading[]): number {
  const weights = exposures(readings, Number.POSITIVE_INFINITY)
  let [sum, total, plain] = [0, 0, 0]
  for (const [index, { celsius }] of readings.entries()) {
    sum += (weights[index] as number) * celsius
    total += weights[index] as number
    plain += celsius
  }
  return total > 0 ? sum / total : plain / readings.length
}
