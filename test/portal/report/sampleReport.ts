import type { ReportEvidence } from '../../../portal/report/page.ts'
import type {
  CalibrationBin,
  ClinicalReport,
  ReportedFeature,
} from '../../../sdk/inference/clinicalReport.ts'

type FeatureRow = readonly [
  name: string,
  label: string,
  unit: string,
  value: number,
  display: string,
  contribution: number,
]

/** A made-up patient in the form of the Statlog heart data. */
const featureRows: readonly FeatureRow[] = [
  ['age', 'Age', 'a', 58, '58 years', 0.0312],
  ['sex', 'Sex', '1', 1, 'male', 0.3127],
  ['cp', 'Chest pain', '1', 4, 'asymptomatic', 0.8614],
  ['trestbps', 'Resting systolic blood pressure', 'mm[Hg]', 138, '138 mmHg', 0.0871],
  ['chol', 'Serum cholesterol', 'mg/dL', 254, '254 mg/dL', 0.0421],
  ['fbs', 'Fasting glucose above 120 mg/dL', '1', 0, 'no', 0.0205],
  ['restecg', 'Resting electrocardiogram', '1', 2, 'left ventricular hypertrophy', 0.1804],
  ['thalach', 'Highest heart rate reached', '/min', 161, '161 per minute', -0.4812],
  ['exang', 'Angina on exercise', '1', 0, 'no', -0.3706],
  ['oldpeak', 'ST depression on exercise', 'mm', 1.6, '1.6 mm', 0.2118],
  ['slope', 'Slope of the ST segment on exercise', '1', 1, 'upsloping', -0.3381],
  ['ca', 'Major vessels coloured by fluoroscopy', '1', 2, '2', 0.9243],
  ['thal', 'Thallium scan', '1', 7, 'reversible defect', 0.7425],
]

/** Counts sum to 270, the size of the data set. */
const calibrationRows: readonly (readonly [count: number, meanPredicted: number, observed: number])[] = [
  [78, 0.0471, 0.0641],
  [35, 0.1452, 0.1143],
  [21, 0.2469, 0.2381],
  [17, 0.3478, 0.4118],
  [14, 0.4521, 0.4286],
  [12, 0.5487, 0.5833],
  [15, 0.6532, 0.6],
  [19, 0.7514, 0.7895],
  [26, 0.8561, 0.8462],
  [33, 0.9487, 0.9394],
]

const hash = (digit: string) => `0x${`${digit}7c1e`.repeat(13).slice(0, 64)}`
const address = (digit: string) => `0x${`${digit}B83d`.repeat(8)}`

export const answeredReport: ClinicalReport = {
  format: 'salus-report/1',
  request: {
    requestId: hash('1'),
    patient: address('9'),
    requester: address('4'),
    recordIds: [hash('2')],
    requestedAt: '2026-11-12T14:03:21Z',
  },
  model: {
    name: 'heart',
    title: 'Salus heart, logistic regression',
    modelVersion: hash('3'),
    cardHash: hash('5'),
    weightsHash: hash('6'),
    kind: 'risk',
    figures: [
      {
        name: 'AUC',
        meaning: 'Share of pairs that it ranks rightly; 0.5 is chance, 1 is best',
        value: 0.9128,
      },
      { name: 'Brier score', meaning: 'Mean squared error of the probability; 0 is best', value: 0.1167 },
    ],
    calibration: calibrationRows.map(calibrationBin),
    intendedUse:
      'To support a cardiologist who considers angiography in an adult with suspected coronary disease, and who has all 13 values. Not for screening, and not without a clinician.',
  },
  outcome: {
    status: 'answered',
    kind: 'risk',
    counterfactual: {
      changes: [
        { feature: 'oldpeak', from: 1.6, to: 0.2 },
        { feature: 'chol', from: 254, to: 190 },
      ],
      probability: 0.3912,
    },
    probability: 0.8809,
    interval: [0.8021, 0.9304],
    condition: 'Coronary artery disease (a vessel narrowed by more than half)',
    baseline: 0.4303,
    prevalence: 0.4444,
    abstention: {
      text: 'The model abstains when a value is missing, out of range or too old, and when its probability lies between 40 % and 60 %.',
      uncertainBetween: [0.4, 0.6],
      coverage: 0.9,
    },
  },
  features: featureRows.map(feature),
  fhir: {
    resourceType: 'Bundle',
    id: 'made-up',
    identifier: {},
    type: 'collection',
    timestamp: '2026-11-12T14:03:21Z',
    entry: [],
  },
  limits: [
    'Trained on 270 patients of four hospitals, referred for angiography before 1990; others may differ.',
  ],
}

export const abstainedReport: ClinicalReport = {
  ...answeredReport,
  outcome: {
    status: 'abstained',
    condition: answeredReport.outcome.condition,
    reasons: [
      {
        code: 'missing-feature',
        feature: 'ca',
        text: 'The number of major vessels coloured by fluoroscopy is not in the record.',
      },
      { code: 'stale', feature: 'chol', text: 'The serum cholesterol is older than the model accepts.' },
    ],
    abstention: answeredReport.outcome.abstention,
  },
  features: answeredReport.features.map((reported) => ({
    ...reported,
    contribution: 0,
    used: null,
    ...(reported.name === 'ca' ? { received: null, status: 'missing' as const } : {}),
    ...(reported.name === 'chol' ? { status: 'stale' as const } : {}),
  })),
}

export const landedEvidence = {
  landed: {
    chainId: 31337,
    transactionHash: hash('a'),
    blockNumber: 42,
    signers: [
      { address: address('A'), organisation: 'University hospital North' },
      { address: address('C'), organisation: 'Institute for heart research' },
      { address: address('D'), organisation: 'City clinics' },
    ],
    quorum: 3,
    committeeSize: 4,
    outputHash: hash('b'),
  },
  standing: { block: 57, flags: [] },
  patient: { name: 'Test Patient (synthetic)', birthDate: '1968-03-12' },
  categories: ['cardiology'],
  impression: { likelihood: 'likely', note: 'I would refer for angiography.' },
  attestations: [
    {
      clinician: address('4'),
      transactionHash: hash('c'),
      opened: { verdict: 'agreed', note: 'Fits the history.' },
    },
  ],
} as const satisfies ReportEvidence

function feature([name, label, unit, value, display, contribution]: FeatureRow): ReportedFeature {
  return { name, label, unit, received: { value, display }, status: 'present', used: value, contribution }
}

function calibrationBin(
  [count, meanPredicted, observed]: readonly [number, number, number],
  index: number,
): CalibrationBin {
  return { from: index / 10, to: (index + 1) / 10, count, meanPredicted, observed }
}
