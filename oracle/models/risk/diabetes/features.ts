import { codeSystems, type FeatureSpec } from '../../../../sdk/fhir/featureSpec.ts'
import type { FeatureCoding } from '../encoding.ts'

const { loinc, salus } = codeSystems

const recentDays = 90
const yearDays = 365
/** For what changes seldom and then by an event that is recorded. */
const twoYearsDays = 730

/** Zeros that the Pima data hold where nothing was measured: nobody has a glucose, a pressure or a mass of 0. */
const zeroIsMissing = [0]

/**
 * The eight features of the Pima data, in its column order. LOINC codes stand only where LOINC has exactly the quantity
 * measured; the rest are codes of the Salus code system.
 */
export const diabetesFeatures: readonly FeatureSpec[] = [
  {
    name: 'pregnancies',
    label: 'Number of pregnancies',
    unit: '1',
    sources: [{ kind: 'integer', system: loinc, code: '11996-6' }],
    possible: [0, 30],
    maximumAgeDays: twoYearsDays,
  },
  {
    name: 'glucose',
    label: 'Plasma glucose 2 hours into an oral glucose tolerance test',
    unit: 'mg/dL',
    sources: [{ kind: 'quantity', system: loinc, code: '20436-2', unit: 'mg/dL' }],
    possible: [10, 1500],
    missingMarks: zeroIsMissing,
    maximumAgeDays: yearDays,
  },
  {
    name: 'diastolic',
    label: 'Diastolic blood pressure',
    unit: 'mm[Hg]',
    sources: [{ kind: 'quantity', system: loinc, code: '8462-4', unit: 'mm[Hg]' }],
    possible: [10, 250],
    mayBeMissing: true,
    missingMarks: zeroIsMissing,
    maximumAgeDays: recentDays,
    actionable: 'decrease',
  },
  {
    name: 'skinfold',
    label: 'Triceps skin fold thickness',
    unit: 'mm',
    sources: [{ kind: 'quantity', system: salus, code: 'triceps-skin-fold', unit: 'mm' }],
    possible: [1, 120],
    mayBeMissing: true,
    missingMarks: zeroIsMissing,
    maximumAgeDays: yearDays,
  },
  {
    name: 'insulin',
    label: 'Serum insulin 2 hours into an oral glucose tolerance test',
    unit: 'u[IU]/mL',
    sources: [{ kind: 'quantity', system: salus, code: 'insulin-2-hours-post-glucose', unit: 'u[IU]/mL' }],
    possible: [1, 3000],
    mayBeMissing: true,
    missingMarks: zeroIsMissing,
    maximumAgeDays: yearDays,
  },
  {
    name: 'bmi',
    label: 'Body mass index',
    unit: 'kg/m2',
    sources: [{ kind: 'quantity', system: loinc, code: '39156-5', unit: 'kg/m2' }],
    possible: [7, 150],
    missingMarks: zeroIsMissing,
    maximumAgeDays: recentDays,
    actionable: 'decrease',
  },
  {
    name: 'pedigree',
    label: 'Diabetes pedigree function (diabetes among relatives, weighted by kinship)',
    unit: '1',
    sources: [{ kind: 'quantity', system: salus, code: 'diabetes-pedigree-function', unit: '1' }],
    possible: [0, 5],
    maximumAgeDays: twoYearsDays,
  },
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
]

/** The slope may change at the ages of 30 and 50, and at the mass index where obesity begins (WHO). */
export const diabetesCodings: readonly FeatureCoding[] = [
  { feature: 'pregnancies', kind: 'standardised' },
  { feature: 'glucose', kind: 'standardised' },
  { feature: 'diastolic', kind: 'standardised' },
  { feature: 'skinfold', kind: 'standardised' },
  { feature: 'insulin', kind: 'standardised', transform: 'square-root' },
  { feature: 'bmi', kind: 'standardised' },
  { feature: 'bmi', kind: 'knots', values: [30] },
  { feature: 'pedigree', kind: 'standardised', transform: 'square-root' },
  { feature: 'age', kind: 'standardised' },
  { feature: 'age', kind: 'knots', values: [30, 50] },
]
