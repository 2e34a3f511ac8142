import { issueCounter, unreadable } from './issues.ts'
import type { ColdChainLog, Extremes, LogIssue, Reading } from './log.ts'

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
 * Puts readings in the order of time and names what is wrong with their clock. A late row that fills a hole came late; one that
 * lands beside another reading means that the clock jumped back.
 *
 * @param now ms since 1970 at which the log was received
 * @param extremes temperatures without a time of their own
 * @param known issues found before
 * @throws InvalidInputError READINGS_INVALID where no reading has a time that can be
 */
export function timelineOf(
  received: readonly ReceivedReading[],
  now: number,
  known: readonly LogIssue[] = [],
  extremes: readonly number[] = [],
): ColdChainLog {
  const issues = issueCounter()
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
  const step = late.size === 0 ? 0 : typicalStep(sorted)
  const readings: Reading[] = []
  for (const [index, row] of sorted.entries()) {
    if (late.size > 0 && late.has(row)) {
      const beside = [sorted[index - 1], sorted[index + 1]].some(
        (other) =>
          other && other.time !== row.time && Math.abs(other.time - row.time) < step / 2 && !late.has(other),
      )
      issues.add(beside ? 'CLOCK_BACKWARDS' : 'OUT_OF_ORDER', row.place)
    }
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
  return { readings, unplaced: extremesOf(unplaced), issues: [...known, ...issues.list()] }
}

const extremesOf = (values: readonly number[]): Extremes | null =>
  values.length === 0
    ? null
    : {
        minimum: values.reduce((least, value) => Math.min(least, value)),
        maximum: values.reduce((most, value) => Math.max(most, value)),
      }

function isReversed(rows: readonly ReceivedReading[]): boolean {
  let falls = 0
  for (let index = 1; index < rows.length; index++) {
    const step = (rows[index] as Reading).time - (rows[index - 1] as Reading).time
    if (step > 0) return false
    if (step < 0) falls++
  }
  return falls > 0
}

/** Rows that are older than one that stands before them. */
function lateRows(rows: readonly ReceivedReading[]): Set<ReceivedReading> {
  const late = new Set<ReceivedReading>()
  let latest = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    if (row.time < latest) late.add(row)
    else latest = row.time
  }
  return late
}

/** Median time between readings that follow one another, ms; 0 for one time alone. */
function typicalStep(readings: readonly Reading[]): number {
  const steps: number[] = []
  for (let index = 1; index < readings.length; index++) {
    const step = (readings[index] as Reading).time - (readings[index - 1] as Reading).time
    if (step > 0) steps.push(step)
  }
  steps.sort((one, other) => one - other)
  return steps[Math.floor(steps.length / 2)] ?? 0
}

/** The last readings, as far as they bear this time. */
function sameTime(readings: readonly Reading[], time: number): readonly Reading[] {
  let first = readings.length
  while (first > 0 && readings[first - 1]?.time === time) first--
  return readings.slice(first)
}
