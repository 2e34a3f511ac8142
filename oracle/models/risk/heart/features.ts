import { codeSystems, type FeatureCode, type FeatureSpec } from '../../../../sdk/fhir/featureSpec.ts'
import type { FeatureCoding } from '../encoding.ts'

const { loinc, salus, administrativeGender } = codeSystems

/** Vital signs and laboratory values older than this say little about the present. */
const recentDays = 90
/** Stress tests, electrocardiograms and fluoroscopy are repeated at most yearly. */
const yearDays = 365
/** For what does not change or changes predictably. */
const decadeDays = 3650

/**
 * The thirteen features of the Statlog heart data, in its column order. LOINC codes stand only where LOINC has
 * exactly the quantity measured; the rest are codes of the Salus code system.
 */
export const heartFeatures: readonly FeatureSpec[] = [
  {
    name: 'age',
    label: 'Age',
    unit: 'a',
    sources: [
      { kind: 'quantity', system: loinc, code: '30525-0', unit: 'a' },
      { kind: 'patient-birth-date' },
    ],
    possible: [0, 125],
    maximumAgeDays: yearDays,
  },
  {
    name: 'sex',
    label: 'Sex',
    unit: '1',
    sources: [
      {
        kind: 'coded',
        system: loinc,
        code: '46098-0',
        values: [
          { system: administrativeGender, code: 'female', display: 'Female', value: 0 },
          { system: administrativeGender, code: 'male', display: 'Male', value: 1 },
        ],
      },
      { kind: 'patient-gender' },
    ],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: decadeDays * 10,
  },
  coded('cp', 'Chest pain type', 'chest-pain-type', recentDays, [
    ['typical-angina', 'Typical angina', 1],
    ['atypical-angina', 'Atypical angina', 2],
    ['non-anginal-pain', 'Non-anginal pain', 3],
    ['asymptomatic', 'Asymptomatic', 4],
  ]),
  {
    name: 'trestbps',
    label: 'Resting systolic blood pressure',
    unit: 'mm[Hg]',
    sources: [{ kind: 'quantity', system: loinc, code: '8480-6', unit: 'mm[Hg]' }],
    possible: [40, 350],
    maximumAgeDays: recentDays,
    actionable: 'decrease',
  },
  {
    name: 'chol',
    label: 'Serum total cholesterol',
    unit: 'mg/dL',
    sources: [{ kind: 'quantity', system: loinc, code: '2093-3', unit: 'mg/dL' }],
    possible: [20, 2000],
    maximumAgeDays: yearDays,
    actionable: 'decrease',
  },
  {
    name: 'fbs',
    label: 'Fasting blood glucose above 120 mg/dL',
    unit: '1',
    sources: [
      { kind: 'boolean', system: salus, code: 'fasting-glucose-above-120' },
      { kind: 'quantity', system: loinc, code: '1558-6', unit: 'mg/dL', above: 120, possible: [10, 1500] },
    ],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: yearDays,
  },
  coded('restecg', 'Resting electrocardiogram', 'resting-electrocardiogram', yearDays, [
    ['normal', 'Normal', 0],
    ['st-t-abnormality', 'ST-T wave abnormality', 1],
    ['left-ventricular-hypertrophy', 'Left ventricular hypertrophy', 2],
  ]),
  {
    name: 'thalach',
    label: 'Maximum heart rate in the exercise test',
    unit: '/min',
    sources: [
      {
        kind: 'quantity',
        system: salus,
        code: 'exercise-maximum-heart-rate',
        unit: '/min',
        sameUnits: ['{beats}/min'],
      },
    ],
    possible: [30, 260],
    maximumAgeDays: yearDays,
  },
  {
    name: 'exang',
    label: 'Angina in the exercise test',
    unit: '1',
    sources: [{ kind: 'boolean', system: salus, code: 'exercise-angina' }],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: yearDays,
  },
  {
    name: 'oldpeak',
    label: 'ST depression by exercise, relative to rest',
    unit: 'mm',
    sources: [{ kind: 'quantity', system: salus, code: 'exercise-st-depression', unit: 'mm' }],
    possible: [-10, 15],
    maximumAgeDays: yearDays,
  },
  coded('slope', 'Slope of the peak exercise ST segment', 'exercise-st-slope', yearDays, [
    ['upsloping', 'Upsloping', 1],
    ['flat', 'Flat', 2],
    ['downsloping', 'Downsloping', 3],
  ]),
  {
    name: 'ca',
    label: 'Major vessels coloured by fluoroscopy',
    unit: '1',
    sources: [{ kind: 'integer', system: salus, code: 'fluoroscopy-coloured-vessels' }],
    possible: [0, 3],
    allowed: [0, 1, 2, 3],
    maximumAgeDays: yearDays,
  },
  coded('thal', 'Thallium scan', 'thallium-scan', yearDays, [
    ['normal', 'Normal', 3],
    ['fixed-defect', 'Fixed defect', 6],
    ['reversible-defect', 'Reversible defect', 7],
  ]),
]

/** Quantities are standardised; every code, and the number of vessels, has a weight per value. */
export const heartCodings: readonly FeatureCoding[] = [
  { feature: 'age', kind: 'standardised' },
  { feature: 'sex', kind: 'indicators', values: [1] },
  { feature: 'cp', kind: 'indicators', values: [1, 2, 3, 4] },
  { feature: 'trestbps', kind: 'standardised' },
  { feature: 'chol', kind: 'standardised' },
  { feature: 'fbs', kind: 'indicators', values: [1] },
  { feature: 'restecg', kind: 'indicators', values: [0, 1, 2] },
  { feature: 'thalach', kind: 'standardised' },
  { feature: 'exang', kind: 'indicators', values: [1] },
  { feature: 'oldpeak', kind: 'standardised' },
  { feature: 'slope', kind: 'indicators', values: [1, 2, 3] },
  { feature: 'ca', kind: 'indicators', values: [0, 1, 2, 3] },
  { feature: 'thal', kind: 'indicators', values: [3, 6, 7] },
]

function coded(
  name: string,
  label: string,
  code: string,
  maximumAgeDays: number,
  entries: readonly (readonly [code: string, display: string, value: number])[],
): FeatureSpec {
  const values: FeatureCode[] = entries.map(([valueCode, display, value]) => ({
    system: salus,
    code: valueCode,
    display,
    value,
  }))
  const numbers = values.map(({ value }) => value)
  return {
    name,
    label,
    unit: '1',
    sources: [{ kind: 'coded', system: salus, code, values }],
    possible: [Math.min(...numbers), Math.max(...numbers)],
    allowed: numbers,
    maximumAgeDays,
  }
}
