import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { receiptSigner } from '../../../sdk/disclosures/disclosure.ts'
import { relayEnrolment } from '../../../sdk/records/enrol.ts'
import { locatorDigest } from '../../../sdk/records/locator.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { expectError } from '../../helpers/expectError.ts'
import { observationOf } from '../../helpers/heartModel.ts'
import {
  addBundle,
  addBytes,
  bundleOf,
  createWorld,
  enrolmentOf,
  enrolPatient,
  jsonBytes,
  type Person,
  publishKey,
  readerOf,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records/ingest', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  const heldOf = (person: Person) => {
    const store = openSqliteStore(`${hospital.dataFolder}/gateway.sqlite`)
    try {
      return store.recordsOf(person.wallet.address)
    } finally {
      store.close()
    }
  }

  it('keeps a bundle that its patient, without any consent, reads back byte for byte', async () => {
    const bundle = await bundleOf(patient)
    const stored = await addBundle(hospital.staff, patient, { bundle })
    const request = await recordRequestOf(patient, stored.recordId, { purpose: 'PATRQT' })
    const { record } = await hospital.client.requestRecord(request)
    const bytes = await openRecord(readerOf(patient, hospital.url), stored.recordId, record)
    expect(bytes).to.deep.equal(jsonBytes(bundle))
  })

  it('anchors what comes in at the same time, each in a transaction of its own', async () => {
    const many = await Promise.all(Array.from({ length: 5 }, () => addBundle(hospital.staff, patient)))
    expect(new Set(many.map(({ transactionHash }) => transactionHash)).size).to.equal(5)
    expect(new Set(many.map(({ recordId }) => recordId)).size).to.equal(5)
  })

  it('logs where each record lies, signed by the custodian', async () => {
    const { recordId } = await addBundle(hospital.staff, patient)
    const [logged] = await hospital.staff.listDisclosures(recordId)
    const held = heldOf(patient).find((record) => record.recordId === recordId)
    if (!logged || !held) throw new Error('Nothing was logged.')
    const { receipt } = logged
    expect(receipt.disclosure).to.deep.include({
      kind: 'locator',
      keyEpoch: 1,
      locatorDigest: locatorDigest(patient.contracts, held.locator),
    })
    expect(receiptSigner(patient.contracts, receipt)).to.equal(world.hospital.wallet.address)
  })

  it('2: refuses a bundle about someone else', async () => {
    const other = await enrolPatient(world, hospital.client)
    const bundle = await bundleOf(other)
    await expectError(
      () => addBundle(hospital.staff, patient, { bundle }),
      'RECORD_MISMATCH',
      /does not name the patient/,
    )
    expect(heldOf(other)).to.have.length(0)
  })

  it('refuses what is not what its media type says, in any spelling of it', async () => {
    const before = heldOf(patient).length
    const add = (mediaType: string, content: Uint8Array) =>
      addBytes(hospital.staff, patient, { category: 'cardiology', mediaType }, content)
    const text = new TextEncoder().encode('cholesterol 234')
    await expectError(() => add('application/fhir+json', text), 'BUNDLE_INVALID', /not JSON/)
    await expectError(() => add('Application/FHIR+JSON', text), 'BUNDLE_INVALID', /not JSON/)
    await expectError(
      () => add('application/fhir+json', jsonBytes({ resourceType: 'Patient' })),
      'BUNDLE_INVALID',
      /not a FHIR Bundle/,
    )
    await expectError(() => add('text', text), 'MESSAGE_INVALID', /media type/)
    const bundle = await bundleOf(patient)
    observationOf(bundle, 'chol').subject = { reference: 'Patient/someone-else' }
    await expectError(
      () => add('application/fhir+json', jsonBytes(bundle)),
      'SUBJECT_INVALID',
      /several patients/,
    )
    expect(heldOf(patient)).to.have.length(before)
  })

  it('keeps nothing of a patient who is not enrolled or has no key', async () => {
    const stranger = await world.make(false)
    await expectError(() => addBundle(hospital.staff, stranger), 'NOT_ENROLLED', /not enrolled here/)
    await relayEnrolment(world.relayer.contracts, await enrolmentOf(stranger))
    await expectError(() => addBundle(hospital.staff, stranger), 'DID_KEY_MISSING', /no encryption key/)
    expect(heldOf(stranger)).to.have.length(0)
    await publishKey(world, stranger)
    await addBundle(hospital.staff, stranger)
    expect(heldOf(stranger)).to.have.length(1)
  })
})
