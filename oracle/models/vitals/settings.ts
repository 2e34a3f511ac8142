import { type VitalName, vitalNames } from './chart.ts'
import { scaleSpec, vitalSpecs } from './features.ts'

/** How a stream of readings becomes scores. preprocessing.json holds it. */
export interface VitalsSettings {
  readonly format: 'salus-vitals/1'
  /** Readings that come within this time of the first of them are one round of observations. */
  readonly roundMinutes: number
  /** A value older than this is not carried forward. */
  readonly maximumAgeMinutes: { readonly [name in VitalName]: number }
  /** A choice of the SpO2 scale older than this no longer holds. */
  readonly scaleMaximumAgeMinutes: number
  /** What no measurement can be; a reading outside is not used. */
  readonly possible: { readonly [name in VitalName]: readonly [low: number, high: number] }
  readonly jumps: { readonly [name in VitalName]: JumpLimit | null }
  /** A report shows at most this many of the latest scores. */
  readonly seriesRounds: number
}

/** A change that a body does not make in so short a time, unless the next reading confirms it. */
export interface JumpLimit {
  readonly change: number
  readonly minutes: number
}

const byName = <Value>(make: (name: VitalName, index: number) => Value) =>
  Object.fromEntries(vitalNames.map((name, index) => [name, make(name, index)])) as {
    readonly [name in VitalName]: Value
  }

const jumps: { readonly [name in VitalName]: JumpLimit | null } = {
  'respiratory-rate': { change: 20, minutes: 5 },
  'oxygen-saturation': { change: 15, minutes: 5 },
  'supplemental-oxygen': null,
  'systolic-pressure': { change: 60, minutes: 5 },
  pulse: { change: 50, minutes: 5 },
  consciousness: null,
  temperature: { change: 1.5, minutes: 30 },
}

export const vitalsSettings: VitalsSettings = {
  format: 'salus-vitals/1',
  roundMinutes: 10,
  maximumAgeMinutes: byName((_, index) => Math.round((vitalSpecs[index]?.maximumAgeDays ?? 0) * 1440)),
  scaleMaximumAgeMinutes: scaleSpec.maximumAgeDays * 1440,
  possible: byName((_, index) => vitalSpecs[index]?.possible ?? [0, 0]),
  jumps,
  seriesRounds: 288,
}
