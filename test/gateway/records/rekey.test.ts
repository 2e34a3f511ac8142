import { glob, readFile, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import type { RecordAnswer } from '../../../sdk/gateway/protocol.ts'
import { locatorDigest } from '../../../sdk/records/locator.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import { expectError } from '../../helpers/expectError.ts'
import { roles } from '../../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  HOSPITAL,
  type Person,
  readerOf,
  recordRequestOf,
  revokeFrom,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records/rekey', () => {
  let world: World
  let hospital: StartedGateway
  let clinician: Person
  /** A gateway that never looks at the chain by itself: it re-keys only when a key is asked for. */
  let sleeping: StartedGateway
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    sleeping = await startHospital(world, { watchInterval: 2 ** 30 })
    clinician = world.clinician
  })
  after(() => world.close())

  const ask = async ({ client }: StartedGateway, person: Person, recordId: string, change = {}) =>
    client.requestRecord(await recordRequestOf(person, recordId, change))
  const askAsPatient = (gateway: StartedGateway, patient: Person, recordId: string) =>
    ask(gateway, patient, recordId, { purpose: 'PATRQT' })
  async function released(gateway: StartedGateway) {
    const patient = await enrolPatient(world, gateway.client)
    const { recordId } = await addBundle(gateway.staff, patient)
    await grantTo(world, patient, clinician.wallet.address)
    return { patient, recordId, answer: await ask(gateway, clinician, recordId) }
  }

  async function expectOldOpensNothingNew(
    gateway: StartedGateway,
    old: RecordAnswer,
    renewed: RecordAnswer,
    reader: Person,
  ): Promise<void> {
    const { recordId } = old.record.locator
    const attempts = [
      { ...renewed.record, envelope: old.record.envelope },
      // The new ciphertext under the old locator's terms: the signature of the locator does not hold.
      { ...old.record, locator: { ...old.record.locator, cid: renewed.record.locator.cid } },
      { ...old.record, locator: { ...old.record.locator, keyEpoch: renewed.record.locator.keyEpoch } },
    ]
    const codes = ['ENVELOPE_INVALID', 'LOCATOR_INVALID', 'LOCATOR_INVALID'] as const
    for (const [index, attempt] of attempts.entries()) {
      await expectError(
        () => openRecord(readerOf(reader, gateway.url), recordId, attempt),
        codes[index] ?? 'ENVELOPE_INVALID',
        /./,
      )
    }
  }

  it('8: re-keys by itself after a revocation, and the old envelope opens nothing of the new epoch', async () => {
    const { patient, recordId, answer } = await released(hospital)
    await revokeFrom(world, patient, clinician.wallet.address)
    await eventually(
      () => hospital.rekeyed.find((done) => done.patient === patient.wallet.address)?.records === 1,
    )
    const renewed = await askAsPatient(hospital, patient, recordId)
    expect(renewed.record.locator.keyEpoch).to.equal(2)
    expect(renewed.record.ref).to.deep.equal(answer.record.ref)
    expect(renewed.record.locator.cid).to.not.equal(answer.record.locator.cid)
    await expectOldOpensNothingNew(hospital, answer, renewed, clinician)
    const bytes = await openRecord(readerOf(patient, hospital.url), recordId, renewed.record)
    expect(bytes.length).to.equal(answer.record.manifest.size)

    // The ciphertext that the old envelope would open is not served any more.
    const old = contentReader(httpBlockstore(hospital.url))
    await eventually(async () => !(await old.has(answer.record.locator.cid)))
    expect(await old.has(renewed.record.locator.cid)).to.equal(true)
  })

  it('8: hands out no key of a stale epoch: it re-keys first, whoever asks', async () => {
    const { patient, recordId, answer } = await released(sleeping)
    await revokeFrom(world, patient, clinician.wallet.address)
    const renewed = await askAsPatient(sleeping, patient, recordId)
    expect(renewed.record.locator.keyEpoch).to.equal(2)
    await expectOldOpensNothingNew(sleeping, answer, renewed, clinician)
    // Nobody has lost a right since: the epoch stays.
    expect((await askAsPatient(sleeping, patient, recordId)).record.locator.keyEpoch).to.equal(2)
  })

  it('re-keys too when a consent has run out or an accreditation was withdrawn', async () => {
    const { patient, recordId } = await released(sleeping)
    const { time } = world.chain.networkHelpers
    const other = world.otherClinician.wallet.address
    const terms = await termsFor(patient)
    await grantTo(world, patient, other, { ...terms, end: (await time.latest()) + 500 })
    await ask(sleeping, world.otherClinician, recordId)
    await time.increase(501)
    expect((await askAsPatient(sleeping, patient, recordId)).record.locator.keyEpoch).to.equal(2)

    await ask(sleeping, clinician, recordId)
    await world.chain.contracts.accreditationRegistry.withdraw(clinician.wallet.address)
    expect((await askAsPatient(sleeping, patient, recordId)).record.locator.keyEpoch).to.equal(3)
    const { accreditationRegistry } = world.chain.contracts
    await accreditationRegistry.accredit(clinician.wallet.address, HOSPITAL, roles.clinician, 2 ** 36)
  })

  it('logs the locator of every epoch, keeps one set of envelopes and re-keys once for many who ask at once', async () => {
    const { patient, recordId } = await released(sleeping)
    await revokeFrom(world, patient, clinician.wallet.address)
    const answers = await Promise.all([1, 2, 3].map(() => askAsPatient(sleeping, patient, recordId)))
    expect(answers.map(({ record }) => record.locator.keyEpoch)).to.deep.equal([2, 2, 2])
    const digests = (await sleeping.staff.listDisclosures(recordId)).flatMap(({ receipt: { disclosure } }) =>
      disclosure.kind === 'locator' ? [[disclosure.keyEpoch, disclosure.locatorDigest]] : [],
    )
    const locator = answers[0]?.record.locator
    if (!locator) throw new Error('There is no answer.')
    expect(digests).to.have.length(2)
    expect(digests[1]).to.deep.equal([2, locatorDigest(patient.contracts, locator)])
    const store = openSqliteStore(`${sleeping.dataFolder}/gateway.sqlite`)
    expect(store.envelopesOf(recordId, 1)).to.have.length(0)
    expect(store.envelopesOf(recordId, 2).map(({ grantee }) => grantee)).to.deep.equal([
      patient.wallet.address,
    ])
    store.close()
  })

  it('does not let one damaged record keep the others from being re-keyed', async () => {
    const gateway = await startHospital(world)
    const broken = await released(gateway)
    const { recordId } = await addBundle(gateway.staff, broken.patient)
    await ask(gateway, clinician, recordId)
    const later = await released(gateway)
    await damage(gateway, broken.answer.record.locator.cid)
    await revokeFrom(world, broken.patient, clinician.wallet.address)
    await revokeFrom(world, later.patient, clinician.wallet.address)
    // By itself: who asks for a key has it re-keyed anyway.
    for (const { patient } of [broken, later])
      await eventually(() => gateway.rekeyed.some((done) => done.patient === patient.wallet.address))
    for (const [patient, id] of [
      [broken.patient, recordId],
      [later.patient, later.recordId],
    ] as const) {
      const { record } = await askAsPatient(gateway, patient, id)
      expect(record.locator.keyEpoch).to.equal(2)
    }
    const error = await eventually(() => gateway.errors[0] as { code: string } | undefined)
    expect(error.code).to.equal('BLOCK_CORRUPT')
    // And no key of the record that could not be re-keyed leaves meanwhile.
    await expectError(() => askAsPatient(gateway, broken.patient, broken.recordId), 'BLOCK_CORRUPT', /hash/)
    await gateway.close()
  })
})

async function damage({ dataFolder }: StartedGateway, cid: string): Promise<void> {
  for await (const file of glob(`${dataFolder}/content/**/${cid}.block`)) {
    const bytes = await readFile(file)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(file, bytes)
  }
}
