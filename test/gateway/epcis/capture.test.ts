import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { createCaptures } from '../../../gateway/epcis/capture/captures.ts'
import { createDocumentReader } from '../../../gateway/epcis/capture/documentReader.ts'
import { readDocument } from '../../../gateway/epcis/capture/readDocument.ts'
import { parseEventQuery } from '../../../gateway/epcis/query/parseEventQuery.ts'
import type { EpcisStore } from '../../../gateway/epcis/store/epcisStore.ts'
import { openSqliteEpcisStore } from '../../../gateway/epcis/store/sqliteEpcisStore.ts'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import { expectError } from '../../helpers/expectError.ts'
import * as sample from '../../sdk/epcis/sampleDocument.ts'
import { bytesOf, documentOf } from '../../sdk/epcis/sampleDocument.ts'
import { exchange } from '../http/support/rawConnection.ts'
import { ended, type Json, openRepository, type Repository } from './support.ts'

const SERIAL = 'SECRET9'
const GTIN = '09506000134352'

describe('gateway/epcis capture', () => {
  let repository: Repository
  let day = 0
  let present = 0
  before(async () => {
    repository = await openRepository()
  })
  beforeEach(async () => {
    day++
    present = await total()
  })
  after(() => repository.close())

  // Events of each test are of a day of their own, so that none is here already.
  const today = (event: Json): Json => ({
    ...event,
    eventTime: `2026-05-${String(day).padStart(2, '0')}T${String(event.eventTime).slice(11)}`,
  })
  const objectEvent = () => today(sample.objectEvent())
  const aggregationEvent = () => today(sample.aggregationEvent())
  const associationEvent = () => today(sample.associationEvent())
  const allEvents = () => sample.allEvents().map(today)

  const post = (body: BodyInit, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    repository.ask('epcis/capture', { method: 'POST', body, headers })
  const total = async () => (await repository.staff.events({ perPage: 1000 })).events.length
  const count = async () => (await total()) - present

  it('writes a document down, names its job, and stores its events', async () => {
    const answer = await post(JSON.stringify(documentOf(...allEvents())))
    expect([answer.status, answer.text]).to.deep.equal([202, ''])
    const location = answer.headers.get('location') ?? ''
    expect(location).to.match(/^\/epcis\/capture\/[0-9a-f]{32}$/)
    expect(answer.headers.get('gs1-capture-error-behaviour')).to.equal('rollback')
    expect(answer.headers.get('gs1-epcis-version')).to.equal('2.0')
    const job = await ended(repository.staff, location.slice('/epcis/capture/'.length))
    expect(job).to.deep.include({ running: false, success: true, capturedEvents: 5, errors: [] })
    expect(job.captureErrorBehaviour).to.equal('rollback')
    expect(Date.parse(job.finishedAt ?? '')).to.be.at.least(Date.parse(job.createdAt))
    expect(await count()).to.equal(5)
  })

  it('lists jobs, the newest first, page by page', async () => {
    const ids: string[] = []
    for (let index = 0; index < 5; index++) {
      ids.unshift((await repository.capture([{ ...objectEvent(), eventID: `urn:test:${index}` }])).captureID)
    }
    const listed: string[] = []
    let path: string | undefined = 'epcis/capture?perPage=2'
    while (path && listed.length < ids.length) {
      const { body, headers }: { body: Json[]; headers: Headers } = await repository.ask(path)
      listed.push(...body.map((job) => String(job.captureID)))
      path = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1]
    }
    expect(listed.slice(0, ids.length)).to.deep.equal(ids)
    expect((await repository.ask('epcis/capture?perPage=0')).body.type).to.equal(
      'epcisException:QueryParameterException',
    )
    expect((await repository.ask('epcis/capture/none')).body).to.deep.include({
      type: 'epcisException:NoSuchResourceException',
      code: 'EPCIS_NOT_FOUND',
      status: 404,
    })
  })

  it('refuses at once what is no document, without a word of it', async () => {
    const secret = `"${GTIN}.${SERIAL}"`
    const bodies = [
      '{',
      secret,
      'null',
      '[]',
      '{}',
      `{"type":"EPCISDocument","type":${secret}}`,
      `{"__proto__":${secret}}`,
      JSON.stringify(objectEvent()),
      JSON.stringify({ type: 'EPCISQueryDocument' }),
      `${'['.repeat(40)}${']'.repeat(40)}`,
      Uint8Array.of(0x7b, 0xff, 0x7d),
    ]
    const { body: jobs } = await repository.ask('epcis/capture')
    for (const body of bodies) {
      const answer = await post(body as BodyInit)
      expect(answer.status, String(body)).to.equal(400)
      expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/)
      expect(answer.body).to.deep.include({
        type: 'epcisException:ValidationException',
        code: 'EPCIS_INVALID',
        status: 400,
      })
      expect(answer.text).to.not.match(/SECRET9|09506000134352|node_modules|\.ts/)
    }
    expect((await repository.ask('epcis/capture')).body).to.deep.equal(jobs)
  })

  it('refuses other media types, encodings and versions, and bodies that are too large or too slow', async () => {
    const document = JSON.stringify(documentOf(objectEvent()))
    const json = { 'content-type': 'application/json' }
    expect((await post(document, { 'content-type': 'text/xml' })).body.type).to.equal(
      'epcisException:UnsupportedMediaTypeException',
    )
    expect((await post(document, { ...json, 'content-encoding': 'gzip' })).status).to.equal(415)
    expect((await post(document, { ...json, 'gs1-capture-error-behaviour': 'ignore' })).status).to.equal(400)
    for (const [header, value] of [
      ['gs1-epcis-version', '1.2'],
      ['gs1-epcis-min', '2.1'],
      ['gs1-epcis-max', '1.9.9'],
      ['gs1-cbv-version', 'two'],
      ['gs1-epc-format', 'Always_EPC_URN'],
      ['accept', 'application/xml'],
    ] as const) {
      const answer = await post(document, { ...json, [header]: value })
      expect([answer.status, answer.body.type], header).to.deep.equal([
        406,
        'epcisException:NotAcceptableException',
      ])
    }
    const large = await post(new Uint8Array(16 * 1024 * 1024 + 1))
    expect([large.status, large.body.type, large.body.code]).to.deep.equal([
      413,
      'epcisException:CaptureLimitExceededException',
      'INPUT_TOO_LARGE',
    ])
    const many = await post(JSON.stringify(documentOf(...Array(20_001).fill(0))))
    expect([many.status, many.body.code]).to.deep.equal([413, 'INPUT_TOO_LARGE'])

    const slow = await openRepository({ bodyTimeout: 100 })
    const text = await exchange(
      slow.url,
      'POST /epcis/capture HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token of the staff for tests of epcis\r\n' +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"type":',
    )
    expect(text).to.match(/^HTTP\/1\.1 408 .*MESSAGE_SLOW/s)
    await slow.close()
    expect(await count()).to.equal(0)
  })

  it('lets nobody in without the staff token, before it looks at a body', async () => {
    for (const [method, path] of [
      ['POST', 'epcis/capture'],
      ['GET', 'epcis/capture'],
      ['GET', 'epcis/capture/1'],
      ['GET', 'epcis/events'],
      ['GET', 'epcis/events/1'],
      ['GET', 'epcis/queries'],
      ['POST', 'epcis/queries'],
      ['DELETE', 'epcis/queries/1'],
      ['GET', 'epcis/queries/1/events'],
    ] as const) {
      const headers = { authorization: 'Bearer x', 'content-type': 'application/json' }
      const answer = await repository.ask(path, { method, headers, ...(method === 'POST' && { body: '{' }) })
      expect([answer.status, answer.body], path).to.deep.equal([
        401,
        { ...answer.body, type: 'epcisException:SecurityException', code: 'NOT_AUTHORISED' },
      ])
      expect(answer.headers.get('www-authenticate')).to.match(/^Bearer /)
    }
  })

  it('says what it is and how much it takes', async () => {
    for (const path of ['epcis', 'epcis/capture', 'epcis/events', 'epcis/queries']) {
      const { status, headers } = await repository.ask(path, {
        method: 'OPTIONS',
        headers: { authorization: '' },
      })
      expect([status, headers.get('gs1-epcis-min'), headers.get('gs1-epcis-max')]).to.deep.equal([
        204,
        '2.0',
        '2.0',
      ])
      expect(headers.get('gs1-epcis-capture-limit')).to.equal('20000')
      expect(headers.get('gs1-epcis-capture-file-size-limit')).to.equal(String(16 * 1024 * 1024))
      expect(headers.get('allow')).to.match(/^OPTIONS/)
    }
  })

  it('rolls all of a document back for one bad event, or proceeds with the good ones', async () => {
    const bad = { ...objectEvent(), action: 'MOVE', 'example:serial': SERIAL }
    const events = [aggregationEvent(), bad, { ...associationEvent(), eventTime: 'noon' }, objectEvent()]
    const rolled = await repository.capture(events)
    expect(rolled).to.deep.include({ success: false, capturedEvents: 0 })
    expect(rolled.errors.map(({ detail }) => detail.split(':')[0])).to.include(
      '$.epcisBody.eventList[1].action',
    )
    expect(await count()).to.equal(0)

    const kept = await repository.capture(events, 'proceed')
    expect(kept).to.deep.include({ success: false, capturedEvents: 2, captureErrorBehaviour: 'proceed' })
    const places = kept.errors.map(({ detail }) => /eventList\[\d+\]/.exec(detail)?.[0])
    expect(new Set(places)).to.deep.equal(new Set(['eventList[1]', 'eventList[2]']))
    expect(JSON.stringify(kept.errors)).to.not.contain(SERIAL)
    expect(await count()).to.equal(2)

    const head = { ...documentOf(objectEvent(), bad), schemaVersion: '1.2' }
    const { captureID } = await repository.staff.capture(head, 'proceed')
    expect(await ended(repository.staff, captureID)).to.deep.include({ success: false, capturedEvents: 0 })
  })

  it('takes what is here already as captured, in a document and across documents', async () => {
    const twice = [objectEvent(), aggregationEvent(), objectEvent()]
    expect(await repository.capture(twice)).to.deep.include({ success: true, capturedEvents: 2 })
    expect(await repository.capture(twice)).to.deep.include({ success: true, capturedEvents: 0 })
    const { events: found } = await repository.staff.events({ eventType: 'ObjectEvent', perPage: 1000 })
    const same = found.at(-1)
    // The same event, as it comes back, with its hash as eventID and in other words.
    const returned = { ...same?.event, bizStep: 'https://ref.gs1.org/cbv/BizStep-commissioning' }
    expect(await repository.capture([returned])).to.deep.include({ success: true, capturedEvents: 0 })
  })

  it('refuses another event under an eventID; a hash of others is a name like any', async () => {
    const named = { ...objectEvent(), eventID: 'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8' }
    await repository.capture([named])
    const other = { ...named, disposition: 'expired' }
    for (const events of [[other], [aggregationEvent(), other]]) {
      const job = await repository.capture(events)
      expect(job).to.deep.include({ success: false, capturedEvents: 0 })
      expect(job.errors[0]?.detail).to.contain(`eventList[${events.length - 1}].eventID`)
    }
    const within = [
      { ...other, eventID: 'urn:x:1' },
      { ...named, eventID: 'urn:x:1' },
    ]
    expect(await repository.capture(within)).to.deep.include({ success: false, capturedEvents: 0 })
    expect(await repository.capture(within, 'proceed')).to.deep.include({ success: false, capturedEvents: 1 })

    const [scoped] = eventsOf(documentOf(aggregationEvent()))
    const hash = scoped ? eventHash(scoped) : ''
    const claimed = { ...objectEvent(), eventID: hash }
    expect(await repository.capture([claimed])).to.deep.include({ success: true, capturedEvents: 1 })
    const [kept] = (await repository.staff.events({ EQ_eventID: hash })).events
    expect(kept && eventHash(kept)).to.not.equal(hash)
    // What the chain holds is found by what the event says, not by what it is called.
    expect(repository.epcis.store.findByHash(hash)).to.equal(undefined)
    expect((await repository.capture([aggregationEvent()])).errors[0]?.title).to.match(/Another event/)
    const own = { ...aggregationEvent(), eventID: 'urn:x:own' }
    expect(await repository.capture([own])).to.deep.include({ success: true })
    expect(repository.epcis.store.findByHash(hash)?.id).to.equal('urn:x:own')
  })

  it('keeps the event that is declared to be in error, and each declaration', async () => {
    const event = { ...aggregationEvent(), eventID: 'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a9' }
    const declared = (declarationTime: string) => ({
      ...event,
      errorDeclaration: { declarationTime, reason: 'incorrect_data', correctiveEventIDs: ['urn:uuid:1'] },
    })
    await repository.capture([event])
    const first = declared('2026-04-01T00:00:00Z')
    const second = declared('2026-04-02T00:00:00Z')
    expect((await repository.capture([first, first])).capturedEvents).to.equal(1)
    expect((await repository.capture([first, second])).capturedEvents).to.equal(1)
    const { events } = await repository.staff.events({ EQ_eventID: event.eventID })
    expect(
      events.map(({ event: { errorDeclaration } }) => (errorDeclaration as Json)?.declarationTime),
    ).to.deep.equal([undefined, '2026-04-01T00:00:00Z', '2026-04-02T00:00:00Z'])
    const inError = await repository.staff.events({
      EQ_eventID: event.eventID,
      EXISTS_errorDeclaration: 'true',
      EQ_errorReason: 'incorrect_data',
    })
    expect(inError.events).to.have.length(2)
    const latest = await repository.ask(`epcis/events/${encodeURIComponent(event.eventID)}`)
    expect(latest.body.errorDeclaration.declarationTime).to.equal('2026-04-02T00:00:00Z')
  })

  it('goes on after a crash, and shows nothing of a job before it has ended', async () => {
    await repository.capture([aggregationEvent()])
    const events = Array.from({ length: 30 }, (_, index) => ({
      ...objectEvent(),
      eventID: `urn:crash:${index}`,
    }))
    const { file } = repository
    const { events: others } = await repository.staff.events({ perPage: 1000 })
    // A job that was accepted, and some events of it, as a killed process leaves them.
    const store = repository.epcis.store
    const bytes = bytesOf(documentOf(...events))
    const { events: indexed } = readDocument(bytes, 'rollback')
    const number = store.addJob({ id: 'killed', createdAt: 1, behaviour: 'rollback', document: bytes })
    store.addEvents(number, indexed.slice(0, 20))
    expect(await count()).to.equal(1)
    expect((await repository.staff.events({ EQ_eventID: 'urn:crash:0' })).events).to.deep.equal([])
    expect(await repository.staff.captureJob('killed')).to.deep.include({ running: true, success: true })

    repository = await repository.restart()
    expect(await ended(repository.staff, 'killed')).to.deep.include({ success: true, capturedEvents: 30 })
    expect(await count()).to.equal(31)
    expect(repository.errors).to.deep.equal([])
    const database = new DatabaseSync(file, { readOnly: true })
    expect(database.prepare('SELECT count(*) AS n FROM events').get()?.n).to.equal(others.length + 30)
    expect(database.prepare('SELECT count(*) AS n FROM jobs WHERE document IS NOT NULL').get()?.n).to.equal(0)
    database.close()
  })

  it('takes many documents at once, each in one piece', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 6 }, (_, document) =>
        repository.capture(
          Array.from({ length: 40 }, (__, index) => ({
            ...objectEvent(),
            eventID: `urn:d${document}:${index}`,
          })),
        ),
      ),
    )
    expect(jobs.map(({ capturedEvents }) => capturedEvents)).to.deep.equal(Array(6).fill(40))
    const { events } = await repository.staff.events({
      perPage: 1000,
      GE_eventTime: `2026-05-${day}T00:00:00Z`,
    })
    const documents = events.map(({ event }) => String(event.eventID).split(':')[1])
    const changes = documents.filter((document, index) => document !== documents[index - 1])
    expect(changes).to.have.length(6)
  })

  it('refuses more than can wait, and takes it later', async () => {
    const reader = createDocumentReader()
    const bytes = bytesOf(documentOf(objectEvent()))
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => reader.read(bytes, 'rollback')))
    expect(results.map(({ status }) => status)).to.deep.equal([
      ...Array(8).fill('fulfilled'),
      ...Array(4).fill('rejected'),
    ])
    const [refused] = results.filter((result) => result.status === 'rejected')
    expect(refused?.reason).to.deep.include({ code: 'RATE_LIMITED' })
    expect((await reader.read(bytes, 'rollback')).events).to.have.length(1)
    await reader.close()
    await expectError(() => reader.read(bytes, 'rollback'), 'STORE_UNAVAILABLE', /closing/)
  })

  it('stores no event that would weigh a thousand times what was sent', async () => {
    const prefixes = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`p${index}`, `https://ns.example.com/${index}/`]),
    )
    const context = { ...documentOf(objectEvent()), '@context': [...sample.CONTEXT, prefixes] }
    const { captureID } = await repository.staff.capture(context)
    const job = await ended(repository.staff, captureID)
    expect(job).to.deep.include({ success: false, capturedEvents: 0 })
    expect(job.errors[0]?.title).to.match(/bytes of prefixes/)
    // Of any length, an identifier is found by what it is.
    const long = `https://example.com/${'x'.repeat(100_000)}`
    expect(await repository.capture([{ ...objectEvent(), readPoint: { id: long } }])).to.deep.include({
      success: true,
    })
    const found = repository.epcis.store.select(
      parseEventQuery({ EQ_action: ['ADD'], orderBy: 'recordTime' }),
      { sees: 'all' },
      { horizon: repository.epcis.store.horizon(), limit: 1 },
    )
    expect(found[0]?.size).to.be.greaterThan(100_000)
  })

  it('tries a job again whose events the store could not take', async () => {
    const store = openSqliteEpcisStore(':memory:')
    const errors: unknown[] = []
    let isFull = true
    const failing: EpcisStore = {
      ...store,
      addEvents(job, events) {
        store.addEvents(job, events)
        if (isFull) throw new UnavailableError('STORE_FULL', 'The disk is full.')
      },
    }
    const reader = createDocumentReader()
    const captures = createCaptures({ store: failing, reader, onError: (error) => errors.push(error) })
    const events = Array.from({ length: 1_200 }, (_, index) => ({
      ...aggregationEvent(),
      eventID: `urn:full:${index}`,
    }))
    const id = await captures.accept(bytesOf(documentOf(...events)), 'rollback')
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect([store.findJob(id)?.finishedAt, store.horizon()]).to.deep.equal([null, 0])
    isFull = false
    captures.resume()
    while (store.findJob(id)?.finishedAt === null) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(store.findJob(id)).to.deep.include({ succeeded: true, captured: 1_200 })
    expect(store.horizon()).to.equal(1_200)
    await captures.close()
    store.close()
  })

  it('is understood by the client', async () => {
    await expectError(() => repository.staff.captureJob('no'), 'EPCIS_NOT_FOUND', /no such capture job/)
    await expectError(() => repository.staff.capture({ type: 'x' }), 'EPCIS_INVALID', /EPCISDocument/)
    await expectError(() => repository.staff.events({ EQ_nothing: 'x' }), 'EPCIS_QUERY_INVALID', /EQ_nothing/)
  })
})
