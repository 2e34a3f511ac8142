import type { GoldenCase } from '../shippedModel.ts'
import type { Vitals } from './chart.ts'
import { type VitalsRow, vitalsBundle } from './vitalsBundle.ts'

const patientDid = 'did:ethr:0x7a69:0x00000000000000000000000000000000000a11ce'
const asOf = '2026-01-15T14:00:00Z'

const healthy: Vitals = {
  'respiratory-rate': 16,
  'oxygen-saturation': 97,
  'supplemental-oxygen': 0,
  'systolic-pressure': 124,
  pulse: 72,
  consciousness: 0,
  temperature: 36.8,
}

/** Rounds every hour up to the time of the assessment. */
const hourly = (rounds: readonly Partial<Vitals>[]): VitalsRow[] =>
  rounds.map((vitals, index) => ({
    time: new Date(Date.parse(asOf) - (rounds.length - 1 - index) * 3_600_000).toISOString(),
    vitals: { ...healthy, ...vitals },
  }))

const worsening = Array.from({ length: 7 }, (_, round) => ({
  'respiratory-rate': 16 + round,
  'oxygen-saturation': 97 - (round >> 1),
  'systolic-pressure': 124 - 4 * round,
  pulse: 74 + 5 * round,
  temperature: (368 + 3 * round) / 10,
}))

const { temperature: _temperature, ...withoutTemperature } = healthy

const withoutPulse = hourly([{}]).map(({ time, vitals: { pulse: _, ...vitals } }) => ({ time, vitals }))

/** Made-up people: answered at every band, and abstained for each kind of reason. */
export const goldenCases: readonly Omit<GoldenCase, 'assessmentHash'>[] = [
  goldenCase('well', hourly([{}])),
  goldenCase('worsening over six hours', hourly(worsening)),
  goldenCase('emergency', hourly([{}, { 'respiratory-rate': 27, pulse: 128, 'systolic-pressure': 96 }])),
  goldenCase('one parameter scores 3', hourly([{ consciousness: 1 }])),
  goldenCase('no pulse', withoutPulse),
  goldenCase('fifteen years old', hourly([{}]), 15),
  goldenCase('age not known', hourly([{}]), null),
  goldenCase('emergency without a temperature', [
    {
      time: asOf,
      vitals: { ...withoutTemperature, 'respiratory-rate': 27, pulse: 135, 'systolic-pressure': 96 },
    },
  ]),
  goldenCase('saturation that is impossible', hourly([{}, { 'oxygen-saturation': 3 }])),
  goldenCase('observations of yesterday', [{ time: '2026-01-14T14:00:00Z', vitals: healthy }]),
]

function goldenCase(
  name: string,
  rows: readonly VitalsRow[],
  age: number | null = 67,
): Omit<GoldenCase, 'assessmentHash'> {
  return { name, asOf, bundle: vitalsBundle(rows, { patientDid, age }) }
}
