import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { disclosureHash } from '../../../sdk/disclosures/disclosure.ts'
import { statusOf } from '../../../sdk/records/status.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  HOSPITAL,
  type Person,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records/eraseRecord', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
  })
  after(() => world.close())

  const ask = async (person: Person, recordId: string, change = {}) =>
    hospital.client.requestRecord(await recordRequestOf(person, recordId, change))
  const askAsPatient = (recordId: string) => ask(patient, recordId, { purpose: 'PATRQT' })
  const statusOnChain = async (recordId: string) =>
    statusOf((await patient.contracts.recordRegistry.stateOf(recordId)).status)
  const blockStatus = async (cid: string) => (await fetch(`${hospital.url}/ipfs/${cid}`)).status
  async function filesHold(...secrets: string[]): Promise<boolean> {
    const names = (await readdir(hospital.dataFolder)).filter((name) => name.startsWith('gateway.sqlite'))
    const files = await Promise.all(names.map((name) => readFile(join(hospital.dataFolder, name))))
    return secrets.some((secret) => files.some((file) => file.includes(secret)))
  }

  it('destroys salt, keys and blocks, leaves a tombstone, and the log still verifies', async () => {
    const { recordId, cid } = await addBundle(hospital.staff, patient)
    await grantTo(world, patient, world.clinician.wallet.address)
    const { record } = await ask(world.clinician, recordId)
    const own = await askAsPatient(recordId)
    const secrets = [record.salt, own.record.envelope.ciphertext, record.envelope.ciphertext]
    expect(await filesHold(...secrets)).to.equal(true)

    const { transactionHash } = await hospital.staff.eraseRecord(recordId)
    const receipt = await world.provider.getTransactionReceipt(transactionHash)
    expect(receipt?.status).to.equal(1)
    expect(await statusOnChain(recordId)).to.equal('erased')
    expect(await filesHold(...secrets)).to.equal(false)
    expect(await blockStatus(cid)).to.equal(404)
    await expectError(() => askAsPatient(recordId), 'RECORD_NOT_FOUND', /holds no record/)
    await expectError(() => hospital.staff.rekeyRecord(recordId), 'RECORD_NOT_FOUND', /holds no record/)
    await expectError(() => hospital.staff.eraseRecord(recordId), 'RECORD_NOT_FOUND', /holds no record/)
    expect(await hospital.staff.listRecords(patient.wallet.address)).to.deep.equal([])

    await hospital.staff.anchorDisclosures()
    const logged = await hospital.staff.listDisclosures(recordId)
    expect(logged.map(({ receipt: { disclosure } }) => disclosure.kind)).to.deep.equal([
      'locator',
      'release',
      'release',
    ])
    for (const { receipt: signed, proof } of logged) {
      if (!proof) throw new Error('A disclosure is not anchored.')
      const { sequence, index } = proof
      const body = disclosureHash(signed.disclosure)
      const { disclosureLog } = patient.contracts
      const isLogged = await disclosureLog.isLogged(HOSPITAL, sequence, index, body, [...proof.proof])
      expect(isLogged).to.equal(true)
    }
    const notices = await hospital.staff.listNotices(patient.wallet.address)
    expect(notices.at(-1)).to.include({ kind: 'erased', recordId })
  })

  it('keeps the other records of the patient', async () => {
    const kept = await addBundle(hospital.staff, patient)
    const erased = await addBundle(hospital.staff, patient)
    await hospital.staff.eraseRecord(erased.recordId)
    expect((await askAsPatient(kept.recordId)).record.locator.cid).to.equal(kept.cid)
    expect(await blockStatus(kept.cid)).to.equal(200)
  })

  it('finishes at the next start what a crash left after the keys were destroyed', async () => {
    const { recordId, cid } = await addBundle(hospital.staff, patient)
    await hospital.close()
    const store = openSqliteStore(join(hospital.dataFolder, 'gateway.sqlite'))
    const notice = {
      at: new Date().toISOString(),
      kind: 'erased',
      recordId,
      account: null,
      purpose: null,
    } as const
    store.beginErasure(recordId, notice)
    store.close()
    expect(await statusOnChain(recordId)).to.equal('active')

    hospital = await startHospital(world, { dataFolder: hospital.dataFolder })
    await eventually(async () => (await statusOnChain(recordId)) === 'erased')
    await eventually(async () => (await blockStatus(cid)) === 404)
    expect(hospital.errors).to.deep.equal([])
  })

  it('does not erase while the chain is away, destroys the keys all the same, and finishes later', async () => {
    const { recordId, cid } = await addBundle(hospital.staff, patient)
    world.line.isCut = true
    try {
      await expectError(() => hospital.staff.eraseRecord(recordId), 'CHAIN_UNAVAILABLE', /./)
      // Asked past the line that is cut: once it is whole again, the gateway may finish by itself at any time.
      const { status } = await world.chain.contracts.recordRegistry.stateOf(recordId)
      expect(statusOf(status)).to.equal('active')
    } finally {
      world.line.isCut = false
    }
    await expectError(() => askAsPatient(recordId), 'RECORD_NOT_FOUND', /holds no record/)
    const last = await hospital.staff.eraseRecord(recordId).catch((error: { code: string }) => error)
    if ('code' in last) expect(last.code).to.equal('RECORD_NOT_FOUND')
    expect(await statusOnChain(recordId)).to.equal('erased')
    expect(await blockStatus(cid)).to.equal(404)
  })
})
