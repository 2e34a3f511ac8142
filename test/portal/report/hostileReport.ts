import type { ReportEvidence } from '../../../portal/report/page.ts'
import type { ClinicalReport, ModelKind, Outcome } from '../../../sdk/inference/clinicalReport.ts'
import { landedEvidence } from './sampleReport.ts'
import { abstainedReportOf, answeredReports, modelKinds, outcomeOfKind } from './samples/index.ts'

/** Closes what it may stand in, asks for a script and an image, reverses the text after it, and cannot be wrapped. */
export const hostileText = `"'></bdi></title></style></svg><script>document.title='owned'</script><img src="https://example.invalid/x" onerror="document.title='owned'">\u202e%21\u2066${'W'.repeat(120)}`

/** Every place of the report that takes text takes the hostile one. */
function poisoned(report: ClinicalReport): ClinicalReport {
  return {
    ...report,
    request: {
      requestId: hostileText,
      patient: hostileText,
      requester: hostileText,
      recordIds: [hostileText],
      requestedAt: hostileText,
    },
    model: {
      ...report.model,
      name: hostileText,
      title: hostileText,
      modelVersion: hostileText,
      cardHash: hostileText,
      weightsHash: hostileText,
      intendedUse: hostileText,
      figures: [{ name: hostileText, meaning: hostileText, value: 1 }],
    },
    outcome: poisonedOutcome(report),
    features: report.features.map((feature, index) => ({
      ...feature,
      label: hostileText,
      unit: hostileText,
      received: index === 0 ? null : { value: 1, display: hostileText },
    })),
    limits: [hostileText],
  }
}

function poisonedOutcome(report: ClinicalReport): Outcome {
  const { outcome } = report
  const common = { condition: hostileText, abstention: { ...outcome.abstention, text: hostileText } }
  if (outcome.status === 'abstained') {
    return { ...outcome, ...common, reasons: [{ code: 'stale', feature: hostileText, text: hostileText }] }
  }
  switch (outcome.kind) {
    case 'risk':
      return {
        ...outcome,
        ...common,
        counterfactual: { changes: [{ feature: hostileText, from: 1, to: 2 }], probability: 0.2 },
      }
    case 'survival':
      return { ...outcome, ...common }
    case 'score':
      return {
        ...outcome,
        ...common,
        band: hostileText as 'low',
        response: hostileText,
        choices: [hostileText],
        trend: { probability: 0.5, hours: 6, text: hostileText, drivers: [hostileText, hostileText] },
      }
    case 'rhythm':
      return { ...outcome, ...common, screenText: hostileText, variabilityText: hostileText }
  }
}

export const hostileReports = Object.fromEntries(
  modelKinds.map((kind) => [kind, poisoned(answeredReports[kind])]),
) as Readonly<Record<ModelKind, ClinicalReport>>

export const hostileAbstention = poisoned(abstainedReportOf('risk'))

export const hostileEvidence: ReportEvidence = {
  landed: {
    ...landedEvidence.landed,
    transactionHash: hostileText,
    outputHash: hostileText,
    signers: [{ address: hostileText, organisation: hostileText }],
  },
  standing: {
    block: 60,
    flags: [
      { kind: 'record-erased', recordId: hostileText, since: 1_790_000_000 },
      { kind: 'signer-excluded', signer: hostileText, organisation: hostileText },
    ],
  },
  patient: { name: hostileText, birthDate: hostileText },
  categories: [hostileText],
  impression: { likelihood: hostileText as 'likely', note: hostileText },
  attestations: [
    {
      clinician: hostileText,
      transactionHash: hostileText,
      opened: { verdict: 'overridden', reasonCode: hostileText as 'other', note: hostileText },
    },
  ],
}

/** Numbers and lists that no page can show truthfully, each with what the refusal says. */
export const impossibleReports: readonly (readonly [
  name: string,
  report: ClinicalReport,
  message: string,
])[] = [
  ['a survival share of NaN', survivalWith({ share: Number.NaN }), 'not a finite number'],
  ['a survival interval off its share', survivalWith({ interval: [0.99, 1] }), 'does not hold its estimate'],
  [
    'a curve of 5,000 points',
    changed('survival', {
      curve: Array.from({ length: 5000 }, () => outcomeOfKind(answeredReports.survival, 'survival').curve[0]),
    }),
    'more than 4096 points of the curve',
  ],
  [
    'a score of Infinity',
    changed('score', { score: Number.POSITIVE_INFINITY }),
    'The score is not a finite number.',
  ],
  ['a score at no time', changed('score', { series: [{ time: 'yesterday', score: 1 }] }), 'no point in time'],
  [
    'a trend above certainty',
    changed('score', { trend: { probability: 1.5, hours: 6, text: '', drivers: [] } }),
    'does not lie between 0 and 1',
  ],
  [
    'a heart rate that is text',
    changed('rhythm', { heartRate: '<b>' }),
    'The heart rate is not a finite number.',
  ],
  ['a share of noise above 1', changed('rhythm', { noiseShare: 2 }), 'does not lie between 0 and 1'],
  [
    'an excerpt sampled at nothing',
    changed('rhythm', { excerpt: { startSeconds: 0, samplingHertz: 0, millivolts: [1], beats: [] } }),
    'not above zero',
  ],
  [
    'an excerpt of 40,000 samples',
    changed('rhythm', {
      excerpt: { startSeconds: 0, samplingHertz: 360, millivolts: new Array(40_000).fill(0), beats: [] },
    }),
    'more than 30000 samples',
  ],
  [
    'another value of NaN',
    changed('risk', {
      counterfactual: { changes: [{ feature: 'chol', from: 1, to: Number.NaN }], probability: 0.2 },
    }),
    'A changed value is not a finite number.',
  ],
]

function changed(kind: ModelKind, change: object): ClinicalReport {
  const report = answeredReports[kind]
  return { ...report, outcome: { ...report.outcome, ...change } as Outcome }
}

function survivalWith(change: object): ClinicalReport {
  const { curve } = outcomeOfKind(answeredReports.survival, 'survival')
  return changed('survival', { curve: [{ ...curve[0], ...change }] })
}
