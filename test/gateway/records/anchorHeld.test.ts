import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { expectError } from '../../helpers/expectError.ts'
import { roles } from '../../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  HOSPITAL,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records/anchorHeld', () => {
  let world: World
  beforeEach(async () => {
    world = await createWorld()
  })
  afterEach(() => world.close())

  const storeOf = ({ dataFolder }: StartedGateway) => openSqliteStore(`${dataFolder}/gateway.sqlite`)
  const accreditationRegistry = () => world.chain.contracts.accreditationRegistry

  it('finishes at the next start what a crash left between storing and anchoring', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    // The chain goes back to before the anchor, as if the gateway had died before it sent it.
    const snapshot = await world.chain.provider.request({ method: 'evm_snapshot', params: [] })
    const { recordId } = await addBundle(first.staff, patient)
    await first.close()
    await world.chain.provider.request({ method: 'evm_revert', params: [snapshot] })
    forgetAnchors(`${first.dataFolder}/gateway.sqlite`)

    const second = await startHospital(world, { dataFolder: first.dataFolder })
    expect((await patient.contracts.recordRegistry.stateOf(recordId)).anchoredAt > 0n).to.equal(true)
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    // Where the first had seen its anchor, the second sees it taken back, and looks for it again before it hands out.
    const { record } = await eventually(() =>
      second.client.requestRecord(request).catch((error: { code: string }) => {
        if (error.code !== 'RECORD_NOT_FOUND') throw error
        return undefined
      }),
    )
    expect(record.locator.recordId).to.equal(recordId)
    expect(await second.staff.listDisclosures(recordId)).to.have.length(2)
  })

  it('takes an anchor that landed, but was not noticed before the crash, for what it is', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const { recordId } = await addBundle(first.staff, patient)
    await first.close()
    forgetAnchors(`${first.dataFolder}/gateway.sqlite`)
    const sent = await world.provider.getTransactionCount(world.hospital.wallet.address)

    const second = await startHospital(world, { dataFolder: first.dataFolder })
    expect(await world.provider.getTransactionCount(world.hospital.wallet.address)).to.equal(sent)
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    expect((await second.client.requestRecord(request)).record.locator.recordId).to.equal(recordId)
  })

  it('does not hand out what is not anchored, and forgets what the chain refuses', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const hospital = world.hospital.wallet.address
    await accreditationRegistry().withdraw(hospital)
    await expectError(() => addBundle(first.staff, patient), 'NOT_ACCREDITED', /not an accredited custodian/)
    const store = storeOf(first)
    expect(store.recordsOf(patient.wallet.address)).to.have.length(0)
    expect(store.receiptsToAnchor(10)).to.have.length(0)
    store.close()

    await accreditationRegistry().accredit(hospital, HOSPITAL, roles.custodian, 2 ** 36)
    expect((await addBundle(first.staff, patient)).keyEpoch).to.equal(1)
  })

  it('starts although the chain refuses an anchor that a crash left, and says so', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const snapshot = await world.chain.provider.request({ method: 'evm_snapshot', params: [] })
    await addBundle(first.staff, patient)
    await first.close()
    await world.chain.provider.request({ method: 'evm_revert', params: [snapshot] })
    forgetAnchors(`${first.dataFolder}/gateway.sqlite`)
    await accreditationRegistry().withdraw(world.hospital.wallet.address)

    const second = await startHospital(world, { dataFolder: first.dataFolder })
    expect(second.errors.map((error) => (error as { code: string }).code)).to.deep.equal(['NOT_ACCREDITED'])
    expect((await fetch(new URL('health', second.url))).status).to.equal(200)
  })
})

/** What a crash before the noting of an anchor leaves. */
function forgetAnchors(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('UPDATE records SET is_anchored = 0')
  database.close()
}
