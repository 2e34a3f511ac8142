import { expect } from 'chai'
import { organisation } from '../helpers/chain.ts'
import { randomHash } from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  type Person,
  publishKey,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../helpers/world.ts'

describe('gateway/watch', () => {
  let world: World
  let hospital: StartedGateway
  let responder: Person
  beforeEach(async () => {
    world = await createWorld()
    hospital = await startHospital(world, { sweepInterval: 50 })
    responder = await world.make()
    await publishKey(world, responder)
    const { accreditationRegistry } = world.chain.contracts
    const ambulance = organisation('ambulance')
    await accreditationRegistry.accredit(responder.wallet.address, ambulance, roles.responder, 2 ** 36)
  })
  afterEach(() => world.close())

  const ask = async (person: Person, recordId: string, change = {}) =>
    hospital.client.requestRecord(await recordRequestOf(person, recordId, change))
  const epochOf = async (patient: Person, recordId: string) =>
    (await ask(patient, recordId, { purpose: 'PATRQT' })).record.locator.keyEpoch
  const noticesOf = (patient: Person) => hospital.staff.listNotices(patient.wallet.address)
  const kindsOf = async (patient: Person) => (await noticesOf(patient)).map(({ kind }) => kind)
  async function patientWithRecord() {
    const patient = await enrolPatient(world, hospital.client)
    return { patient, ...(await addBundle(hospital.staff, patient)) }
  }
  async function breakGlass(patient: Person): Promise<string> {
    const { emergencyAccess } = responder.contracts
    await (await emergencyAccess.breakGlass(patient.wallet.address, randomHash())).wait()
    return emergencyAccess.awaitingReview(responder.wallet.address)
  }

  it('tells the patient of a broken glass and of its end, and re-keys what was opened', async () => {
    const { patient, recordId } = await patientWithRecord()
    const episode = await breakGlass(patient)
    const broken = await eventually(async () =>
      (await noticesOf(patient)).find(({ kind }) => kind === 'glass-broken'),
    )
    expect(broken.account).to.equal(responder.wallet.address)
    await ask(responder, recordId, { purpose: 'BTG' })
    expect(await epochOf(patient, recordId)).to.equal(1)
    await (await responder.contracts.emergencyAccess.close(episode)).wait()
    await eventually(async () => (await epochOf(patient, recordId)) === 2)
    // The question itself may have had the record re-keyed, before the gateway came upon the event.
    const kinds = await eventually(async () => {
      const all = await kindsOf(patient)
      return all.includes('glass-closed') && all
    })
    expect(kinds).to.include('rekeyed')
    expect(kinds).not.to.include('consent-orphaned')
  })

  it('does after a restart what happened meanwhile, and nothing twice', async () => {
    const { patient, recordId } = await patientWithRecord()
    const { patient: bystander } = await patientWithRecord()
    const episode = await breakGlass(patient)
    await ask(responder, recordId, { purpose: 'BTG' })
    await eventually(async () => (await kindsOf(patient)).includes('glass-broken'))
    await hospital.close()
    await (await responder.contracts.emergencyAccess.close(episode)).wait()
    hospital = await startHospital(world, { dataFolder: hospital.dataFolder })
    await eventually(async () => (await epochOf(patient, recordId)) === 2)
    const count = (kinds: string[], kind: string) => kinds.filter((each) => each === kind).length
    const kinds = await eventually(async () => {
      const all = await kindsOf(patient)
      return all.includes('glass-closed') && all
    })
    expect([
      count(kinds, 'glass-broken'),
      count(kinds, 'glass-closed'),
      count(kinds, 'rekeyed'),
    ]).to.deep.equal([1, 1, 1])
    expect(await kindsOf(bystander)).to.deep.equal([])
  })

  it('re-keys when a right ends by time alone', async () => {
    const { patient, recordId } = await patientWithRecord()
    const terms = await termsFor(patient)
    await grantTo(world, patient, world.clinician.wallet.address, { ...terms, end: terms.start + 100 })
    await ask(world.clinician, recordId)
    await world.chain.networkHelpers.time.increase(101)
    await eventually(async () => (await kindsOf(patient)).includes('rekeyed'))
    expect(await epochOf(patient, recordId)).to.equal(2)
    expect(await kindsOf(patient)).not.to.include('consent-orphaned')
  })

  it('logs, tells and re-keys when a reorganisation takes back the consent after the release', async () => {
    const { patient, recordId } = await patientWithRecord()
    const snapshot = await world.chain.provider.request({ method: 'evm_snapshot', params: [] })
    await grantTo(world, patient, world.clinician.wallet.address)
    const { receipt } = await ask(world.clinician, recordId)
    await world.chain.provider.request({ method: 'evm_revert', params: [snapshot] })
    for (let block = 0; block < 3; block++)
      await world.chain.provider.request({ method: 'evm_mine', params: [] })

    await eventually(async () => (await kindsOf(patient)).includes('rekeyed'))
    expect(await epochOf(patient, recordId)).to.equal(2)
    const notice = (await noticesOf(patient)).find(({ kind }) => kind === 'consent-orphaned')
    expect(notice).to.include({ recordId, account: world.clinician.wallet.address, purpose: 'TREAT' })
    const logged = await hospital.staff.listDisclosures(recordId)
    const orphaned = logged.map((each) => each.receipt.disclosure).filter(({ kind }) => kind === 'orphaned')
    expect(orphaned).to.have.length(1)
    if (receipt.disclosure.kind !== 'release') throw new Error('The answer has no release.')
    expect(orphaned[0]).to.include({
      grantee: world.clinician.wallet.address,
      decision: 'no-consent',
      requestDigest: receipt.disclosure.requestDigest,
    })
  })
})
