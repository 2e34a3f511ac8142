import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import { disclosureHash } from '../../../sdk/disclosures/disclosure.ts'
import type { DisclosurePage, LoggedDisclosure } from '../../../sdk/gateway/protocol.ts'
import { expectError } from '../../helpers/expectError.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  HOSPITAL,
  recordRequestOf,
  startHospital,
  type World,
} from '../../helpers/world.ts'

describe('gateway/disclosures', () => {
  let world: World
  beforeEach(async () => {
    world = await createWorld()
  })
  afterEach(() => world.close())

  const isLogged = ({ receipt, proof }: LoggedDisclosure) => {
    if (!proof) throw new Error('The disclosure has no place in the log.')
    const { custodianOrg, sequence, index, proof: siblings } = proof
    const body = disclosureHash(receipt.disclosure)
    return world.relayer.contracts.disclosureLog.isLogged(custodianOrg, sequence, index, body, [...siblings])
  }
  const countOf = () => world.relayer.contracts.disclosureLog.countOf(HOSPITAL)

  it('10: anchors every receipt in one period or another, with a proof that the contract takes', async () => {
    const hospital = await startHospital(world)
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    expect((await hospital.staff.listDisclosures(recordId)).map(({ proof }) => proof)).to.deep.equal([null])
    const first = await hospital.staff.anchorDisclosures()
    expect(first.size).to.equal(1)

    for (const purpose of ['PATRQT', 'TREAT'] as const) {
      await hospital.client.requestRecord(await recordRequestOf(patient, recordId, { purpose }))
    }
    await addBundle(hospital.staff, patient)
    const second = await hospital.staff.anchorDisclosures()
    expect(second.size).to.equal(3)
    expect(second.transactionHash).to.not.equal(first.transactionHash)

    const logged = await hospital.staff.listDisclosures(recordId)
    expect(logged.map(({ proof }) => proof?.sequence)).to.deep.equal([0, 1, 1])
    for (const entry of logged) expect(await isLogged(entry)).to.equal(true)
    expect(await hospital.staff.anchorDisclosures()).to.deep.equal({ transactionHash: null, size: 0 })
  })

  it('gives a patient the newest first, page by page, with proofs that the contract takes and the count of all', async () => {
    const hospital = await startHospital(world)
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    const ask = async () =>
      hospital.client.requestRecord(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    for (let count = 0; count < 3; count++) await ask()
    await hospital.staff.anchorDisclosures()
    await ask()
    const { address } = patient.wallet
    const list = (page: DisclosurePage) => hospital.staff.patientDisclosures(address, page)
    const newest = await list({ order: 'newest', only: 'access', limit: 3 })
    expect(newest.total).to.equal(4)
    expect(newest.disclosures.map(({ id }) => id)).to.deep.equal([5, 4, 3])
    expect(newest.disclosures.map(({ proof }) => proof !== null)).to.deep.equal([false, true, true])
    for (const entry of newest.disclosures.slice(1)) expect(await isLogged(entry)).to.equal(true)
    const rest = await list({ order: 'newest', only: 'access', limit: 3, after: 3 })
    expect(rest.disclosures.map(({ id }) => id)).to.deep.equal([2])
    const oldest = await list({})
    expect(oldest.total).to.equal(5)
    expect(oldest.disclosures.map(({ id, receipt }) => [id, receipt.disclosure.kind])).to.deep.equal([
      [1, 'locator'],
      [2, 'release'],
      [3, 'release'],
      [4, 'release'],
      [5, 'release'],
    ])
    await expectError(() => list({ order: 'latest' as never }), 'MESSAGE_INVALID', /order/)
  })

  it('proves receipts of a period that an earlier release closed, which kept no proofs', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const { recordId } = await addBundle(first.staff, patient)
    await first.client.requestRecord(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    await first.staff.anchorDisclosures()
    await first.close()
    const database = new DatabaseSync(`${first.dataFolder}/gateway.sqlite`)
    expect(Number(database.prepare('DELETE FROM proofs').run().changes)).to.equal(2)
    database.close()
    const second = await startHospital(world, { dataFolder: first.dataFolder })
    const logged = await second.staff.listDisclosures(recordId)
    expect(logged).to.have.length(2)
    for (const entry of logged) expect(await isLogged(entry)).to.equal(true)
  })

  it('anchors once where it is asked to twice at the same time', async () => {
    const hospital = await startHospital(world)
    const patient = await enrolPatient(world, hospital.client)
    await addBundle(hospital.staff, patient)
    const both = await Promise.all([hospital.staff.anchorDisclosures(), hospital.staff.anchorDisclosures()])
    expect(both.map(({ size }) => size)).to.have.members([1, 0])
    expect(await countOf()).to.equal(1n)
  })

  it('anchors the same tree after a crash between the placing and the anchoring, whatever came in meanwhile', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const { recordId } = await addBundle(first.staff, patient)
    await first.close()
    const store = openSqliteStore(`${first.dataFolder}/gateway.sqlite`)
    store.placeReceipts(
      0,
      store.receiptsToAnchor(10).map(({ id }) => id),
    )
    store.close()

    const second = await startHospital(world, { dataFolder: first.dataFolder })
    await second.client.requestRecord(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    // Placed is not anchored: there is no proof yet.
    expect((await second.staff.listDisclosures(recordId)).map(({ proof }) => proof)).to.deep.equal([
      null,
      null,
    ])
    expect((await second.staff.anchorDisclosures()).size).to.equal(1)
    expect((await second.staff.anchorDisclosures()).size).to.equal(1)
    for (const entry of await second.staff.listDisclosures(recordId))
      expect(await isLogged(entry)).to.equal(true)
  })

  it('goes on with the next period after a crash between the anchoring and its answer', async () => {
    const first = await startHospital(world)
    const patient = await enrolPatient(world, first.client)
    const { recordId } = await addBundle(first.staff, patient)
    await first.staff.anchorDisclosures()
    await first.close()
    const second = await startHospital(world, { dataFolder: first.dataFolder })
    await second.client.requestRecord(await recordRequestOf(patient, recordId, { purpose: 'PATRQT' }))
    expect((await second.staff.anchorDisclosures()).size).to.equal(1)
    expect(await countOf()).to.equal(2n)
  })
})
