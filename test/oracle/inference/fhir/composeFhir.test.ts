import { expect } from 'chai'
import fc from 'fast-check'
import { composeFhir } from '../../../../oracle/inference/fhir/composeFhir.ts'
import { hashCanonicalJson } from '../../../../sdk/crypto/canonicalJson.ts'
import type { Resource } from '../../../../sdk/fhir/bundle.ts'
import { validateBundle } from '../../../../sdk/fhir/validateBundle.ts'
import type { ClinicalReport } from '../../../../sdk/inference/clinicalReport.ts'
import {
  abstainedReportOf,
  answeredReports,
  modelKinds,
  outcomeOfKind,
} from '../../../portal/report/samples/index.ts'
import { anyReport } from './anyReport.ts'

const patientDid = 'did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8'
const fhirOf = (report: ClinicalReport) => composeFhir({ ...report, patientDid })
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

function resourcesOf(report: ClinicalReport, type: string): Resource[] {
  return fhirOf(report).entry.flatMap(({ resource }) => (resource?.resourceType === type ? [resource] : []))
}

function only(report: ClinicalReport, type: string): Resource {
  const [resource, ...others] = resourcesOf(report, type)
  if (!resource || others.length > 0) throw new Error(`The Bundle should hold one ${type}.`)
  return resource
}

function withCode(report: ClinicalReport, code: string): Resource {
  const found = resourcesOf(report, 'Observation').find((resource) =>
    JSON.stringify(resource.code).includes(`"${code}"`),
  )
  if (!found) throw new Error(`The Bundle should hold an Observation of ${code}.`)
  return found
}

describe('composeFhir', () => {
  for (const kind of modelKinds) {
    for (const report of [answeredReports[kind], abstainedReportOf(kind)]) {
      const { status } = report.outcome
      it(`${kind}, ${status}: is valid FHIR R4, and every reference inside leads to an entry`, () => {
        const bundle = validateBundle(bytesOf(fhirOf(report)))
        expect(bundle.type).to.equal('collection')
        const urls = new Set(bundle.entry.map(({ fullUrl }) => fullUrl))
        expect(urls.size).to.equal(bundle.entry.length)
        const references = JSON.stringify(bundle).match(/"reference":"[^"]*"/g) ?? []
        expect(references.length).to.be.greaterThan(4)
        for (const reference of references) expect(urls).to.include(reference.slice(13, -1))
      })

      it(`${kind}, ${status}: says who computed it from which records, and signs nothing`, () => {
        const provenance = only(report, 'Provenance')
        expect(provenance.recorded).to.equal(report.request.requestedAt)
        expect(provenance).not.to.have.property('signature')
        expect(JSON.stringify(provenance.entity)).to.include(report.request.recordIds[0])
        expect(JSON.stringify(only(report, 'Device'))).to.include(report.model.modelVersion)
        const targets = provenance.target as unknown[]
        const about = ['DiagnosticReport', 'Observation', 'RiskAssessment'].flatMap((type) =>
          resourcesOf(report, type),
        )
        expect(targets.length).to.equal(about.length)
      })
    }
  }

  it('gives equal bytes for equal requests, and other ids for another request', () => {
    const report = answeredReports.risk
    expect(hashCanonicalJson(fhirOf(structuredClone(report)))).to.equal(hashCanonicalJson(fhirOf(report)))
    const other = { ...report, request: { ...report.request, requestId: `0x${'ef'.repeat(32)}` } }
    const ids = new Set(fhirOf(report).entry.map(({ fullUrl }) => fullUrl))
    for (const { fullUrl } of fhirOf(other).entry) expect(ids).not.to.include(fullUrl)
    for (const fullUrl of ids) {
      expect(fullUrl).to.match(
        /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })

  it('risk: the probability as a share, and as the percentage that RiskAssessment asks for', () => {
    const report = answeredReports.risk
    const [observation] = resourcesOf(report, 'Observation')
    expect(observation?.valueQuantity).to.include({ value: 0.8809, code: '1' })
    const [prediction] = only(report, 'RiskAssessment').prediction as Record<string, unknown>[]
    expect(prediction?.probabilityDecimal).to.equal(88.09)
    expect(prediction).not.to.have.property('qualitativeRisk')
    expect(observation?.note).to.deep.equal([
      { text: `Prediction set at 90 % coverage: ${report.outcome.condition}.` },
    ])
  })

  it('risk: calls no probability low', () => {
    const report = answeredReports.risk
    const outcome = {
      ...outcomeOfKind(report, 'risk'),
      probability: 0.085,
      interval: [0.05, 0.1] as const,
    }
    const [observation] = resourcesOf({ ...report, outcome }, 'Observation')
    expect(observation?.note).to.deep.equal([{ text: 'Prediction set at 90 % coverage: no condition.' }])
    expect(JSON.stringify(fhirOf({ ...report, outcome }))).not.to.match(/low likelihood/i)
  })

  it('survival: the risk of the event within 1, 2 and 5 years, and every point of the curve', () => {
    const report = answeredReports.survival
    const predictions = only(report, 'RiskAssessment').prediction as Record<string, unknown>[]
    const years = predictions.map(({ whenRange }) => (whenRange as { high: { value: number } }).high.value)
    expect(years).to.deep.equal([1, 2, 5])
    expect(predictions.map(({ probabilityDecimal }) => probabilityDecimal)).to.deep.equal([10, 19, 40.95])
    const [curve] = resourcesOf(report, 'Observation')
    expect(curve?.component).to.have.length(outcomeOfKind(report, 'survival').curve.length)
  })

  it('survival: predicts nothing beyond the end of the curve', () => {
    const report = answeredReports.survival
    const outcome = outcomeOfKind(report, 'survival')
    const short = {
      ...report,
      outcome: { ...outcome, curve: outcome.curve.filter(({ years }) => years <= 2) },
    }
    expect((only(short, 'RiskAssessment').prediction as unknown[]).length).to.equal(2)
  })

  it('score: the aggregate, the points of each parameter, its own time, the trend as a probability', () => {
    const report = answeredReports.score
    const aggregate = withCode(report, '1104051000000101')
    expect(aggregate.valueQuantity).to.include({ value: 9, code: '{score}' })
    expect(aggregate.effectiveDateTime).to.equal('2026-11-12T14:00:00Z')
    const points = (aggregate.component as { valueQuantity: { value: number } }[]).map(
      ({ valueQuantity }) => valueQuantity.value,
    )
    expect(points.reduce((sum, value) => sum + value, 0)).to.equal(9)
    const [prediction] = only(report, 'RiskAssessment').prediction as Record<string, unknown>[]
    expect(prediction?.probabilityDecimal).to.equal(62)
  })

  it('score: no RiskAssessment where the trend is no probability', () => {
    const report = answeredReports.score
    const outcome = {
      ...outcomeOfKind(report, 'score'),
      trend: { probability: null, text: 'Too few scores.' },
    }
    expect(resourcesOf({ ...report, outcome }, 'RiskAssessment')).to.deep.equal([])
  })

  it('rhythm: rate and variability in LOINC and UCUM where they exist, the excerpt as SampledData', () => {
    const report = answeredReports.rhythm
    const { excerpt } = outcomeOfKind(report, 'rhythm')
    expect(withCode(report, '8867-4').valueQuantity).to.include({ value: 74.8, code: '/min' })
    expect(withCode(report, '80404-7').valueQuantity).to.include({ value: 38.2, code: 'ms' })
    expect(withCode(report, 'rmssd').valueQuantity).to.include({ value: 29.4, code: 'ms' })
    const sampled = withCode(report, '131328').valueSampledData as {
      period: number
      factor: number
      data: string
    }
    expect(sampled.period).to.equal(2.7778)
    const read = sampled.data.split(' ').map((value) => Number(value) * sampled.factor)
    expect(read.length).to.equal(excerpt.millivolts.length)
    for (const [index, value] of read.entries()) {
      expect(value).to.be.closeTo(excerpt.millivolts[index] ?? Number.NaN, 1e-9)
    }
    expect(resourcesOf(report, 'RiskAssessment')).to.deep.equal([])
  })

  it('rhythm: everything is dated when it was recorded, and a missing sample is E', () => {
    const report = answeredReports.rhythm
    const outcome = outcomeOfKind(report, 'rhythm')
    const effectivePeriod = { start: outcome.recordedFrom, end: outcome.recordedTo }
    const dated = [...resourcesOf(report, 'Observation'), ...resourcesOf(report, 'DiagnosticReport')]
    expect(dated.length).to.be.greaterThan(4)
    for (const resource of dated) {
      expect(resource.effectivePeriod).to.deep.equal(effectivePeriod)
      expect(resource).not.to.have.property('effectiveDateTime')
    }
    const excerpt = { ...outcome.excerpt, millivolts: [0.5, null, -0.25] }
    const broken = { ...report, outcome: { ...outcome, excerpt } }
    expect(withCode(broken, '131328').valueSampledData).to.include({ data: '5000 E -2500' })
  })

  it('abstained: no value, the reason, and a cancelled assessment only where a risk was asked for', () => {
    for (const kind of modelKinds) {
      const report = abstainedReportOf(kind)
      const observation = only(report, 'Observation')
      expect(observation.status).to.equal('cancelled')
      expect(Object.keys(observation).filter((name) => name.startsWith('value'))).to.deep.equal([])
      expect(observation).to.have.property('dataAbsentReason')
      const assessments = resourcesOf(report, 'RiskAssessment')
      expect(assessments.map(({ status }) => status)).to.deep.equal(
        kind === 'risk' || kind === 'survival' ? ['cancelled'] : [],
      )
      expect(only(report, 'DiagnosticReport').conclusion).to.match(/^The model gives no answer\. /)
    }
  })

  it('escapes markup in the narrative', () => {
    const report = answeredReports.risk
    const outcome = { ...outcomeOfKind(report, 'risk'), condition: '<script>alert("x")</script> & more' }
    const { div } = only({ ...report, outcome }, 'DiagnosticReport').text as { div: string }
    expect(div).to.include('&lt;script&gt;').and.not.include('<script')
  })

  it('is valid for any outcome of any kind', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const bundle = fhirOf(report)
        validateBundle(bytesOf(bundle))
        hashCanonicalJson(bundle)
      }),
      { numRuns: 150 },
    )
  })
})
