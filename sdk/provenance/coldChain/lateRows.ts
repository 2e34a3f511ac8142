import type { LogIssueCode, Reading } from './log.ts'

/** A hole between two readings is wider than so many steps: loggers are late by less than half a step. */
const holeSteps = 1.5
/** ms: from this step on the hour that comes twice in autumn (half an hour on Lord Howe Island) can be one row written twice. */
const hourTwiceStep = 30 * 60_000

/**
 * Rows that are no newer than one before them, and what each says: one that fills a hole came late; one that stands beside a
 * reading that was there already, or repeats it together with others, means that the clock went back, and that time is counted
 * once which passed twice. A clock that goes back by less than one step does not show.
 *
 * @param rows in the order in which they were written
 */
export function lateRows<Row extends Reading>(rows: readonly Row[]): Map<Row, LogIssueCode> {
  const told = new Map<Row, LogIssueCode>()
  const late = notNewer(rows)
  if (late.length === 0) return told
  const step = typicalStep(rows)
  const holes = holesFilled(rows, late)
  for (const run of runsOfIndexes(late.filter((index) => !isTwin(rows, index)))) {
    const repeats = run.filter((index) => holes.get(index) === 0)
    for (const index of run) {
      const hole = holes.get(index) as number
      const isBeside = hole > 0 && hole <= holeSteps * Math.max(step, ownStep(rows, run, index))
      const isRepeated = hole === 0 && repeats.length > 1
      told.set(rows[index] as Row, isBeside || isRepeated ? 'CLOCK_BACKWARDS' : 'OUT_OF_ORDER')
    }
  }
  if (step >= hourTwiceStep) {
    for (const index of late) if (isTwin(rows, index)) told.set(rows[index] as Row, 'CLOCK_BACKWARDS')
  }
  return told
}

const timeAt = (rows: readonly Reading[], index: number): number => rows[index]?.time ?? Number.NaN

/** Whether a row has the time of the one right before it. */
const isTwin = (rows: readonly Reading[], index: number): boolean =>
  timeAt(rows, index) === timeAt(rows, index - 1)

function notNewer(rows: readonly Reading[]): number[] {
  const late: number[] = []
  let latest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < rows.length; index++) {
    const time = timeAt(rows, index)
    if (time <= latest) late.push(index)
    else latest = time
  }
  return late
}

/** Median time between rows that were written one after the other, ms. Sorted rows would lie closer where a clock went back. */
function typicalStep(rows: readonly Reading[]): number {
  const steps = rows
    .map(({ time }, index) => time - timeAt(rows, index - 1))
    .filter((step) => step > 0)
    .sort((one, other) => one - other)
  return steps[Math.floor(steps.length / 2)] ?? 0
}

/** The step of a late row from or to its neighbour in its run, ms; 0 where it has none: a logger may change its step. */
function ownStep(rows: readonly Reading[], run: readonly number[], index: number): number {
  const from = index > (run[0] as number) ? timeAt(rows, index) - timeAt(rows, index - 1) : 0
  const to = index < (run.at(-1) as number) ? timeAt(rows, index + 1) - timeAt(rows, index) : 0
  return Math.max(from > 0 ? from : to, 0)
}

/**
 * For each late row the time between its neighbours among the rows written before it, ms; 0 where one of those has its time,
 * infinite ahead of all of them.
 */
function holesFilled(rows: readonly Reading[], late: readonly number[]): Map<number, number> {
  const holes = new Map<number, number>()
  const order = Array.from(rows, (_, index) => index).sort(
    (one, other) => timeAt(rows, one) - timeAt(rows, other) || one - other,
  )
  // The rows by time as a linked list, from which the last written is taken out again and again; −1 is no row.
  const [before, after] = [new Int32Array(rows.length).fill(-1), new Int32Array(rows.length).fill(-1)]
  for (let place = 1; place < order.length; place++) {
    const [earlier, later] = [order[place - 1] as number, order[place] as number]
    before[later] = earlier
    after[earlier] = later
  }
  const isLate = new Set(late)
  for (let index = rows.length - 1; index >= 0; index--) {
    const [earlier, later] = [before[index] as number, after[index] as number]
    if (isLate.has(index)) {
      const isRepeated = timeAt(rows, earlier) === timeAt(rows, index)
      const hole = earlier < 0 ? Number.POSITIVE_INFINITY : timeAt(rows, later) - timeAt(rows, earlier)
      holes.set(index, isRepeated ? 0 : hole)
    }
    if (earlier >= 0) after[earlier] = later
    if (later >= 0) before[later] = earlier
  }
  return holes
}

/** Indexes that follow one another without a break. */
function runsOfIndexes(indexes: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const index of indexes) {
    const run = runs.at(-1)
    if (run?.at(-1) === index - 1) run.push(index)
    else runs.push([index])
  }
  return runs
}
