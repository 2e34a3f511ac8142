import { expect } from 'chai'
import { composeRiskReport } from '../../../oracle/inference/composeRiskReport.ts'
import { diagnoseBundle, diagnoseRows } from '../../../oracle/inference/diagnose.ts'
import type { LoadedModel } from '../../../oracle/models/loadModel.ts'
import { hashCanonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  fixtureTime,
  heartBundle,
  heartFixture,
  loadHeartModel,
  type MutableBundle,
} from '../../helpers/heartModel.ts'

const request = {
  requestId: `0x${'aB'.repeat(32)}`,
  patient: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  requester: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
  recordIds: [`0x${'01'.repeat(32)}`],
  requestedAt: '2026-11-02T10:00:00Z',
}

const bytesOf = (bundle: MutableBundle) => new TextEncoder().encode(JSON.stringify(bundle))

describe('composeRiskReport', () => {
  let model: LoadedModel

  before(async () => {
    model = await loadHeartModel()
  })

  function report(bytes: Uint8Array): RiskReport {
    const { assessment, subject } = diagnoseBundle(model, bytes, fixtureTime)
    return composeRiskReport({
      model,
      modelVersion: `0x${'02'.repeat(32)}`,
      assessment,
      request,
      patientDid: subject.did as string,
    })
  }

  it('gives the same canonical bytes on every node', async () => {
    const bytes = await heartFixture('bundle.json')
    const digest = hashCanonicalJson(report(bytes))
    model = await loadHeartModel() // another node loads the model for itself
    expect(hashCanonicalJson(report(bytes))).to.equal(digest)
  })

  it('gives other bytes for another answer', async () => {
    const bundle = await heartBundle()
    const digest = hashCanonicalJson(report(bytesOf(bundle)))
    const vessels = bundle.entry.find(({ resource }) => resource.id.endsWith('-ca'))
    if (vessels) vessels.resource.valueInteger = 3
    expect(hashCanonicalJson(report(bytesOf(bundle)))).not.to.equal(digest)
  })

  it('writes FHIR R4 resources for an answer', async () => {
    const { fhir, limits } = report(await heartFixture('bundle.json'))
    const { diagnosticReport, riskAssessment } = fhir
    expect(diagnosticReport).to.include({
      resourceType: 'DiagnosticReport',
      id: 'ab'.repeat(32),
      status: 'final',
      effectiveDateTime: request.requestedAt,
      issued: request.requestedAt,
    })
    expect(diagnosticReport.result).to.deep.equal([{ reference: '#probability' }])
    const [observation] = diagnosticReport.contained as Record<string, unknown>[]
    expect(observation).to.include({ resourceType: 'Observation', id: 'probability', status: 'final' })
    expect(observation?.valueQuantity).to.include({ value: 0.6441, code: '1' })
    const subject = {
      identifier: {
        system: 'urn:ietf:rfc:3986',
        value: 'did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
      },
    }
    for (const resource of [diagnosticReport, riskAssessment, observation]) {
      expect(resource?.subject).to.deep.equal(subject)
      expect(resource?.code).to.have.property('text')
    }
    expect(riskAssessment).to.include({
      resourceType: 'RiskAssessment',
      status: 'final',
      occurrenceDateTime: request.requestedAt,
    })
    const [prediction] = riskAssessment.prediction as Record<string, unknown>[]
    expect(prediction?.probabilityDecimal).to.equal(0.6441)
    expect(JSON.stringify(prediction?.qualitativeRisk)).to.include('"high"')
    expect(JSON.stringify(riskAssessment.basis)).to.include(request.recordIds[0])
    for (const { text } of [diagnosticReport, riskAssessment] as {
      text: { status: string; div: string }
    }[]) {
      expect(text.status).to.equal('generated')
      expect(text.div).to.match(/^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml">.*<\/div>$/)
    }
    expect(limits[0]).to.match(/never that a diagnosis is true/)
  })

  it('writes FHIR R4 resources without a prediction for an abstention', async () => {
    const bundle = await heartBundle()
    bundle.entry = bundle.entry.filter(({ resource }) => !resource.id.endsWith('-thal'))
    const { outcome, fhir, features } = report(bytesOf(bundle))
    expect(outcome.status).to.equal('abstained')
    expect(features.at(-1)?.received).to.equal(null)
    expect(fhir.diagnosticReport.status).to.equal('final')
    expect(fhir.diagnosticReport.conclusion).to.match(/gives no answer\. Thallium scan is missing/)
    expect(fhir.riskAssessment.status).to.equal('cancelled')
    expect(fhir.riskAssessment).not.to.have.property('prediction')
    const [observation] = fhir.diagnosticReport.contained as Record<string, unknown>[]
    expect(observation).not.to.have.property('valueQuantity')
    expect(observation).to.have.property('dataAbsentReason')
    expect(hashCanonicalJson(report(bytesOf(bundle)))).to.match(/^0x/)
  })
})

describe('diagnose', () => {
  it('assesses a table with and without labels', async () => {
    const model = await loadHeartModel()
    const row = '61,1,1,134,234,0,0,145,0,2.6,2,2,3'
    const [unlabelled] = diagnoseRows(model, row)
    const [labelled] = diagnoseRows(model, `${row},1`)
    expect(unlabelled?.label).to.equal(null)
    expect(labelled?.label).to.equal(1)
    expect(labelled?.assessment).to.deep.equal(unlabelled?.assessment)
    expect(labelled?.assessment.outcome.status).to.equal('answered')
  })

  it('refuses bytes that are no Bundle', async () => {
    const model = await loadHeartModel()
    await expectError(
      () => diagnoseBundle(model, new Uint8Array(), fixtureTime),
      'BUNDLE_INVALID',
      /not JSON/,
    )
  })
})
