import type { Bundle, Resource } from '../../../sdk/fhir/bundle.ts'
import { ecgBundle } from '../../../sdk/fhir/sampledDataBundle.ts'
import type { GoldenCase } from '../shippedModel.ts'
import { type SyntheticSettings, syntheticEcg } from './synthetic.ts'

const start = '2026-01-05T09:00:00Z'
const asOf = '2026-01-05T12:00:00Z'
const patient: Resource & { readonly id: string } = {
  resourceType: 'Patient',
  id: 'golden',
  birthDate: '1960-06-01',
}

const step = 0.01
const common = { seconds: 45, samplingHertz: 100 } as const

/** Made-up people, one for each answer that the model gives. */
export const goldenEcgs = (): Omit<GoldenCase, 'assessmentHash'>[] => [
  golden('regular', { ...common, kind: 'sinus', seed: 9_000_001 }),
  golden('irregular', { ...common, kind: 'irregular', seed: 9_000_101 }),
  golden('early beats', { ...common, kind: 'ectopy', seed: 9_000_201 }),
  golden('bigeminy with muscle noise', {
    ...common,
    kind: 'bigeminy',
    seed: 9_000_301,
    noise: { kind: 'muscle', decibels: 18 },
  }),
  golden('too noisy', {
    ...common,
    kind: 'sinus',
    seed: 9_000_401,
    noise: { kind: 'motion', decibels: -6 },
  }),
  { name: 'no electrocardiogram', asOf, bundle: ecgBundle(patient, []) },
]

const golden = (name: string, settings: SyntheticSettings): Omit<GoldenCase, 'assessmentHash'> => ({
  name,
  asOf,
  bundle: syntheticBundle(settings),
})

/** A made-up recording as a record would hold it, in steps of 10 µV. */
export function syntheticBundle(settings: SyntheticSettings): Bundle {
  const { samplingHertz, millivolts } = syntheticEcg(settings)
  const counts = [...millivolts].map((value) => Math.round(value / step) + 0)
  return ecgBundle(patient, [{ start, samplingHertz, counts, stepMillivolts: step }])
}
