import { codeSystems, type FeatureSource, type FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import type { VitalName } from './chart.ts'

const { loinc, salus } = codeSystems

const minutes = (count: number) => count / 1440

/** The FHIR coding of the five levels, in the chart's order; SNOMED CT is not free everywhere, so the codes are Salus's. */
const consciousnessValues = [
  ['alert', 'Alert'],
  ['new-confusion', 'New confusion'],
  ['responds-to-voice', 'Responds to voice'],
  ['responds-to-pain', 'Responds to pain'],
  ['unresponsive', 'Unresponsive'],
].map(([code, display], value) => ({
  system: salus,
  code: code as string,
  display: display as string,
  value,
}))

const consciousnessSource = (code: string): FeatureSource => ({
  kind: 'coded',
  system: loinc,
  code,
  values: consciousnessValues,
})

const perMinute = (code: string, sameUnits: string[]): FeatureSource => ({
  kind: 'quantity',
  system: loinc,
  code,
  unit: '/min',
  sameUnits,
})

type VitalSpec = FeatureSpec & { readonly name: VitalName }

/**
 * The seven parameters in the chart's order. The chart gives no ages: a round is repeated after an hour at the latest where
 * the score is 5 or more, so an hour is the limit, longer for what monitors do not measure. No breath, no pulse and no
 * pressure are possible: they are the values that matter most.
 */
export const vitalSpecs: readonly VitalSpec[] = [
  {
    name: 'respiratory-rate',
    label: 'Respiratory rate',
    unit: '/min',
    sources: [perMinute('9279-1', ['{breaths}/min'])],
    possible: [0, 80],
    maximumAgeDays: minutes(60),
  },
  {
    name: 'oxygen-saturation',
    label: 'Oxygen saturation',
    unit: '%',
    sources: [
      { kind: 'quantity', system: loinc, code: '59408-5', unit: '%' },
      { kind: 'quantity', system: loinc, code: '2708-6', unit: '%' },
    ],
    possible: [20, 100],
    maximumAgeDays: minutes(60),
  },
  {
    name: 'supplemental-oxygen',
    label: 'Supplemental oxygen',
    unit: '1',
    sources: [
      { kind: 'boolean', system: salus, code: 'supplemental-oxygen' },
      { kind: 'quantity', system: loinc, code: '3151-8', unit: 'L/min', above: 0, possible: [0, 100] },
    ],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: minutes(60),
  },
  {
    name: 'systolic-pressure',
    label: 'Systolic blood pressure',
    unit: 'mm[Hg]',
    sources: [{ kind: 'quantity', system: loinc, code: '8480-6', unit: 'mm[Hg]' }],
    possible: [0, 300],
    maximumAgeDays: minutes(60),
  },
  {
    name: 'pulse',
    label: 'Pulse',
    unit: '/min',
    sources: [perMinute('8867-4', ['{beats}/min'])],
    possible: [0, 300],
    maximumAgeDays: minutes(60),
  },
  {
    name: 'consciousness',
    label: 'Consciousness',
    unit: '1',
    sources: [consciousnessSource('80288-4'), consciousnessSource('67775-7')],
    possible: [0, 4],
    allowed: [0, 1, 2, 3, 4],
    maximumAgeDays: minutes(120),
  },
  {
    name: 'temperature',
    label: 'Temperature',
    unit: 'Cel',
    sources: [{ kind: 'quantity', system: loinc, code: '8310-5', unit: 'Cel' }],
    possible: [24, 45],
    maximumAgeDays: minutes(240),
  },
]

/** Decides whether the chart is made for the person at all; no points. */
export const ageSpec: FeatureSpec = {
  name: 'age',
  label: 'Age',
  unit: 'a',
  sources: [{ kind: 'quantity', system: loinc, code: '30525-0', unit: 'a' }, { kind: 'patient-birth-date' }],
  possible: [0, 125],
  maximumAgeDays: 365,
}

/** Observation.performer must name the clinician who decided, or the choice is not followed. */
export const scaleSpec: FeatureSpec = {
  name: 'saturation-scale',
  label: 'SpO2 scale',
  unit: '1',
  sources: [
    {
      kind: 'coded',
      system: salus,
      code: 'news2-saturation-scale',
      values: [
        { system: salus, code: 'scale-1', display: 'Scale 1', value: 1 },
        { system: salus, code: 'scale-2', display: 'Scale 2', value: 2 },
      ],
    },
  ],
  possible: [1, 2],
  allowed: [1, 2],
  maximumAgeDays: 365,
}

/** As the card lists them and a report shows them. */
export const cardFeatures: readonly FeatureSpec[] = [...vitalSpecs, ageSpec]
