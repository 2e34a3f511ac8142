import type { Reading } from './log.ts'

/** A quick rise and a return, as of a door that stood open. */
export interface DoorOpening {
  /** ms since 1970. */
  readonly from: number
  readonly to: number
  /** °C. */
  readonly peak: number
}

/** °C that the air rises, and how soon, ms: a machine that rests lets it rise at a third of that. */
const rise = 1.5
const riseTime = 5 * 60_000
/** The same from one reading to the next where those lie farther apart. */
const stepRise = 3
const stepTime = 15 * 60_000
/** Back within so much of where it began, °C, and how soon, ms. */
const returned = 0.75
const returnTime = 60 * 60_000
/** As many readings as an hour has at one every two seconds: a log of closer ones is not searched without end. */
const mostReadings = 1800

/**
 * Openings of a door: the air rises by 1.5 °C within 5 minutes, or by 3 °C between two readings up to 15 minutes apart, and is
 * back within 60 minutes. Longer ones are told as excursions only, slower ones are the cycle of the machine or of the day.
 */
export function doorOpenings(readings: readonly Reading[]): DoorOpening[] {
  const openings: DoorOpening[] = []
  for (let first = 0; first + 1 < readings.length; first++) {
    const opening = openingAt(readings, first)
    if (!opening) continue
    const { last, ...found } = opening
    openings.push(found)
    first = last - 1
  }
  return openings
}

function openingAt(readings: readonly Reading[], first: number): (DoorOpening & { last: number }) | null {
  const start = readings[first] as Reading
  // It starts with the last reading before the rise, not in the calm before it.
  if ((readings[first + 1] as Reading).celsius - start.celsius < 0.1) return null
  let peak = start.celsius
  let hasRisen = false
  const end = Math.min(readings.length, first + mostReadings)
  for (let index = first + 1; index < end; index++) {
    const { time, celsius } = readings[index] as Reading
    const passed = time - start.time
    if (passed > returnTime) return null
    peak = Math.max(peak, celsius)
    const isStep = index === first + 1 && passed <= stepTime && celsius - start.celsius >= stepRise
    hasRisen ||= isStep || (passed <= riseTime && celsius - start.celsius >= rise)
    if (!hasRisen && passed > riseTime) return null
    if (hasRisen && celsius - start.celsius <= returned) {
      return { from: start.time, to: time, peak, last: index }
    }
  }
  return null
}
