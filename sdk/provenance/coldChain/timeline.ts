import { type IssueCounter, issueCounter, unreadable } from './issues.ts'
import { lateRows } from './lateRows.ts'
import type { ColdChainLog, Extremes, Reading } from './log.ts'

/** A reading as it was received, and where. */
export interface ReceivedReading extends Reading {
  /** Line or report, from 1. */
  readonly place: number
}

/** Before this no log of a pack was made: a clock that shows it was reset (to 1970, 1980, 2000 by most makers). */
const earliest = Date.UTC(2010, 0, 1)
/** Clocks of loggers and of readers differ; ms. */
const clockTolerance = 5 * 60_000
/** Different temperatures of one time. */
const mostContradictions = 20

/**
 * Puts readings in the order of time and names what is wrong with their clock.
 *
 * @param now ms since 1970 at which the log was received
 * @param issues found before, to which those of the clock are added
 * @param extremes temperatures without a time of their own
 * @throws InvalidInputError READINGS_INVALID where no reading has a time that can be
 */
export function timelineOf(
  received: readonly ReceivedReading[],
  now: number,
  issues: IssueCounter = issueCounter(),
  extremes: readonly number[] = [],
): ColdChainLog {
  const unplaced = [...extremes]
  const placed = received.filter(({ time, celsius, place }) => {
    if (time >= earliest && time <= now + clockTolerance) return true
    issues.add(time < earliest ? 'CLOCK_RESET' : 'CLOCK_FUTURE', place)
    unplaced.push(celsius)
    return false
  })
  if (placed.length === 0) {
    throw unreadable(
      received.length === 0
        ? 'No row has both a time and a temperature that can be read.'
        : 'Every time lies before 2010 or in the future: the clock of the logger was never set.',
    )
  }
  const turned = isReversed(placed)
  if (turned) issues.add('REVERSED_ORDER', 0)
  const ordered = turned ? placed.toReversed() : placed
  const late = lateRows(ordered)
  const sorted = late.size === 0 ? ordered : [...ordered].sort((one, other) => one.time - other.time)
  const readings: Reading[] = []
  for (const row of sorted) {
    const said = late.size > 0 ? late.get(row) : undefined
    if (said) issues.add(said, row.place)
    if (readings[readings.length - 1]?.time === row.time) {
      const same = sameTime(readings, row.time)
      if (same.some(({ celsius }) => celsius === row.celsius)) {
        issues.add('DUPLICATE', row.place)
        continue
      }
      if (same.length >= mostContradictions) {
        throw unreadable(
          `More than ${mostContradictions} different temperatures bear the time of line ${row.place}.`,
        )
      }
      issues.add('CONFLICTING_DUPLICATE', row.place)
    }
    readings.push({ time: row.time, celsius: row.celsius, humidity: row.humidity })
  }
  return { readings, unplaced: extremesOf(unplaced), issues: issues.list() }
}

const extremesOf = (values: readonly number[]): Extremes | null =>
  values.length === 0
    ? null
    : {
        minimum: values.reduce((least, value) => Math.min(least, value)),
        maximum: values.reduce((most, value) => Math.max(most, value)),
      }

/** Whether most rows are older than the one before them. */
function isReversed(rows: readonly ReceivedReading[]): boolean {
  let [rises, falls] = [0, 0]
  for (let index = 1; index < rows.length; index++) {
    const step = (rows[index] as Reading).time - (rows[index - 1] as Reading).time
    if (step > 0) rises++
    if (step < 0) falls++
  }
  return falls > rises
}

/** The last readings, as far as they bear this time. */
function sameTime(readings: readonly Reading[], time: number): readonly Reading[] {
  let first = readings.length
  while (first > 0 && readings[first - 1]?.time === time) first--
  return readings.slice(first)
}
