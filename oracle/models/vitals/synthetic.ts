import { type Random, seededRandom } from '../random.ts'
import type { Chart, VitalName, Vitals } from './chart.ts'
import { scoreVitals } from './scoreVitals.ts'
import type { Reading } from './vitalStream.ts'

/**
 * Made-up patients to try the trend on, because no lawful data of real deterioration are at hand. They show whether the code
 * does what it was built to do; they say nothing of real patients, whose bodies follow no such formula.
 */
export interface SyntheticPatient {
  readonly kind: SyntheticKind
  /** In order of time, from time 0. */
  readonly readings: readonly Reading[]
  /** When the noiseless vital signs first score the threshold, in milliseconds; null where they never do. */
  readonly eventTime: number | null
}

export const syntheticKinds = ['stable', 'slow', 'sepsis', 'artefacts', 'recovering'] as const
export type SyntheticKind = (typeof syntheticKinds)[number]

export const syntheticHours = 24
const minute = 60_000
const steps = syntheticHours * 60

type Quantity = Exclude<VitalName, 'supplemental-oxygen' | 'consciousness'>

interface Physiology {
  readonly mean: number
  /** Between people, of the slow wander of one, and of a reading. */
  readonly between: number
  readonly wander: number
  readonly noise: number
  /** Change at full severity. */
  readonly effect: number
  readonly decimals: number
}

const physiology: { readonly [name in Quantity]: Physiology } = {
  'respiratory-rate': { mean: 16, between: 1.5, wander: 1, noise: 1.2, effect: 11, decimals: 0 },
  'oxygen-saturation': { mean: 97, between: 0.8, wander: 0.6, noise: 0.8, effect: -8, decimals: 0 },
  'systolic-pressure': { mean: 128, between: 10, wander: 5, noise: 5, effect: -38, decimals: 0 },
  pulse: { mean: 76, between: 7, wander: 4, noise: 3, effect: 48, decimals: 0 },
  temperature: { mean: 36.9, between: 0.2, wander: 0.15, noise: 0.1, effect: 1.9, decimals: 1 },
}
const quantities = Object.keys(physiology) as Quantity[]

/** The same patients for the same seed, on every machine. */
export function syntheticPatients(
  chart: Chart,
  threshold: number,
  count: number,
  seed: number,
): SyntheticPatient[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, index) =>
    syntheticPatient(chart, threshold, syntheticKinds[index % syntheticKinds.length] ?? 'stable', random),
  )
}

function syntheticPatient(
  chart: Chart,
  threshold: number,
  kind: SyntheticKind,
  random: Random,
): SyntheticPatient {
  const severity = severityCourse(kind, random)
  const own = new Map(
    quantities.map((name) => [
      name,
      {
        base: physiology[name].mean + physiology[name].between * deviate(random),
        strength: 0.5 + random(),
        course: wander(physiology[name].wander, random),
      },
    ]),
  )
  const confusedFrom = 0.7 + 0.6 * random()
  let onOxygen = false
  const truth = Array.from({ length: steps }, (_, step): Vitals => {
    const burden = severity[step] as number
    const value = (name: Quantity) => {
      const { base = 0, strength = 0, course = [] } = own.get(name) ?? {}
      const change = base + strength * physiology[name].effect * burden + (course[step] ?? 0)
      return name === 'oxygen-saturation' ? Math.min(99.4, change + (onOxygen ? 3 : 0)) : change
    }
    // The ward gives oxygen below 92 % and takes it away again when it is not needed.
    if (step % 30 === 0) onOxygen = value('oxygen-saturation') < (onOxygen ? 97 : 92)
    return {
      'respiratory-rate': value('respiratory-rate'),
      'oxygen-saturation': value('oxygen-saturation'),
      'supplemental-oxygen': onOxygen ? 1 : 0,
      'systolic-pressure': value('systolic-pressure'),
      pulse: value('pulse'),
      consciousness: burden >= confusedFrom ? 1 : 0,
      temperature: value('temperature'),
    }
  })
  const event = truth.findIndex((vitals) => scoreVitals(chart, vitals, 1).total >= threshold)
  return {
    kind,
    readings: measure(kind, truth, random),
    eventTime: event === -1 ? null : event * minute,
  }
}

/** How ill, 0 to about 1, by minute. */
function severityCourse(kind: SyntheticKind, random: Random): number[] {
  const onset = (2 + 8 * random()) * 60
  const peak = 0.5 + 0.7 * random()
  const length = kind === 'slow' ? (8 + 6 * random()) * 60 : (3 + 5 * random()) * 60
  return Array.from({ length: steps }, (_, step) => {
    const risen = smooth((step - onset) / length)
    if (kind === 'slow' || kind === 'sepsis') return peak * risen
    if (kind === 'recovering') return 0.4 * peak * (1 - risen)
    return 0
  })
}

/** A ward takes rounds every half hour to hour; a monitor sends three parameters every 2 minutes. */
function measure(kind: SyntheticKind, truth: readonly Vitals[], random: Random): Reading[] {
  const isMonitored = kind === 'artefacts' || random() < 0.3
  const round = random() < 0.5 ? 30 : 60
  const intervals: { readonly [name in VitalName]: number } = {
    'respiratory-rate': isMonitored ? 2 : round,
    'oxygen-saturation': isMonitored ? 2 : round,
    'supplemental-oxygen': round,
    'systolic-pressure': isMonitored ? 15 : round,
    pulse: isMonitored ? 2 : round,
    consciousness: 60,
    temperature: 60,
  }
  const readings: Reading[] = []
  for (let step = 0; step < steps; step++) {
    for (const [name, interval] of Object.entries(intervals) as [VitalName, number][]) {
      if (step % interval !== 0 || random() < 0.02) continue
      readings.push({ name, time: step * minute, value: observed(kind, name, truth[step] as Vitals, random) })
    }
  }
  return readings
}

function observed(kind: SyntheticKind, name: VitalName, vitals: Vitals, random: Random): number {
  const truth = vitals[name]
  if (name === 'supplemental-oxygen' || name === 'consciousness') return truth
  const { noise, decimals } = physiology[name]
  const isLoose = kind === 'artefacts' && name !== 'temperature' && random() < 0.08
  const value = truth + noise * deviate(random) + (isLoose ? noise * 40 * (random() - 0.7) : 0)
  const factor = decimals === 0 ? 1 : 10
  const rounded = Math.floor(value * factor + 0.5) / factor
  return name === 'oxygen-saturation' ? Math.min(100, rounded) : Math.max(1, rounded)
}

/** A walk that is drawn back to 0, with the standard deviation given and a memory of about three hours. */
function wander(deviation: number, random: Random): number[] {
  const memory = 1 - 1 / 180
  const step = deviation * Math.sqrt(1 - memory * memory)
  let value = deviation * deviate(random)
  return Array.from({ length: steps }, () => {
    value = memory * value + step * deviate(random)
    return value
  })
}

/** Nearly normal with deviation 1: twelve uniform numbers, so that no machine's logarithm decides. */
function deviate(random: Random): number {
  let sum = -6
  for (let draw = 0; draw < 12; draw++) sum += random()
  return sum
}

/** 0 below 0, 1 above 1, and smooth between. */
function smooth(share: number): number {
  const bounded = Math.min(1, Math.max(0, share))
  return bounded * bounded * (3 - 2 * bounded)
}
