import { expect } from 'chai'
import { hexlify, randomBytes } from 'ethers'
import { type BatchBook, bookLimits, headOfBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, STAFF_TOKEN, startHospital, type World } from '../../helpers/world.ts'
import { appoint, commission, type Maker, PHARMACY, startMaker } from './maker.ts'
import { serialsOf } from './support.ts'

describe('gateway/provenance/publishBatch', () => {
  let world: World
  let maker: Maker
  before(async () => {
    world = await createWorld()
    maker = await startMaker(world)
  })
  after(() => world.close())

  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(new URL('batches', maker.gateway.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${STAFF_TOKEN}`, ...headers },
      body: body as BodyInit,
    })
  const refusalOf = async (response: Response) => {
    const text = await response.text()
    return { status: response.status, code: JSON.parse(text).code as string, text }
  }
  const held = () => maker.gateway.staff.listBatches()

  it('takes in what the chain holds, tells it without a secret, and takes it again without a change', async () => {
    const book = await commission(maker, serialsOf('A', 21))
    const tree = await treeOfBook(book)
    const published = await maker.gateway.staff.publishBatch(book)
    expect(published).to.deep.equal({ ...headOfBook(book), root: tree.root, depth: 5, size: 21 })
    expect(await maker.gateway.staff.publishBatch(book)).to.deep.equal(published)
    expect(await held()).to.deep.equal([published])
    expect(JSON.stringify(published)).to.not.contain(book.secret.slice(2))
  })

  it('refuses every book that is not what the chain holds', async () => {
    const book = await commission(maker, serialsOf('B', 9))
    const before = await held()
    const uncommissioned = { batchId: hexlify(randomBytes(32)) }
    const changes: [string, Partial<BatchBook>][] = [
      ['another chain', { chainId: book.chainId + 1 }],
      ['another contract', { contract: world.deployment.contracts.coldChain }],
      ['another maker', { maker: PHARMACY }],
      ['another nonce', { nonce: hexlify(randomBytes(32)) }],
      ['a batch that is none', uncommissioned],
      ['another secret', { secret: hexlify(randomBytes(32)) }],
      ['another lot', { lot: 'LOT-8' }],
      ['another product', { gtin: '09506000134369' }],
      ['another expiry', { expiry: '2031-01-31' }],
      ['a pack more', { serials: [...book.serials, 'B9'] }],
      ['a pack less', { serials: book.serials.slice(1) }],
      ['packs in another order', { serials: book.serials.toReversed() }],
    ]
    for (const [name, change] of changes) {
      const refused = await refusalOf(await post(JSON.stringify({ ...book, ...change })))
      expect(refused.status, name).to.be.within(400, 404)
      expect(refused.code, name).to.match(/^BATCH_/)
      expect(refused.text, name).to.not.match(/B[0-8]"|0950600/)
    }
    expect(await held()).to.deep.equal(before)
    await maker.gateway.staff.publishBatch(book)
    expect(await held()).to.have.length(before.length + 1)
  })

  it('refuses what is no book, naming neither secret nor serial number', async () => {
    const book = await commission(maker, serialsOf('C', 3))
    const bodies = [
      '',
      'null',
      '[]',
      JSON.stringify(book).slice(0, -2),
      JSON.stringify({ ...book, serials: ['C1', 'C1'] }),
      JSON.stringify({ ...book, serials: ['SERIAL€'] }),
      JSON.stringify({ ...book, serials: [] }),
      JSON.stringify({ ...book, secret: 'ab' }),
      JSON.stringify({ ...book, extra: 'SERIAL' }),
      JSON.stringify({ ...book, units: [{ sscc: '1', level: 0, position: 0 }] }),
    ]
    for (const body of bodies) {
      const refused = await refusalOf(await post(body))
      expect(refused, body).to.include({ status: 400, code: 'BATCH_BOOK_INVALID' })
      expect(refused.text, body).to.not.match(/C1|SERIAL|0950600/)
      expect(refused.text).to.not.contain(book.secret.slice(2))
    }
    const tooLarge = await refusalOf(await post(new Uint8Array(bookLimits.maximumBytes + 1)))
    expect(tooLarge).to.include({ status: 413, code: 'INPUT_TOO_LARGE' })
    expect((await refusalOf(await post('{}', { 'content-type': 'text/plain' }))).status).to.equal(415)
  })

  it('counts a body that does not say its length as it comes', async () => {
    const piece = new Uint8Array(1024 * 1024)
    // More than the limit by far: some is on its way when the gateway says no.
    const pieces = 160
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ > pieces) controller.close()
        else controller.enqueue(piece)
      },
    })
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${STAFF_TOKEN}` }
    const answer = await fetch(new URL('batches', maker.gateway.url), { ...init, headers }).catch(
      () => undefined,
    )
    if (answer) expect((await refusalOf(answer)).code).to.equal('INPUT_TOO_LARGE')
    expect(sent).to.be.lessThan(pieces)
  })

  it('is for the staff of the maker alone', async () => {
    const book = await commission(maker, serialsOf('D', 3))
    await expectError(() => maker.gateway.client.publishBatch(book), 'NOT_AUTHORISED', /./)
    await expectError(() => maker.gateway.client.listBatches(), 'NOT_AUTHORISED', /./)
    const pharmacist = await appoint(world, PHARMACY, 'dispenser')
    await maker.gateway.client.signIn(pharmacist.wallet)
    await expectError(() => maker.gateway.client.publishBatch(book), 'NOT_ACCREDITED', /./)
    await expectError(() => maker.gateway.client.listBatches(), 'NOT_ACCREDITED', /./)
    await maker.gateway.client.signOut()
    // Of another organisation the gateway answers for nothing.
    const hospital = await startHospital(world)
    await expectError(() => hospital.staff.publishBatch(book), 'BATCH_REFUSED', /another organisation/)
    expect(await hospital.staff.listBatches()).to.deep.equal([])
  })
})
