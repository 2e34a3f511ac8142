import { type Chart, type VitalName, vitalNames } from './chart.ts'
import { rowFor } from './scoreVitals.ts'
import { median, type Reading, type Round } from './vitalStream.ts'

/** The parameters that a line can be drawn through. */
export const trendNames = [
  'respiratory-rate',
  'oxygen-saturation',
  'systolic-pressure',
  'pulse',
  'temperature',
] as const satisfies readonly VitalName[]

type TrendName = (typeof trendNames)[number]

/** How the last hours are carried on. weights.bin holds it. */
export interface TrendRule {
  readonly format: 'salus-trend/1'
  readonly hoursBack: number
  readonly hoursAhead: number
  /** The aggregate score that is warned of. */
  readonly threshold: number
  /** Fewer scored rounds, or rounds over a shorter time, say nothing of a trend. */
  readonly fewestRounds: number
  readonly shortestHours: number
  /** Least standard deviation of a reading around its line, and of what the line cannot know after an hour. */
  readonly noise: { readonly [name in TrendName]: number }
  readonly drift: { readonly [name in TrendName]: number }
  /** Ascending corners of the line that turns a raw probability into one that was right on synthetic patients. */
  readonly calibration: readonly (readonly [raw: number, calibrated: number])[]
}

export interface Forecast {
  /** That the score reaches the threshold within the hours ahead, 0 to 1. */
  readonly probability: number
  /** What moves the score, strongest first. */
  readonly drivers: readonly Driver[]
}

export interface Driver {
  readonly name: TrendName
  /** Per hour, in the parameter's unit. */
  readonly slope: number
  /** Points expected more than now at the end of the hours ahead. */
  readonly gain: number
}

interface Line {
  /** At the time of the last round. */
  readonly level: number
  readonly slope: number
  readonly noise: number
  readonly slopeError: number
}

const hourMilliseconds = 3_600_000
/** A driver is worth naming from this many expected points. */
const leastGain = 0.25

/** The rounds that a trend is read from; null where they are too few. */
export function trendRounds(rounds: readonly Round[], rule: TrendRule): readonly Round[] | null {
  const last = rounds.at(-1)
  if (!last) return null
  const recent = rounds.filter(({ time }) => last.time - time <= rule.hoursBack * hourMilliseconds)
  const span = last.time - (recent[0] as Round).time
  return recent.length >= rule.fewestRounds && span >= rule.shortestHours * hourMilliseconds ? recent : null
}

/**
 * Carries each parameter on by a robust line (Theil 1950, Sen 1968) and reads off the chart how probable each number of points
 * is; the aggregate's distribution is their convolution, as if what the lines leave open were independent. Air or
 * oxygen and consciousness stay as they are. Only + − × ÷ √, which IEEE 754 fixes to the bit.
 *
 * @param rounds as from `trendRounds`
 */
export function forecast(chart: Chart, rule: TrendRule, rounds: readonly Round[]): Forecast {
  const last = rounds.at(-1) as Round
  const lines = new Map(trendNames.map((name) => [name, lineThrough(name, rule, rounds, last.time)]))
  const pointsAt = (name: VitalName, hours: number): number[] => {
    const line = lines.get(name as TrendName)
    if (!line) return certain(last.score?.points[name] ?? 0)
    return pointDistribution(chart, rule, name as TrendName, line, last, hours)
  }
  let raw = 0
  for (let hours = 1; hours <= rule.hoursAhead; hours++) {
    const total = vitalNames.map((name) => pointsAt(name, hours)).reduce(convolve, [1])
    raw = Math.max(
      raw,
      total.slice(rule.threshold).reduce((sum, share) => sum + share, 0),
    )
  }
  const drivers = trendNames
    .map((name): Driver => {
      const expected = pointsAt(name, rule.hoursAhead).reduce((sum, share, points) => sum + share * points, 0)
      return { name, slope: lines.get(name)?.slope ?? 0, gain: expected - (last.score?.points[name] ?? 0) }
    })
    .filter(({ gain, slope }) => gain >= leastGain && slope !== 0)
    .sort((one, other) => other.gain - one.gain)
  return { probability: interpolate(rule.calibration, raw), drivers }
}

function lineThrough(name: TrendName, rule: TrendRule, rounds: readonly Round[], now: number): Line {
  const points = distinct(rounds.flatMap(({ readings }) => readings[name] ?? [])).map(({ time, value }) => ({
    hours: (time - now) / hourMilliseconds,
    value,
  }))
  const slopes = points.flatMap((one, index) =>
    points.slice(index + 1).map((other) => (other.value - one.value) / (other.hours - one.hours)),
  )
  const steepness = slopes.length === 0 ? 0 : median(slopes)
  const level = median(points.map(({ hours, value }) => value - steepness * hours))
  const residuals = points.map(({ hours, value }) => Math.abs(value - steepness * hours - level))
  const noise = Math.max(rule.noise[name], 1.4826 * median(residuals))
  const centre = points.reduce((sum, { hours }) => sum + hours, 0) / points.length
  const spread = points.reduce((sum, { hours }) => sum + (hours - centre) * (hours - centre), 0)
  if (spread === 0) return { level, slope: 0, noise, slopeError: 0 }
  const error = (noise * noise) / spread
  // A slope that the noise alone could make is drawn towards none.
  const kept = (steepness * steepness) / (steepness * steepness + error)
  return { level, slope: steepness * kept, noise, slopeError: Math.sqrt(error) }
}

/** A value carried forward is one reading, not several. */
const distinct = (readings: readonly Reading[]): Reading[] => [
  ...new Map(readings.map((reading) => [reading.time, reading])).values(),
]

function pointDistribution(
  chart: Chart,
  rule: TrendRule,
  name: TrendName,
  { level, slope, noise, slopeError }: Line,
  last: Round,
  hours: number,
): number[] {
  const centre = level + slope * hours
  const slopeSpread = slopeError * hours
  const variance = noise * noise + rule.drift[name] * rule.drift[name] * hours + slopeSpread * slopeSpread
  const oxygen = last.readings['supplemental-oxygen']?.value ?? 0
  const { cells, decimals } = rowFor(chart, name, oxygen, last.scale)
  const halfStep = decimals === 0 ? 0.5 : 0.05
  const shares = [0, 0, 0, 0]
  let below = 0
  for (const { to, points } of cells) {
    const upTo = to === null ? 1 : studentShare((to + halfStep - centre) / Math.sqrt(variance / 2))
    shares[points] = (shares[points] ?? 0) + upTo - below
    below = upTo
  }
  return shares
}

/**
 * Share of Student's t distribution with 4 degrees of freedom below t: tails heavier than normal, and a closed form that needs
 * no function but √. Its variance is 2.
 */
export function studentShare(t: number): number {
  const scaled = 1 + (t * t) / 4
  return 0.5 + ((3 / 8) * t * (1 - (t * t) / (12 * scaled))) / Math.sqrt(scaled)
}

const certain = (points: number): number[] => [0, 1, 2, 3].map((candidate) => (candidate === points ? 1 : 0))

function convolve(one: readonly number[], other: readonly number[]): number[] {
  const sum = new Array<number>(one.length + other.length - 1).fill(0)
  for (const [left, leftShare] of one.entries()) {
    for (const [right, rightShare] of other.entries()) {
      sum[left + right] = (sum[left + right] as number) + leftShare * rightShare
    }
  }
  return sum
}

/** @param corners ascending from 0 to 1 */
export function interpolate(corners: TrendRule['calibration'], raw: number): number {
  const after = corners.findIndex(([at]) => at >= raw)
  const [nextAt, nextValue] = corners[after === -1 ? corners.length - 1 : after] as readonly [number, number]
  const [lastAt, lastValue] = corners[Math.max(0, after - 1)] as readonly [number, number]
  if (after <= 0 || nextAt === lastAt) return nextValue
  return lastValue + ((nextValue - lastValue) * (raw - lastAt)) / (nextAt - lastAt)
}
