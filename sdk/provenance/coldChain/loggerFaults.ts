import type { Reading } from './log.ts'
import type { ColdChainProfile } from './profile.ts'
import { type Run, runsOf } from './runs.ts'

/** What a failing logger writes. */
export type LoggerFaultCode = 'LOGGER_FLAT' | 'LOGGER_STUCK' | 'LOGGER_SPIKE' | 'LOGGER_RATE'

export interface LoggerFault {
  readonly code: LoggerFaultCode
  /** ms since 1970. */
  readonly from: number
  readonly to: number
}

/** A probe's noise and a door make smaller steps, °C, whatever the rate between two close readings. */
const leastStep = 5
/** A lone reading so far from both neighbours, °C, and the distance up to which those agree. */
const spikeHeight = 10
const neighboursAgree = 1
/** ms: over longer steps a pack can warm and cool between two readings. */
const spikeStep = 15 * 60_000
/** A run of one same value is stuck from so many readings, and so many times what is usual in the log. */
const stuckReadings = 60
const stuckTimes = 10

/** Patterns that no working logger makes, in order of time. Such a log is nobody's evidence that the product was kept well. */
export function loggerFaults(readings: readonly Reading[], { logger }: ColdChainProfile): LoggerFault[] {
  return [...sameValues(readings, logger.flatHours), ...jumps(readings, logger.rateMaximum)].sort(
    (one, other) => one.from - other.from,
  )
}

/** Flat: one value for hours. Stuck: one value for far longer than elsewhere in the log. */
function sameValues(readings: readonly Reading[], flatHours: number | null): LoggerFault[] {
  const valueAt = (index: number) => (readings[index] as Reading).celsius
  const runs = runsOf(
    readings.length,
    () => 'same',
    (index) => valueAt(index) !== valueAt(index - 1),
  )
  const usual = runs.some((run) => lengthOf(run) >= stuckReadings) ? usualLength(runs) : 0
  return runs.flatMap((run): LoggerFault[] => {
    const from = (readings[run.first] as Reading).time
    const to = (readings[run.last] as Reading).time
    if (flatHours !== null && lengthOf(run) > 2 && to - from >= flatHours * 3_600_000) {
      return [{ code: 'LOGGER_FLAT', from, to }]
    }
    const isStuck = lengthOf(run) >= Math.max(stuckReadings, stuckTimes * usual)
    return isStuck ? [{ code: 'LOGGER_STUCK', from, to }] : []
  })
}

/** The 99th percentile of the lengths. */
function usualLength(runs: readonly Run[]): number {
  const lengths = runs.map(lengthOf).sort((one, other) => one - other)
  return lengths[Math.floor((lengths.length - 1) * 0.99)] as number
}

const lengthOf = ({ first, last }: Run): number => last - first + 1

/** Spike: a lone reading far from both neighbours. Rate: a step that is faster than a probe can follow. */
function jumps(readings: readonly Reading[], rateMaximum: number): LoggerFault[] {
  const faults: LoggerFault[] = []
  for (let index = 1; index < readings.length; index++) {
    const before = readings[index - 1] as Reading
    const here = readings[index] as Reading
    const after = readings[index + 1]
    if (after && isSpike(before, here, after)) {
      faults.push({ code: 'LOGGER_SPIKE', from: here.time, to: here.time })
      index++
      continue
    }
    const step = Math.abs(here.celsius - before.celsius)
    const minutes = (here.time - before.time) / 60_000
    // Readings that contradict each other at one time are an issue of the log, not a rate.
    if (minutes > 0 && step >= leastStep && step / minutes > rateMaximum) {
      faults.push({ code: 'LOGGER_RATE', from: before.time, to: here.time })
    }
  }
  return faults
}

function isSpike(before: Reading, here: Reading, after: Reading): boolean {
  return (
    after.time - before.time <= 2 * spikeStep &&
    before.time < here.time &&
    here.time < after.time &&
    Math.abs(before.celsius - after.celsius) <= neighboursAgree &&
    Math.abs(here.celsius - before.celsius) >= spikeHeight &&
    Math.abs(here.celsius - after.celsius) >= spikeHeight
  )
}
