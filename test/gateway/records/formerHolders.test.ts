import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
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
  termsFor,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records: who may open a record no more', () => {
  let world: World
  let hospital: StartedGateway
  beforeEach(async () => {
    world = await createWorld()
    hospital = await startHospital(world, { sweepInterval: 50 })
  })
  afterEach(() => world.close())

  const ask = async (person: Person, recordId: string, change = {}) =>
    hospital.client.requestRecord(await recordRequestOf(person, recordId, change))
  const kindsOf = async (patient: Person) =>
    (await hospital.staff.listNotices(patient.wallet.address)).map(({ kind }) => kind)
  const epochOf = async (patient: Person) =>
    (await hospital.staff.listRecords(patient.wallet.address))[0]?.keyEpoch

  async function moveController(patient: Person, to: string): Promise<void> {
    const { guardianship, consentRegistry } = world.deployment.contracts
    const { provider } = world.chain
    const send = (method: string, ...params: unknown[]) => provider.request({ method, params })
    await send('hardhat_impersonateAccount', guardianship)
    await send('hardhat_setBalance', guardianship, '0x21e19e0c9bab2400000')
    const data = patient.contracts.consentRegistry.interface.encodeFunctionData('moveController', [
      patient.wallet.address,
      to,
    ])
    await send('eth_sendTransaction', { from: guardianship, to: consentRegistry, data })
  }

  it('re-keys what the lost account of a patient could open, once another controls the patient', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await ask(patient, recordId, { purpose: 'PATRQT' })
    await moveController(patient, world.relayer.wallet.address)
    await eventually(async () => (await epochOf(patient)) === 2)
    expect(await kindsOf(patient))
      .to.include('rekeyed')
      .and.not.include('consent-orphaned')
  })

  it('does not call a consent orphaned that a clinician lost with their accreditation', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await grantTo(world, patient, HOSPITAL, { ...(await termsFor(patient)), isOrganisation: true })
    await ask(world.clinician, recordId)
    await world.chain.contracts.accreditationRegistry.withdraw(world.clinician.wallet.address)
    await eventually(async () => (await epochOf(patient)) === 2)
    expect(await kindsOf(patient))
      .to.include('rekeyed')
      .and.not.include('consent-orphaned')
  })

  it('serves nothing of an old epoch after a re-key that somebody asked for', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId, cid } = await addBundle(hospital.staff, patient)
    await hospital.staff.rekeyRecord(recordId)
    await eventually(async () => (await fetch(`${hospital.url}/ipfs/${cid}`)).status === 404)
  })

  it('deletes after a restart what a crash between re-keying and unpinning left', async () => {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId, cid } = await addBundle(hospital.staff, patient)
    await hospital.close()
    // As a re-key leaves the database before it unpins.
    const store = openSqliteStore(`${hospital.dataFolder}/gateway.sqlite`)
    const held = store.findRecord(recordId)
    if (!held) throw new Error('There is no record.')
    const [receipt] = store.receiptsOf(recordId)
    if (!receipt) throw new Error('There is no receipt.')
    const notice = {
      at: receipt.receipt.disclosure.at,
      kind: 'rekeyed',
      recordId,
      account: null,
      purpose: null,
    } as const
    store.replaceLocator(
      {
        ...held,
        locator: {
          ...held.locator,
          cid: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
          keyEpoch: 2,
        },
      },
      { envelopes: [], receipt: receipt.receipt, notice },
    )
    store.close()
    hospital = await startHospital(world, { dataFolder: hospital.dataFolder })
    await eventually(async () => (await fetch(`${hospital.url}/ipfs/${cid}`)).status === 404)
  })
})
