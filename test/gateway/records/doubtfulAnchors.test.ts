import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import { statusOf } from '../../../sdk/records/status.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  type Person,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('gateway/records: anchors whose landing is in doubt', () => {
  let world: World
  beforeEach(async () => {
    world = await createWorld()
  })
  afterEach(() => world.close())

  const rpc = (method: string, ...params: unknown[]) => world.chain.provider.request({ method, params })
  const storeOf = ({ dataFolder }: StartedGateway) => openSqliteStore(`${dataFolder}/gateway.sqlite`)
  const isAnchored = async (patient: Person, recordId: string) =>
    (await patient.contracts.recordRegistry.stateOf(recordId)).anchoredAt > 0n
  const indexed = ({ staff }: StartedGateway, { wallet }: Person) =>
    eventually(async () =>
      (await staff.patientActivity(wallet.address)).some(({ event }) => event === 'RecordAnchored'),
    )

  /** A record that amends another, whose anchor waits to be mined: its gateway, closed by now, was told that it was not sent. */
  async function sentWithoutAnswer() {
    const first = await startHospital(world, { sweepInterval: 2 ** 30 })
    const patient = await enrolPatient(world, first.client)
    const { recordId: predecessor } = await addBundle(first.staff, patient)
    const restore = loseAnswers(world, 'eth_sendRawTransaction')
    await rpc('evm_setAutomine', false)
    const amendment = await recordOfBytes(
      { patient: patient.wallet.address, category: 'cardiology', mediaType: 'text/plain', predecessor },
      new TextEncoder().encode('amended'),
    )
    await expectError(() => first.staff.addRecord(amendment), 'CHAIN_UNAVAILABLE', /./)
    restore()
    const store = storeOf(first)
    const [held] = store.recordsToAnchor()
    store.close()
    if (!held) throw new Error('Nothing is held.')
    await first.close()
    return { patient, recordId: held.recordId, dataFolder: first.dataFolder }
  }

  async function expectHandedOut({ client }: StartedGateway, patient: Person, recordId: string) {
    expect(await isAnchored(patient, recordId)).to.equal(true)
    const request = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const answer = await eventually(() => client.requestRecord(request).catch(() => undefined))
    expect(answer.record.locator.recordId).to.equal(recordId)
  }

  it('does not forget a record whose anchor was sent, though its answer was lost and the next try is refused', async () => {
    const { patient, recordId, dataFolder } = await sentWithoutAnswer()
    const second = await startHospital(world, { dataFolder, sweepInterval: 50 })
    await rpc('evm_mine')
    await rpc('evm_setAutomine', true)
    await expectHandedOut(second, patient, recordId)
  })

  it('nor one whose anchor lands while it is asked whether it is still under way', async () => {
    const { patient, recordId, dataFolder } = await sentWithoutAnswer()
    const second = await startHospital(world, { dataFolder, sweepInterval: 50 })
    const { provider } = world.chain
    const original = provider.request.bind(provider)
    const mined = Promise.withResolvers<void>()
    provider.request = async (request) => {
      const [, block] = (request.params ?? []) as unknown[]
      if (request.method !== 'eth_getTransactionCount' || block !== 'latest') return original(request)
      provider.request = original
      await rpc('evm_mine')
      await rpc('evm_setAutomine', true)
      mined.resolve()
      return original(request)
    }
    await mined.promise
    await expectHandedOut(second, patient, recordId)
  })

  it('keeps a record while the account cannot pay for its anchor', async () => {
    const hospital = await startHospital(world, { sweepInterval: 50 })
    const patient = await enrolPatient(world, hospital.client)
    await rpc('hardhat_setBalance', world.hospital.wallet.address, '0x0')
    await expectError(() => addBundle(hospital.staff, patient), 'FUNDS_MISSING', /./)
    await rpc('hardhat_setBalance', world.hospital.wallet.address, '0x21e19e0c9bab2400000')
    await eventually(async () => {
      const records = await hospital.staff.listRecords(patient.wallet.address)
      return records.some(({ anchored }) => anchored)
    })
  })

  it('anchors again what a reorganisation removed', async () => {
    const hospital = await startHospital(world, { sweepInterval: 50 })
    const patient = await enrolPatient(world, hospital.client)
    const snapshot = await rpc('evm_snapshot')
    const { recordId } = await addBundle(hospital.staff, patient)
    await indexed(hospital, patient)
    await rpc('evm_revert', snapshot)
    for (let block = 0; block < 4; block++) await rpc('evm_mine')
    await eventually(() => isAnchored(patient, recordId))
  })

  it('does not forget a record that was taken in when a reorganisation removes enrolment and anchor', async () => {
    const hospital = await startHospital(world, { sweepInterval: 50 })
    const snapshot = await rpc('evm_snapshot')
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await indexed(hospital, patient)
    await rpc('evm_revert', snapshot)
    for (let block = 0; block < 6; block++) await rpc('evm_mine')
    await eventually(() =>
      hospital.errors.find((error) => (error as { code: string }).code === 'NOT_ENROLLED'),
    )
    await await patient.contracts.recordRegistry.enrol.staticCall(
      patient.wallet.address,
      world.hospital.wallet.address,
    )
    const store = storeOf(hospital)
    expect(store.findRecord(recordId)?.recordId).to.equal(recordId)
    expect(store.receiptsOf(recordId)).to.have.length(1)
    store.close()
  })

  it('anchors a tombstone again that a reorganisation removed', async () => {
    const hospital = await startHospital(world, { sweepInterval: 50, confirmations: 3 })
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    const snapshot = await rpc('evm_snapshot')
    await hospital.staff.eraseRecord(recordId)
    await rpc('evm_revert', snapshot)
    for (let block = 0; block < 2; block++) await rpc('evm_mine')
    await eventually(
      async () => statusOf((await patient.contracts.recordRegistry.stateOf(recordId)).status) === 'erased',
    )
  })
})

function loseAnswers(world: World, method: string): () => void {
  const { provider } = world.chain
  const original = provider.request.bind(provider)
  provider.request = async (request) => {
    const answer = await original(request)
    if (request.method === method) throw new TypeError('fetch failed')
    return answer
  }
  return () => {
    provider.request = original
  }
}
