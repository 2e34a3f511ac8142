import type { ClinicalReport, ReportedFeature } from '../../../../sdk/inference/clinicalReport.ts'
import { answeredReport } from '../sampleReport.ts'

/** Points every half year over seven years: a made-up patient above the average hazard. */
const years = Array.from({ length: 14 }, (_, index) => (index + 1) / 2)
const round = (share: number) => Math.round(share * 1e4) / 1e4

const features: readonly ReportedFeature[] = [
  feature('age', 'Age', 'a', 62, '62 years', 0.0312),
  feature('size', 'Tumour size', 'mm', 31, '31 mm', 0.2101),
  feature('grade', 'Tumour grade', '1', 3, 'grade 3', 0.3011),
  feature('nodes', 'Positive lymph nodes', '1', 6, '6', 0.4216),
  feature('hormone', 'Hormonal treatment', '1', 1, 'yes', -0.1508),
]

/** Made up in the form of the breast-cancer survival model. */
export const survivalReport: ClinicalReport = {
  ...answeredReport,
  model: {
    ...answeredReport.model,
    name: 'breast-survival',
    title: 'Course of breast cancer after surgery',
    kind: 'survival',
    figures: [
      {
        name: 'C-index',
        meaning:
          'Share of pairs of patients whose order of events it ranks rightly; 0.5 is chance, 1 is best',
        value: 0.6802,
      },
    ],
    calibration: [
      { from: 0.1636, to: 0.4069, count: 274, meanPredicted: 0.3234, observed: 0.3325 },
      { from: 0.4069, to: 0.9765, count: 412, meanPredicted: 0.6022, observed: 0.629 },
    ],
    intendedUse: 'To support a conversation about follow-up after surgery for breast cancer.',
  },
  outcome: {
    status: 'answered',
    kind: 'survival',
    condition: 'Recurrence of breast cancer or death',
    curve: years.map((time) => {
      const share = round(0.9 ** time)
      return {
        years: time,
        share,
        interval: [round(share - 0.015 * time), round(Math.min(1, share + 0.012 * time))],
      }
    }),
    reference: years.map((time) => ({ years: time, share: round(0.94 ** time) })),
    medianYears: 6.5,
    relativeHazard: 1.7024,
    abstention: { text: 'The model abstains when a value is missing, out of range or too old.' },
  },
  features,
  limits: ['Trained on patients of one clinic operated before 1994; treatment has changed since.'],
}

function feature(
  name: string,
  label: string,
  unit: string,
  value: number,
  display: string,
  contribution: number,
): ReportedFeature {
  return { name, label, unit, received: { value, display }, status: 'present', used: value, contribution }
}
