import { codeSystems } from './featureSpec.ts'

const { loinc, salus } = codeSystems

/** Ten measures of the nuclei of a fine-needle aspirate, each in three statistics, without a unit. */
const nuclei = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave-points',
  'symmetry',
  'fractal-dimension',
].flatMap((measure) =>
  ['mean', 'error', 'worst'].map((statistic) => ({
    system: salus,
    code: `nuclei-${measure}-${statistic}`,
    unit: '1',
  })),
)

/** The coded quantities that the shipped models read, and the UCUM unit in which each model's card states them. */
export const modelQuantities: readonly {
  readonly system: string
  readonly code: string
  readonly unit: string
}[] = [
  { system: loinc, code: '30525-0', unit: 'a' },
  { system: loinc, code: '8480-6', unit: 'mm[Hg]' },
  { system: loinc, code: '8462-4', unit: 'mm[Hg]' },
  { system: loinc, code: '2093-3', unit: 'mg/dL' },
  { system: loinc, code: '1558-6', unit: 'mg/dL' },
  { system: loinc, code: '20436-2', unit: 'mg/dL' },
  { system: loinc, code: '39156-5', unit: 'kg/m2' },
  { system: loinc, code: '8867-4', unit: '/min' },
  { system: loinc, code: '9279-1', unit: '/min' },
  { system: loinc, code: '59408-5', unit: '%' },
  { system: loinc, code: '2708-6', unit: '%' },
  { system: loinc, code: '3151-8', unit: 'L/min' },
  { system: loinc, code: '8310-5', unit: 'Cel' },
  { system: loinc, code: '33728-7', unit: 'mm' },
  { system: salus, code: 'oestrogen-receptor-assay', unit: 'fmol/mg' },
  { system: salus, code: 'progesterone-receptor-assay', unit: 'fmol/mg' },
  { system: salus, code: 'exercise-maximum-heart-rate', unit: '/min' },
  { system: salus, code: 'exercise-st-depression', unit: 'mm' },
  { system: salus, code: 'triceps-skin-fold', unit: 'mm' },
  { system: salus, code: 'insulin-2-hours-post-glucose', unit: 'u[IU]/mL' },
  { system: salus, code: 'diabetes-pedigree-function', unit: '1' },
  ...nuclei,
]
