import fc from 'fast-check'
import type { ClinicalReport, Outcome, ReportedFeature } from '../../../../sdk/inference/clinicalReport.ts'
import { answeredReports, modelKinds } from '../../../portal/report/samples/index.ts'

const fourDecimals = (low: number, high: number) =>
  fc.integer({ min: Math.round(low * 1e4), max: Math.round(high * 1e4) }).map((value) => value / 1e4)
const share = fourDecimals(0, 1)
/** As cards and records have it: any script, no control characters, not blank. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((value) => `a${value.replace(/\p{Cc}/gu, ' ')}`)
const interval = fc
  .tuple(share, share)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const abstention = fc.record({ text })

const risk = fc.record({
  status: fc.constant('answered' as const),
  kind: fc.constant('risk' as const),
  probability: share,
  interval,
  condition: text,
  baseline: share,
  prevalence: share,
  counterfactual: fc.constant(null),
  abstention,
})

const survival = fc.record({
  status: fc.constant('answered' as const),
  kind: fc.constant('survival' as const),
  condition: text,
  curve: fc.array(fc.record({ years: fourDecimals(0, 20), share, interval }), { maxLength: 40 }),
  reference: fc.constant([]),
  medianYears: fc.option(fourDecimals(0, 20)),
  relativeHazard: fourDecimals(0, 100),
  abstention,
})

const score = fc.record({
  status: fc.constant('answered' as const),
  kind: fc.constant('score' as const),
  condition: text,
  score: fc.integer({ min: 0, max: 20 }),
  maximum: fc.constant(20),
  band: fc.constantFrom('low' as const, 'low-medium' as const, 'medium' as const, 'high' as const),
  response: text,
  choices: fc.array(text, { maxLength: 4 }),
  series: fc.array(fc.record({ time, score: fc.integer({ min: 0, max: 20 }) }), { maxLength: 20 }),
  trend: fc.oneof(
    fc.record({ probability: share, hours: fc.integer({ min: 1, max: 48 }), text, drivers: fc.array(text) }),
    fc.record({ probability: fc.constant(null), text }),
  ),
  abstention,
})

const rhythm = fc.record({
  status: fc.constant('answered' as const),
  kind: fc.constant('rhythm' as const),
  condition: text,
  screen: fc.constantFrom('regular' as const, 'irregular' as const, 'inconclusive' as const),
  screenText: text,
  recordedFrom: time,
  recordedTo: time,
  durationSeconds: fourDecimals(0, 30_000),
  samplingHertz: fc.integer({ min: 50, max: 2000 }),
  beats: fc.nat(),
  heartRate: fourDecimals(0, 300),
  sdnn: fc.option(fourDecimals(0, 2000)),
  rmssd: fc.option(fourDecimals(0, 2000)),
  variabilityText: text,
  noiseShare: share,
  longestGapSeconds: fourDecimals(0, 100),
  rateSeries: fc.constant({ stepSeconds: 10, rates: [] }),
  excerpt: fc.record({
    startSeconds: fourDecimals(0, 30_000),
    samplingHertz: fc.integer({ min: 50, max: 2000 }),
    millivolts: fc.array(fc.option(fourDecimals(-10, 10)), { maxLength: 200 }),
    beats: fc.constant([]),
  }),
  abstention,
})

const abstained = fc.record({
  status: fc.constant('abstained' as const),
  condition: text,
  reasons: fc.array(fc.record({ code: fc.constantFrom('stale' as const, 'unreadable' as const), text }), {
    maxLength: 5,
  }),
  abstention,
})

const outcome: fc.Arbitrary<Outcome> = fc.oneof(risk, survival, score, rhythm, abstained)

const feature: fc.Arbitrary<ReportedFeature> = fc.record({
  name: fc.constantFrom('age', 'pulse', 'grade'),
  label: text,
  unit: fc.constantFrom('a', '/min', '1'),
  received: fc.constant(null),
  status: fc.constant('missing' as const),
  used: fc.option(fourDecimals(0, 100)),
  contribution: fourDecimals(-5, 5),
})

/** A report of any kind, as honest models could write it. */
export const anyReport: fc.Arbitrary<ClinicalReport> = fc
  .record({
    outcome,
    kind: fc.constantFrom(...modelKinds),
    features: fc.array(feature, { maxLength: 16 }),
    limits: fc.array(text, { maxLength: 4 }),
    recordIds: fc.array(
      fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`),
      { maxLength: 8 },
    ),
    requestedAt: time,
  })
  .map(({ outcome: drawn, kind, features, limits, recordIds, requestedAt }) => {
    const base = answeredReports[drawn.status === 'answered' ? drawn.kind : kind]
    return { ...base, outcome: drawn, features, limits, request: { ...base.request, recordIds, requestedAt } }
  })
