import { type Interval, mean, quantile, type Scored } from '../metrics.ts'
import { seededRandom } from '../random.ts'
import type { Chart } from './chart.ts'
import type { VitalsSettings } from './settings.ts'
import type { SyntheticPatient } from './synthetic.ts'
import { forecast, interpolate, type TrendRule, trendRounds } from './trend.ts'
import { type Round, VitalStream } from './vitalStream.ts'

/** One look at one patient. */
interface Look {
  /** Milliseconds. */
  readonly time: number
  readonly score: number
  /** Of the trend; null where it says nothing. */
  readonly probability: number | null
}

/** What one patient's stream said over the day, and what became of them. */
export interface Watched {
  readonly eventTime: number | null
  readonly looks: readonly Look[]
}

const hour = 3_600_000
/** A look every so often, whatever the pace of the readings. */
const lookMilliseconds = hour / 2
/** An alarm longer before the event is chance. */
const longestLeadHours = 12

/** Sends every patient's readings through the stream and looks at score and trend every half hour. */
export function watch(
  patients: readonly SyntheticPatient[],
  chart: Chart,
  settings: VitalsSettings,
  rule: TrendRule,
  onProgress: (done: number, total: number) => void = () => {},
): Watched[] {
  return patients.map(({ readings, eventTime }, index) => {
    const stream = new VitalStream(chart, settings)
    const looks: Look[] = []
    let nextLook = lookMilliseconds
    for (const reading of readings) {
      while (reading.time >= nextLook) {
        looks.push(...lookAt(stream.rounds().scored, nextLook, chart, rule))
        nextLook += lookMilliseconds
      }
      stream.push(reading)
    }
    if ((index + 1) % 50 === 0 || index + 1 === patients.length) onProgress(index + 1, patients.length)
    return { eventTime, looks }
  })
}

function lookAt(rounds: readonly Round[], now: number, chart: Chart, rule: TrendRule): Look[] {
  const last = rounds.at(-1)
  if (!last?.score || now - last.time > hour) return []
  const score = last.score.total
  const recent = score >= rule.threshold ? null : trendRounds(rounds, rule)
  return [{ time: last.time, score, probability: recent && forecast(chart, rule, recent).probability }]
}

/** The same looks with another calibration, which the raw probabilities of a rule without one are put through. */
export function recalibrate(watched: readonly Watched[], { calibration }: TrendRule): Watched[] {
  return watched.map(({ eventTime, looks }) => ({
    eventTime,
    looks: looks.map((look) => ({
      ...look,
      probability: look.probability === null ? null : interpolate(calibration, look.probability),
    })),
  }))
}

/** Every forecast before the event with whether the event came within the hours ahead. */
export function forecasts(watched: readonly Watched[], rule: TrendRule): Scored[] {
  return watched.flatMap(({ eventTime, looks }) =>
    looks.flatMap(({ time, probability }) => {
      if (probability === null || (eventTime !== null && time >= eventTime)) return []
      const isDue = eventTime !== null && eventTime - time <= rule.hoursAhead * hour
      return [{ probability, label: isDue ? 1 : 0 }]
    }),
  )
}

export type Alarm = (look: Look) => boolean

export const scoreAlarm =
  (from: number): Alarm =>
  ({ score }) =>
    score >= from

export const trendAlarm =
  (rule: TrendRule, from: number): Alarm =>
  ({ score, probability }) =>
    score >= rule.threshold || (probability !== null && probability >= from)

/** Share of patients without an event who are ever called ill. */
export function falseAlarmShare(watched: readonly Watched[], alarm: Alarm): number {
  const well = watched.filter(({ eventTime }) => eventTime === null)
  return mean(well.map(({ looks }) => (looks.some(alarm) ? 1 : 0)))
}

/** Hours from the first alarm to the event; 0 where none came before it. */
export function leadHours({ eventTime, looks }: Watched, alarm: Alarm): number {
  if (eventTime === null) return 0
  const first = looks.find(
    (look) => look.time < eventTime && eventTime - look.time <= longestLeadHours * hour && alarm(look),
  )
  return first ? (eventTime - first.time) / hour : 0
}

/** The least probability to alarm at that calls no more of the well ill than another alarm does. */
export function matchedThreshold(watched: readonly Watched[], rule: TrendRule, other: Alarm): number {
  const allowed = falseAlarmShare(watched, other)
  for (let percent = 1; percent < 100; percent++) {
    if (falseAlarmShare(watched, trendAlarm(rule, percent / 100)) <= allowed) return percent / 100
  }
  return 1
}

/** Corners of a non-decreasing line through observed shares (pool adjacent violators, Ayer 1955, over thirtieths). */
export function fitCalibration(scored: readonly Scored[], pieces = 30): TrendRule['calibration'] {
  const ordered = [...scored].sort((one, other) => one.probability - other.probability)
  const size = Math.ceil(ordered.length / pieces)
  const pools: Scored[][] = []
  for (let from = 0; from < ordered.length; from += size) {
    pools.push(ordered.slice(from, from + size))
    while (isDecreasing(pools)) pools.push(pools.splice(-2).flat())
  }
  const corners = pools.map((pool): [number, number] => [
    mean(pool.map(({ probability }) => probability)),
    mean(pool.map(({ label }) => label)),
  ])
  const [, last = 1] = corners.at(-1) ?? []
  return [[0, 0], ...corners, [1, last]]
}

function isDecreasing(pools: readonly (readonly Scored[])[]): boolean {
  const [before, last] = pools.slice(-2).map((pool) => mean(pool.map(({ label }) => label)))
  return before !== undefined && last !== undefined && before >= last
}

/** Percentile bootstrap of a mean over patients, 95 %. */
export function meanInterval(values: readonly number[], seed: number, resamples = 1000): Interval {
  const random = seededRandom(seed)
  const means = Array.from({ length: resamples }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)] as number)),
  ).sort((one, other) => one - other)
  return [quantile(means, 0.025), quantile(means, 0.975)]
}
