import { expect } from 'chai'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import type { EpcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../../sdk/provenance/commissionBatch.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { releaseBatch } from '../../../sdk/provenance/releaseBatch.ts'
import { packUri, unitUri } from '../../../sdk/provenance/trace.ts'
import { wholeBatch } from '../../../sdk/provenance/unit.ts'
import { organisation } from '../../helpers/chain.ts'
import { errorOf } from '../../helpers/expectError.ts'
import { createWorld, type Person, STAFF_TOKEN, type World } from '../../helpers/world.ts'
import { bytesOf, documentOf } from '../../sdk/epcis/sampleDocument.ts'
import { ended } from '../epcis/support.ts'
import { appoint, dayAfter, MAKER, type Maker, PHARMACY, startMaker } from './maker.ts'
import { GTIN, serialsOf, ssccOf } from './support.ts'

const CASE = { level: 1, position: 1, sscc: ssccOf(1) }
const OTHER_CASE = { level: 1, position: 0, sscc: ssccOf(2) }

describe('gateway/provenance/tracePackOf', () => {
  let world: World
  let maker: Maker
  let book: BatchBook
  let link: string
  before(async () => {
    world = await createWorld()
    maker = await startMaker(world)
    const { contracts } = maker.person
    const expiry = await dayAfter(maker.person, 365)
    const serials = serialsOf('S', 4)
    const units = [CASE, OTHER_CASE]
    book = await createBatchBook({
      contracts,
      maker: MAKER,
      gtin: GTIN,
      lot: 'LOT-7',
      expiry,
      serials,
      units,
    })
    await commissionBatch(contracts, book, await treeOfBook(book))
    await releaseBatch(contracts, book)
    await maker.gateway.staff.publishBatch(book)
    link = `https://id.gs1.org/01/${GTIN}/10/LOT-7/21/S2`
    const place = { batchId: book.batchId }
    const inBatch = { 'salus:unit': `${book.batchId}/2/0` }
    const elsewhere = { 'salus:unit': `0x${'e'.repeat(64)}/2/0` }
    const pack = packUri({ gtin: GTIN, serial: 'S2' })
    const events = [
      seen('of the pack', pack, inBatch),
      seen('of its case', unitUri({ ...place, level: 1, position: 1 }, CASE.sscc), inBatch),
      seen('of its batch', unitUri({ ...place, level: 2, position: 0 }), inBatch),
      seen('of another pack', packUri({ gtin: GTIN, serial: 'S3' }), inBatch),
      seen('of another case', unitUri({ ...place, level: 1, position: 0 }, OTHER_CASE.sscc), inBatch),
      // Whoever reads by batch may not see these: they say that they are of none, or of another.
      seen('of no batch', pack),
      seen('of another batch', pack, elsewhere),
    ]
    const { staff } = maker.gateway
    const context = [...(documentOf()['@context'] as unknown[]), { salus: 'https://salus.example/ns/epcis/' }]
    const document = { ...documentOf(...events), '@context': context }
    const { captureID } = await staff.capture(bytesOf(document))
    const job = await ended(staff, captureID)
    expect(job.success, JSON.stringify(job)).to.equal(true)
  })
  after(() => world.close())

  /** Somebody saw it. */
  const seen = (where: string, epc: string, more: object = {}) => ({
    type: 'ObjectEvent',
    eventTime: '2026-01-01T00:00:00.000Z',
    eventTimeZoneOffset: '+00:00',
    action: 'OBSERVE',
    epcList: [epc],
    bizStep: 'inspecting',
    'example:where': where,
    ...more,
  })
  const stepsOf = ({ epcisBody }: EpcisDocument) =>
    epcisBody.eventList.map((event) => event as Record<string, unknown>)
  const bizSteps = (document: EpcisDocument) => stepsOf(document).map(({ bizStep }) => bizStep)
  const captured = (document: EpcisDocument) =>
    stepsOf(document).flatMap((event) => event['example:where'] ?? [])
  const clientOf = async (person: Person) => {
    const client = gatewayClient({ url: maker.gateway.url })
    await client.signIn(person.wallet)
    return client
  }

  it("joins the chain's steps with what was captured of the pack and of what it was packed in", async () => {
    const traced = await maker.gateway.staff.tracePack(link)
    const all = ['of the pack', 'of its case', 'of its batch', 'of no batch', 'of another batch']
    expect(captured(traced)).to.have.members(all)
    expect(bizSteps(traced)).to.include.members(['commissioning', 'inspecting'])
    expect(JSON.stringify(traced)).to.not.contain(book.secret.slice(2))
    expect(JSON.stringify(traced)).to.not.contain('S3')
  })

  it('shows captured events to the organisations that have or had a part of the batch, the chain to all who answer for medicines', async () => {
    const pharmacist = await appoint(world, PHARMACY, 'dispenser')
    const distributor = await appoint(world, organisation('distributor'), 'distributor')
    const own = await appoint(world, MAKER, 'quality-assurance')
    const auditor = await appoint(world, organisation('auditors'), 'auditor')
    const unit = wholeBatch(book.batchId, 2)
    const expiresAt = await deadlineIn(pharmacist.contracts, 600)
    const terms = { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false } as const
    await proposeTransfer(maker.person.contracts, unit, terms)
    const pharmacy = await clientOf(pharmacist)
    expect(captured(await pharmacy.tracePack(link))).to.deep.equal([])
    await acceptTransfer(pharmacist.contracts, unit, 'both')

    const byBatch = captured(await pharmacy.tracePack(link))
    expect(byBatch).to.have.members(['of the pack', 'of its case', 'of its batch'])
    // The same, whichever way it asks.
    const { events } = await pharmacy.events({ MATCH_anyEPC: [packUri({ gtin: GTIN, serial: 'S2' })] })
    expect(events.map(({ event }) => event['example:where'])).to.deep.equal(['of the pack'])
    expect(captured(await (await clientOf(own)).tracePack(link))).to.have.length(5)
    for (const person of [distributor, auditor]) {
      const traced = await (await clientOf(person)).tracePack(link)
      expect(captured(traced)).to.deep.equal([])
      expect(bizSteps(traced)).to.include.members(['commissioning', 'shipping', 'receiving'])
    }
  })

  it('is for nobody else', async () => {
    const client = gatewayClient({ url: maker.gateway.url })
    expect((await errorOf(() => client.tracePack(link))).code).to.equal('NOT_AUTHORISED')
    for (const person of [await world.make(), world.clinician, world.hospital]) {
      const stranger = await clientOf(person)
      expect((await errorOf(() => stranger.tracePack(link))).code).to.equal('NOT_ACCREDITED')
    }
    const distributor = await appoint(world, organisation('former'), 'distributor')
    const former = await clientOf(distributor)
    await former.tracePack(link)
    await world.chain.contracts.accreditationRegistry.withdraw(distributor.wallet.address)
    expect((await errorOf(() => former.tracePack(link))).code).to.equal('NOT_ACCREDITED')
    const narrow = gatewayClient({ url: maker.gateway.url })
    await narrow.signIn(maker.person.wallet, { scopes: ['patient/*.rs'] })
    expect((await errorOf(() => narrow.tracePack(link))).code).to.equal('NOT_ACCREDITED')
  })

  it('knows no pack of another serial number, product or lot, and repeats none', async () => {
    for (const path of [`01/${GTIN}/21/QZX`, `01/09506000134369/21/S2`, `01/${GTIN}/10/QZX/21/S2`]) {
      const response = await fetch(new URL(`trace/${path}`, maker.gateway.url), {
        headers: { authorization: `Bearer ${STAFF_TOKEN}` },
      })
      const text = await response.text()
      expect([response.status, JSON.parse(text).code]).to.deep.equal([404, 'PACK_NOT_FOUND'])
      expect(text).to.not.match(/QZX|0950600/)
    }
  })
})
