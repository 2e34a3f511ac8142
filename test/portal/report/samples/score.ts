import type { ClinicalReport, ReportedFeature } from '../../../../sdk/inference/clinicalReport.ts'
import { answeredReport } from '../sampleReport.ts'

type Row = readonly [
  name: string,
  label: string,
  unit: string,
  value: number,
  display: string,
  points: number,
]

const rows: readonly Row[] = [
  ['respiration', 'Respiration rate', '/min', 23, '23 per minute', 2],
  ['spo2', 'Oxygen saturation', '%', 94, '94 %', 1],
  ['oxygen', 'Supplemental oxygen', '1', 1, 'yes', 2],
  ['systolic', 'Systolic blood pressure', 'mm[Hg]', 104, '104 mmHg', 1],
  ['pulse', 'Pulse', '/min', 112, '112 per minute', 2],
  ['consciousness', 'Consciousness', '1', 0, 'alert', 0],
  ['temperature', 'Temperature', 'Cel', 38.3, '38.3 °C', 1],
]

const scores = [2, 2, 3, 3, 5, 4, 6, 9]

/** A made-up patient who gets worse over seven hours, in the form of NEWS2. */
export const scoreReport: ClinicalReport = {
  ...answeredReport,
  model: {
    ...answeredReport.model,
    name: 'vital-signs',
    title: 'National Early Warning Score 2',
    kind: 'score',
    figures: [
      { name: 'Cells of the chart', meaning: 'Cells of the published chart that were tested', value: 33 },
    ],
    calibration: [
      { from: 0, to: 0.5, count: 12518, meanPredicted: 0.0731, observed: 0.0738 },
      { from: 0.5, to: 0.7, count: 417, meanPredicted: 0.6431, observed: 0.65 },
    ],
    intendedUse: 'To track acutely ill adults in hospital, as the Royal College of Physicians defines it.',
  },
  outcome: {
    status: 'answered',
    kind: 'score',
    condition: 'Acute illness getting worse',
    score: 9,
    maximum: 20,
    band: 'high',
    response: 'Continuous monitoring; call the team with critical care skills now.',
    choices: ['SpO2 scale 1 was used: the record names no hypercapnic respiratory failure.'],
    series: scores.map((score, hour) => ({
      time: `2026-11-12T${String(7 + hour).padStart(2, '0')}:00:00Z`,
      score,
    })),
    trend: {
      probability: 0.62,
      hours: 6,
      text: 'The score rose by 7 points in 7 hours; a score of 7 or more within the next 6 hours is likely.',
      drivers: ['Respiration rate rising', 'Oxygen saturation falling'],
    },
    abstention: {
      text: 'No score is given to people under 16, in pregnancy, or where a parameter is missing.',
    },
  },
  features: rows.map(
    ([name, label, unit, value, display, contribution]): ReportedFeature => ({
      name,
      label,
      unit,
      received: { value, display },
      status: 'present',
      used: value,
      contribution,
    }),
  ),
  limits: ['A score never replaces clinical judgement.'],
}
