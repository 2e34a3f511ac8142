import { expect } from 'chai'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { signReadingsRequest } from '../../../sdk/gateway/readingsRequest.ts'
import type { Scope } from '../../../sdk/gateway/scopes.ts'
import { signInMessage } from '../../../sdk/gateway/signInMessage.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import type { BatchBook } from '../../../sdk/provenance/batchBook.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { wholeBatch } from '../../../sdk/provenance/unit.ts'
import { organisation } from '../../helpers/chain.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, type World } from '../../helpers/world.ts'
import { documentOf, objectEvent } from '../../sdk/epcis/sampleDocument.ts'
import { appoint, commission, type Maker, PHARMACY, startMaker } from '../provenance/maker.ts'
import { anchorReadings, readingsOf } from './anchoredReadings.ts'
import { ended, type Json } from './support.ts'

const WHOLESALER = organisation('wholesaler')
const NAMESPACE = 'https://salus.example/ns/epcis/'
const CONTEXT = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld']

describe('gateway/epcis access', () => {
  let world: World
  let maker: Maker
  let wholesaler: Person
  let pharmacist: Person
  let [book, other]: BatchBook[] = []
  before(async () => {
    world = await createWorld()
    maker = await startMaker(world)
    wholesaler = await appoint(world, WHOLESALER, 'distributor')
    pharmacist = await appoint(world, PHARMACY, 'dispenser')
    book = await commission(maker, ['1', '2', '3', '4'])
    other = await commission(maker, ['5', '6'])
    await capture(
      named('urn:of:batch', { 'salus:unit': `${idOf(book)}/2/0` }),
      named('urn:of:part', { 'salus:unit': [`${idOf(book)}/0/1`, `${idOf(book)}/0/2`] }),
      named('urn:of:other', { 'salus:unit': `${idOf(other)}/1/0` }),
      named('urn:of:none', {}),
      // Looks like it, and is somebody else's field.
      named('urn:of:others', { 'example:unit': `${idOf(book)}/2/0`, 'example:note': `${idOf(book)}/2/0` }),
      // Not at the top, where the unit of an event stands.
      named('urn:of:inner', { 'example:more': { 'salus:unit': `${idOf(book)}/2/0` } }),
    )
  })
  after(() => world.close())

  const idOf = (one: BatchBook | undefined) => one?.batchId ?? expect.fail('There is no batch.')
  const named = (eventID: string, fields: Json): Json => {
    const { 'example:note': _, ilmd: __, sensorElementList: ___, ...event } = objectEvent()
    return { ...event, eventID, ...fields }
  }
  const documentFor = (...events: Json[]): Json => ({
    ...documentOf(...events),
    '@context': [...CONTEXT, { salus: NAMESPACE, example: 'https://ns.example.com/epcis/' }],
  })
  async function capture(...events: Json[]): Promise<void> {
    const { captureID } = await maker.gateway.staff.capture(documentFor(...events))
    const job = await ended(maker.gateway.staff, captureID)
    expect(job.errors).to.deep.equal([])
  }
  async function signedIn({ wallet }: Person, scopes?: readonly Scope[]): Promise<GatewayClient> {
    const client = gatewayClient({ url: maker.gateway.url })
    await client.signIn(wallet, scopes ? { scopes } : {})
    return client
  }
  /** The status and code with which a route answers an account, or nobody. */
  async function ask(person: Person | undefined, method: string, path: string, body?: string) {
    const headers = {
      ...(person && { authorization: `Bearer ${await sessionOf(person)}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const init = { method, headers, ...(body !== undefined && { body }) }
    const answer = await fetch(new URL(path, maker.gateway.url), init)
    const { code } = (await answer.json()) as { code: string }
    return [answer.status, code]
  }
  /** The token of a new session, which the client keeps to itself. */
  async function sessionOf({ wallet }: Person): Promise<string> {
    const at = (path: string) => new URL(path, maker.gateway.url)
    const challenge = await (await fetch(at('v1/sign-in/nonce'))).json()
    const message = signInMessage(challenge, { account: wallet.address, issuedAt: new Date() })
    const signature = await wallet.signMessage(message)
    const answer = await fetch(at('v1/sign-in'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message, signature }),
    })
    return ((await answer.json()) as { access_token: string }).access_token
  }
  const seen = async (client: GatewayClient, query = {}) =>
    (await client.events({ perPage: 100, ...query })).events.map(({ event }) => String(event.eventID))
  async function handOver(giver: Person, receiver: Person, to: string): Promise<void> {
    const unit = wholeBatch(idOf(book), 2)
    const expiresAt = await deadlineIn(giver.contracts, 3_600)
    await proposeTransfer(giver.contracts, unit, {
      receiver: to,
      expiresAt,
      transfer: 'both',
      isReturn: false,
    })
    await acceptTransfer(receiver.contracts, unit, 'both')
  }

  it('is for whoever the chain says handles medicines, and for nobody else', async () => {
    const auditor = await appoint(world, MAKER_AUDIT, 'auditor')
    const people = [
      world.clinician,
      world.hospital,
      await world.make(),
      await appoint(world, PHARMACY, 'oracle'),
    ]
    for (const person of people) {
      const client = await signedIn(person)
      await expectError(() => client.events(), 'NOT_ACCREDITED', /Events are read by/)
    }
    expect(await seen(await signedIn(maker.person))).to.have.length(6)
    expect(await seen(await signedIn(auditor))).to.deep.equal([])
    expect(await seen(await signedIn(pharmacist))).to.deep.equal([])
    const patientOnly = await signedIn(wholesaler, ['patient/*.rs'])
    await expectError(() => patientOnly.events(), 'NOT_ACCREDITED', /Events are read by/)
  })

  it('shows an organisation what names a batch that it holds or held', async () => {
    const trader = await signedIn(wholesaler)
    const dispenser = await signedIn(pharmacist)
    const ofBatch = ['urn:of:batch', 'urn:of:part']
    expect(await seen(trader)).to.deep.equal([])
    await handOver(maker.person, wholesaler, WHOLESALER)
    expect(await seen(trader)).to.deep.equal(ofBatch)
    expect(await seen(trader, { EQ_eventID: ['urn:of:other', 'urn:of:none', 'urn:of:part'] })).to.deep.equal([
      'urn:of:part',
    ])
    expect(await seen(trader, { MATCH_anyEPC: 'urn:epc:id:sgtin:4012345.011111.S2' })).to.deep.equal(ofBatch)
    expect(await seen(dispenser)).to.deep.equal([])
    await handOver(wholesaler, pharmacist, PHARMACY)
    expect(await seen(trader)).to.deep.equal(ofBatch)
    expect(await seen(dispenser)).to.deep.equal(ofBatch)
  })

  it('says of what is not to be seen as little as of what is not there', async () => {
    const client = await signedIn(wholesaler)
    await expectError(
      () => client.events({ perPage: 1, nextPageToken: 'AAAA' }),
      'EPCIS_QUERY_INVALID',
      /not of this/,
    )
    const { nextPageToken } = await maker.gateway.staff.events({ perPage: 1 })
    expect(nextPageToken).to.be.a('string')
    await expectError(
      () => client.events({ perPage: 1, nextPageToken }),
      'EPCIS_QUERY_INVALID',
      /not of this/,
    )
    // Nor how much there is of it.
    expect((await client.events({ maxEventCount: 2 })).events).to.have.length(2)
  })

  it('lets nobody but the staff capture, see jobs, or name queries', async () => {
    const client = await signedIn(wholesaler)
    await expectError(() => client.capture(documentFor(named('urn:x', {}))), 'NOT_ACCREDITED', /staff/)
    await expectError(() => client.captureJob('x'), 'NOT_ACCREDITED', /staff/)
    const query = JSON.stringify({ name: 'all', query: {} })
    for (const [method, path, body] of [
      ['GET', 'epcis/capture'],
      ['GET', 'epcis/capture/x'],
      ['GET', 'epcis/queries'],
      ['POST', 'epcis/queries', query],
      ['GET', 'epcis/queries/x'],
      ['DELETE', 'epcis/queries/x'],
      ['GET', 'epcis/queries/x/events'],
    ] as const) {
      expect(await ask(wholesaler, method, path, body), `${method} ${path}`).to.deep.equal([
        403,
        'NOT_ACCREDITED',
      ])
      expect(await ask(undefined, method, path, body), `${method} ${path}`).to.deep.equal([
        401,
        'NOT_AUTHORISED',
      ])
    }
    await expectError(() => gatewayClient({ url: maker.gateway.url }).events(), 'NOT_AUTHORISED', /Sign in/)
  })

  it('ends with the accreditation, whatever the session', async () => {
    const leaving = await appoint(world, WHOLESALER, 'distributor')
    const client = await signedIn(leaving)
    expect(await seen(client)).to.have.length(2)
    await world.chain.contracts.accreditationRegistry.withdraw(leaving.wallet.address)
    await expectError(() => client.events(), 'NOT_ACCREDITED', /Events are read by/)
  })

  it('tells nothing of an event to who collects metrics', async () => {
    const uri = 'https://id.gs1.org/01/09506000134352/21/SECRET9'
    await capture(named('urn:SECRET9', { epcList: [uri] }))
    for (const query of [{ EQ_eventID: 'urn:SECRET9' }, { MATCH_epc: uri }]) {
      expect(await seen(maker.gateway.staff, query)).to.deep.equal(['urn:SECRET9'])
    }
    await fetch(new URL('epcis/events/urn:SECRET9', maker.gateway.url))
    const text = await (await fetch(new URL('metrics', maker.gateway.url))).text()
    expect(text).to.contain('/epcis/events/:eventID')
    expect(text).to.not.match(/SECRET9|09506000134352/)
  })

  it('gives the readings of an anchored log to signers of the committee, once for each request', async () => {
    const { person, gateway } = maker
    const batch = other ?? expect.fail('There is no batch.')
    const document = readingsOf(batch, 1, 'urn:of:readings')
    await ended(gateway.staff, (await gateway.staff.capture(document)).captureID)
    const { hash, logId } = await anchorReadings(world, person, batch, 1, document)

    const node = world.oracles[0] ?? expect.fail('There is no node.')
    const deadline = await deadlineIn(node.contracts, 300)
    const sign = (by: Person, change = {}) =>
      signReadingsRequest(by.contracts, by.wallet, { logId, deadline, ...change })
    const request = await sign(node)
    const given = await gateway.client.readings(request)
    expect([eventHash(given), given.event.eventID]).to.deep.equal([hash, 'urn:of:readings'])
    await expectError(() => gateway.client.readings(request), 'REPLAYED', /used before/)

    for (const [by, change, code] of [
      [world.clinician, {}, 'NOT_ACCREDITED'],
      [node, { deadline: 1 }, 'SIGNATURE_EXPIRED'],
      [node, { deadline: deadline + 3_600 }, 'SIGNATURE_EXPIRED'],
      [node, { logId: `0x${'11'.repeat(32)}` }, 'EPCIS_NOT_FOUND'],
    ] as const) {
      await expectError(async () => gateway.client.readings(await sign(by, change)), code, /./)
    }
    // Signed for another log: recovers to a stranger.
    const signature = (await sign(node, { logId: `0x${'22'.repeat(32)}` })).signature
    await expectError(
      () => gateway.client.readings({ logId, deadline, signature }),
      'NOT_ACCREDITED',
      /not a signer/,
    )
    await expectError(
      () => gateway.client.readings({ logId, deadline, signature: `0x${'00'.repeat(65)}` }),
      'SIGNATURE_INVALID',
      /not signed/,
    )
    expect(gateway.errors).to.deep.equal([])
  })
})

const MAKER_AUDIT = organisation('auditors')
