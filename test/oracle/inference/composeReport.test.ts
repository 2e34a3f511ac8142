import { expect } from 'chai'
import { composeReport } from '../../../oracle/inference/composeReport.ts'
import { diagnoseBundle, diagnoseRows } from '../../../oracle/models/risk/diagnose.ts'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import { hashCanonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { validateBundle } from '../../../sdk/fhir/validateBundle.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
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

describe('composeReport', () => {
  let model: RiskModel

  before(async () => {
    model = await loadHeartModel()
  })

  function report(bytes: Uint8Array): ClinicalReport {
    const { assessment, subject } = diagnoseBundle(model, bytes, fixtureTime)
    return composeReport({
      model,
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

  it('writes FHIR for an answer, and for an abstention', async () => {
    const answered = report(await heartFixture('bundle.json'))
    expect(answered.fhir.timestamp).to.equal(request.requestedAt)
    expect(answered.limits[0]).to.match(/never that a diagnosis is true/)
    const bundle = await heartBundle()
    bundle.entry = bundle.entry.filter(({ resource }) => !resource.id.endsWith('-thal'))
    const abstained = report(bytesOf(bundle))
    expect(abstained.outcome.status).to.equal('abstained')
    expect(abstained.features.at(-1)?.received).to.equal(null)
    for (const { fhir } of [answered, abstained]) {
      validateBundle(new TextEncoder().encode(JSON.stringify(fhir)))
      expect(JSON.stringify(fhir)).to.contain('did:ethr:0x7a69:0x70997970c51812dc3a010c7d01b50e0d17dc79c8')
    }
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
