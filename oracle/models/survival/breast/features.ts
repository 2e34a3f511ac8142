import { codeSystems, type FeatureSpec } from '../../../../sdk/fhir/featureSpec.ts'
import type { Column, EncodingChoice } from '../encoding.ts'

const { loinc, salus } = codeSystems

/** The model counts years from the operation, so what it is told must be of the operation's time. */
const sinceOperationDays = 180

/**
 * In the order of the data. LOINC stands where it has exactly the quantity; receptors were measured by ligand binding in
 * fmol per mg of protein, which today's immunohistochemistry is not, so they have codes of their own.
 */
export const breastFeatures: readonly FeatureSpec[] = [
  {
    name: 'age',
    label: 'Age',
    unit: 'a',
    sources: [
      { kind: 'quantity', system: loinc, code: '30525-0', unit: 'a' },
      { kind: 'patient-birth-date' },
    ],
    possible: [15, 125],
    maximumAgeDays: 365,
  },
  {
    name: 'menopause',
    label: 'Menopausal status',
    unit: '1',
    sources: [
      {
        kind: 'coded',
        system: salus,
        code: 'menopausal-status',
        values: [
          { system: salus, code: 'premenopausal', display: 'Premenopausal', value: 0 },
          { system: salus, code: 'postmenopausal', display: 'Postmenopausal', value: 1 },
        ],
      },
    ],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'size',
    label: 'Greatest dimension of the tumour',
    unit: 'mm',
    sources: [{ kind: 'quantity', system: loinc, code: '33728-7', unit: 'mm' }],
    possible: [1, 300],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'grade',
    label: 'Grade of the tumour',
    unit: '1',
    sources: [
      {
        kind: 'coded',
        system: salus,
        code: 'breast-tumour-grade',
        values: [1, 2, 3].map((value) => ({
          system: salus,
          code: `grade-${value}`,
          display: `Grade ${value}`,
          value,
        })),
      },
    ],
    possible: [1, 3],
    allowed: [1, 2, 3],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'nodes',
    label: 'Positive regional lymph nodes',
    unit: '1',
    sources: [{ kind: 'integer', system: loinc, code: '21893-3' }],
    possible: [0, 100],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'pgr',
    label: 'Progesterone receptor',
    unit: 'fmol/mg',
    sources: [{ kind: 'quantity', system: salus, code: 'progesterone-receptor-assay', unit: 'fmol/mg' }],
    possible: [0, 20_000],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'er',
    label: 'Oestrogen receptor',
    unit: 'fmol/mg',
    sources: [{ kind: 'quantity', system: salus, code: 'oestrogen-receptor-assay', unit: 'fmol/mg' }],
    possible: [0, 20_000],
    maximumAgeDays: sinceOperationDays,
  },
  {
    name: 'hormone',
    label: 'Hormone therapy after the operation',
    unit: '1',
    sources: [{ kind: 'boolean', system: salus, code: 'adjuvant-hormone-therapy' }],
    possible: [0, 1],
    allowed: [0, 1],
    maximumAgeDays: sinceOperationDays,
  },
]

/** Rotterdam has classes of size and no grade 1: 20 mm and 50 mm divide the classes, and grade 1 counts as grade 2. */
const classes: readonly Column[] = [
  { feature: 'menopause', kind: 'linear' },
  { feature: 'size', kind: 'above', edge: 20 },
  { feature: 'size', kind: 'above', edge: 50 },
  { feature: 'grade', kind: 'above', edge: 2 },
  { feature: 'hormone', kind: 'linear' },
]

const saturating: readonly Column[] = [
  { feature: 'nodes', kind: 'saturating', half: 8 },
  { feature: 'pgr', kind: 'saturating', half: 50 },
  { feature: 'er', kind: 'saturating', half: 50 },
]

/** What cross-validation on Rotterdam chooses from. The first columns are those that a distance is measured over. */
export const codings: { readonly [name: string]: readonly Column[] } = {
  linear: [
    { feature: 'age', kind: 'linear' },
    { feature: 'nodes', kind: 'linear' },
    { feature: 'pgr', kind: 'linear' },
    { feature: 'er', kind: 'linear' },
    ...classes,
  ],
  roots: [
    { feature: 'age', kind: 'linear' },
    { feature: 'nodes', kind: 'root' },
    { feature: 'pgr', kind: 'root' },
    { feature: 'er', kind: 'root' },
    ...classes,
  ],
  saturating: [{ feature: 'age', kind: 'linear' }, ...saturating, ...classes],
  'saturating, age curved': [
    { feature: 'age', kind: 'inverse-root', scale: 50 },
    ...saturating,
    { feature: 'age', kind: 'inverse-square', scale: 50 },
    ...classes,
  ],
}

export const encodingChoice = (columns: readonly Column[]): EncodingChoice => ({
  features: breastFeatures.map(({ name }) => name),
  columns,
  ranged: ['age', 'nodes', 'pgr', 'er'],
  distance: [0, 1, 2, 3],
  inDistributionShare: 0.99,
})
