import { expect } from 'chai'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import type { EventParameters } from '../../../sdk/gateway/epcisProtocol.ts'
import { expectError } from '../../helpers/expectError.ts'
import { allEvents, CONTEXT, documentOf, objectEvent } from '../../sdk/epcis/sampleDocument.ts'
import { ended, type Json, openRepository, type Repository } from './support.ts'

const SERIAL_LINK = 'https://id.gs1.org/01/09506000134352/21/S1'
const SGTIN = 'urn:epc:id:sgtin:4012345.011111.S2'
/** The GTIN of the same, with the indicator in front and the check digit behind. */
const SGTIN_LINK = 'https://example.com/some/path/01/04012345111118/10/LOT/21/S2?17=271231'

describe('gateway/epcis queries', () => {
  let repository: Repository
  before(async () => {
    repository = await openRepository()
    await repository.capture(allEvents())
  })
  after(() => repository.close())

  const types = async (query: EventParameters) =>
    (await repository.staff.events(query)).events.map(({ event }) => event.type.replace('Event', ''))
  const get = (path: string, headers: Record<string, string> = {}) => repository.ask(path, { headers })

  it('finds events by each of its parameters', async () => {
    const all = ['Object', 'Aggregation', 'Transaction', 'Transformation', 'Association']
    const cases: [query: EventParameters, found: string[]][] = [
      [{}, all],
      [{ eventType: 'ObjectEvent' }, ['Object']],
      [{ eventType: ['ObjectEvent', 'AssociationEvent'] }, ['Object', 'Association']],
      [{ EQ_action: 'ADD' }, ['Object', 'Aggregation']],
      [{ EQ_action: 'ADD', eventType: 'AggregationEvent' }, ['Aggregation']],
      [{ EQ_bizStep: 'commissioning' }, ['Object']],
      [{ EQ_bizStep: 'https://ref.gs1.org/cbv/BizStep-commissioning' }, ['Object']],
      [{ EQ_bizStep: 'urn:epcglobal:cbv:bizstep:commissioning' }, ['Object']],
      [{ EQ_bizStep: 'cbv:BizStep-commissioning' }, ['Object']],
      [{ EQ_disposition: ['active', 'recalled'] }, ['Object']],
      [{ EQ_persistentDisposition_set: 'completeness_verified' }, ['Object']],
      [{ EQ_persistentDisposition_unset: 'completeness_verified' }, []],
      [{ EQ_readPoint: 'urn:epc:id:sgln:4012345.00005.0' }, ['Object']],
      [{ EQ_bizLocation: 'https://shop.example/414/4012345000054' }, ['Object']],
      [{ EQ_bizTransaction_po: 'urn:epc:id:gdti:4012345.11111.123' }, ['Object']],
      [{ EQ_bizTransaction_inv: 'urn:epc:id:gdti:4012345.11111.123' }, []],
      [{ EQ_bizTransaction_: 'https://example.com/asn/1' }, ['Object']],
      [{ EQ_source_owning_party: 'urn:epc:id:pgln:4012345.00000' }, ['Object']],
      [{ EQ_destination_location: 'urn:epc:id:sgln:0614141.00777.0' }, ['Object']],
      [{ EQ_transformationID: 'urn:epc:id:gdti:4012345.55555.1' }, ['Transformation']],
      [{ MATCH_epc: SGTIN }, ['Object', 'Aggregation', 'Transaction']],
      [{ MATCH_epc: SGTIN_LINK }, ['Object', 'Aggregation', 'Transaction']],
      [{ MATCH_epc: 'urn:epc:idpat:sgtin:4012345.011111.*' }, ['Object', 'Aggregation', 'Transaction']],
      [{ MATCH_epc: ['urn:epc:idpat:sgtin:4012345.099999.*', SERIAL_LINK] }, ['Object']],
      [{ MATCH_epc: 'urn:epc:idpat:sgtin:4012345.099999.*' }, []],
      [{ MATCH_parentID: 'urn:epc:id:sscc:4012345.0000000333' }, ['Aggregation', 'Transaction']],
      [{ MATCH_anyEPC: 'https://id.gs1.org/00/040123450000003338' }, ['Aggregation', 'Transaction']],
      [{ MATCH_anyEPC: SGTIN }, ['Object', 'Aggregation', 'Transaction', 'Transformation']],
      [{ MATCH_inputEPC: SGTIN }, ['Transformation']],
      [{ MATCH_outputEPC: SGTIN }, []],
      [{ MATCH_epcClass: 'urn:epc:class:lgtin:4012345.011111.L1' }, ['Object']],
      [{ MATCH_epcClass: 'https://id.gs1.org/01/04012345111118/10/L1' }, ['Object']],
      [{ MATCH_outputEPCClass: 'urn:epc:class:lgtin:4012345.011111.L2' }, ['Transformation']],
      [{ MATCH_anyEPCClass: 'urn:epc:idpat:sgtin:4012345.066666.*' }, ['Aggregation']],
      [{ EXISTS_errorDeclaration: '' }, ['Association']],
      [{ EXISTS_sensorElementList: 'true' }, ['Object']],
      [{ EQ_errorReason: 'incorrect_data' }, ['Association']],
      [{ EQ_correctiveEventID: 'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8' }, ['Association']],
      [{ GE_eventTime: '2026-03-01T10:00:00Z' }, ['Transaction', 'Transformation', 'Association']],
      [{ LT_eventTime: '2026-03-01T11:00:00+01:00' }, ['Object', 'Aggregation']],
      [{ GE_recordTime: '2026-03-01T00:00:00Z' }, all],
      [{ LT_recordTime: '2026-03-01T00:00:00Z' }, []],
      [{ GE_recordTime: '9999-01-01T00:00:00Z' }, []],
      [{ orderBy: 'eventTime' }, [...all].reverse()],
      [{ orderBy: 'eventTime', orderDirection: 'ASC' }, all],
      [
        { orderBy: 'recordTime', orderDirection: 'DESC', eventCountLimit: 2 },
        ['Association', 'Transformation'],
      ],
      [{ maxEventCount: 5 }, all],
    ]
    for (const [query, found] of cases) {
      expect(await types(query), JSON.stringify(query)).to.deep.equal(found)
    }
  })

  it('refuses what it does not understand, and never says what was asked', async () => {
    const wrong: [path: string, status: number, type: string][] = [
      ['EQ_gtin=09506000134352', 400, 'QueryParameterException'],
      ['eq_bizStep=shipping', 400, 'QueryParameterException'],
      ['WD_readPoint=urn:epc:id:sgln:4012345.00005.0', 400, 'QueryParameterException'],
      ['EQ_example:field=09506000134352', 400, 'QueryParameterException'],
      ['09506000134352=1', 400, 'QueryParameterException'],
      ['__proto__=1', 400, 'QueryParameterException'],
      ['constructor=1', 400, 'QueryParameterException'],
      ['toString=1', 400, 'QueryParameterException'],
      ['EQ_bizStep=', 400, 'QueryParameterException'],
      ['EQ_bizStep=a|', 400, 'QueryParameterException'],
      ['EQ_bizStep=a&EQ_bizStep=b', 400, 'ValidationException'],
      ['MATCH_inputEPC=a&MATCH_inputEPC=b', 400, 'QueryParameterException'],
      ['GE_eventTime=2026-03-01', 400, 'QueryParameterException'],
      ['LT_recordTime=1', 400, 'QueryParameterException'],
      ['orderBy=eventId', 400, 'QueryParameterException'],
      ['orderBy=eventTime&orderDirection=asc', 400, 'QueryParameterException'],
      ['eventCountLimit=0', 400, 'QueryParameterException'],
      ['eventCountLimit=1e3', 400, 'QueryParameterException'],
      ['eventCountLimit=1&maxEventCount=1', 400, 'QueryParameterException'],
      ['maxEventCount=4', 413, 'QueryTooLargeException'],
      ['perPage=1001', 400, 'QueryParameterException'],
      ['perPage=-1', 400, 'QueryParameterException'],
      ['EXISTS_errorDeclaration=false', 400, 'QueryParameterException'],
      ['MATCH_epc=urn:epc:idpat:sgtin:4012345.*.*', 400, 'QueryParameterException'],
      ['MATCH_epc=urn:epc:idpat:sscc:4012345.*', 400, 'QueryParameterException'],
      ['MATCH_anyEPC=*', 400, 'QueryParameterException'],
      ['eventType=aggregationevent', 400, 'QueryParameterException'],
      ['eventType=ObjectEvent|QuantityEvent', 400, 'QueryParameterException'],
      ['EQ_action=add', 400, 'QueryParameterException'],
      [`EQ_bizStep=${'a|'.repeat(200)}a`, 400, 'QueryParameterException'],
      [`EQ_bizStep=${'09506000134352'.repeat(150)}`, 400, 'QueryParameterException'],
      [Array.from({ length: 60 }, (_, n) => `EQ_source_t${n}=x`).join('&'), 400, 'QueryParameterException'],
      ['nextPageToken=AAAA', 400, 'QueryParameterException'],
    ]
    for (const [search, status, type] of wrong) {
      const answer = await get(`epcis/events?${search}`)
      const label = search.slice(0, 60)
      expect(answer.status, `${label} ${answer.text.slice(0, 200)}`).to.equal(status)
      expect(answer.body.type, label).to.equal(`epcisException:${type}`)
      expect(answer.text, label).to.not.contain('09506000134352')
    }
  })

  it('takes SQL as the text that it is', async () => {
    const attacks = [
      "' OR '1'='1",
      "x'); DROP TABLE events; --",
      '" OR 1=1 --',
      "%' UNION SELECT 1,2,3,4,5,6,7 --",
      '\u0000',
      '["a"]',
      '*',
      '%',
      '_',
    ]
    const names = [
      'EQ_bizStep',
      'EQ_readPoint',
      'EQ_eventID',
      'EQ_errorReason',
      'EQ_correctiveEventID',
      'MATCH_anyEPCClass',
      'EQ_bizTransaction_po',
    ]
    for (const attack of attacks) {
      for (const name of names) expect(await types({ [name]: attack }), `${name} ${attack}`).to.deep.equal([])
      if (attack !== '*') expect(await types({ MATCH_anyEPC: attack }), attack).to.deep.equal([])
      for (const name of ['eventType', 'EQ_action', 'MATCH_anyEPC']) {
        const { status } = await get(`epcis/events?${name}=${encodeURIComponent(`${attack}.*`)}`)
        expect(status, `${name} ${attack}`).to.equal(400)
      }
      expect(await types({ [`EQ_bizTransaction_${attack}`]: 'x' })).to.deep.equal([])
      expect((await get(`epcis/events/${encodeURIComponent(attack)}`)).status, attack).to.equal(404)
      expect((await get(`epcis/queries/${encodeURIComponent(attack)}`)).status, attack).to.equal(404)
      const order = await get(`epcis/events?orderBy=${encodeURIComponent(attack)}`)
      expect(order.status).to.equal(400)
    }
    expect(await types({})).to.have.length(5)
  })

  it('takes a second question mark for what it is: a part of a value (RFC 3986, section 3.4)', async () => {
    const hashes = eventsOf(documentOf(...allEvents())).map(eventHash)
    const [hash = ''] = hashes
    expect(hash).to.match(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    const found = async (search: string) => {
      const answer = await get(`epcis/events?${search}`)
      expect(answer.status, answer.text.slice(0, 200)).to.equal(200)
      return {
        ids: eventsOf(answer.body).map(({ event }) => event.eventID),
        link: answer.headers.get('link'),
      }
    }
    expect((await found(`EQ_eventID=${hash}&EQ_action=ADD`)).ids).to.deep.equal([hash])
    expect((await found(`EQ_eventID=${hash}&EQ_action=DELETE`)).ids).to.deep.equal([])
    const { ids, link } = await found(`EQ_eventID=${hash}|${hashes[1]}&perPage=1`)
    const next = /<[^?>]+\?([^>]+)>/.exec(link ?? '')?.[1] ?? ''
    expect([...ids, ...(await found(next)).ids]).to.deep.equal(hashes.slice(0, 2))
  })

  it('finds a serial number that has an asterisk: that is no pattern', async () => {
    const starred = 'https://id.gs1.org/01/09506000134352/21/A*B'
    const own = await openRepository()
    await own.capture([{ ...objectEvent(), epcList: [starred] }])
    for (const uri of [
      'https://id.gs1.org/01/09506000134352/21/A%2AB',
      'urn:epc:id:sgtin:9506000.013435.A*B',
    ]) {
      expect((await own.staff.events({ MATCH_epc: uri })).events, uri).to.have.length(1)
    }
    await own.close()
  })

  it('gives one event by its eventID or its hash, as JSON or JSON-LD', async () => {
    for (const event of allEvents()) {
      const [scoped] = eventsOf(documentOf(event))
      const hash = scoped ? eventHash(scoped) : ''
      const answer = await get(`epcis/events/${encodeURIComponent(hash)}`)
      expect([answer.status, answer.body.eventID, answer.body.type]).to.deep.equal([200, hash, event.type])
      const [again] = eventsOf(answer.body)
      expect(again && eventHash(again)).to.equal(hash)
      expect(answer.headers.get('content-type')).to.match(/^application\/json/)
      const ld = await get(`epcis/events/${encodeURIComponent(hash)}`, { accept: 'application/ld+json' })
      expect(ld.headers.get('content-type')).to.match(/^application\/ld\+json/)
      expect(ld.text).to.equal(answer.text)
    }
    expect((await get('epcis/events/urn:none')).body.code).to.equal('EPCIS_NOT_FOUND')
    expect((await get('epcis/events', { accept: 'text/html' })).status).to.equal(406)
    expect((await get('epcis/events', { accept: 'application/json;q=0' })).status).to.equal(406)
  })

  it('keeps and runs named queries, for all pages', async () => {
    const json = { 'content-type': 'application/json' }
    const post = (body: unknown) =>
      repository.ask('epcis/queries', { method: 'POST', headers: json, body: JSON.stringify(body) })
    const query = { EQ_action: ['ADD', 'OBSERVE'], orderBy: 'eventTime', EXISTS_errorDeclaration: null }
    const { EXISTS_errorDeclaration: _, ...plain } = query
    const made = await post({ name: 'moves', query: plain })
    expect([made.status, made.headers.get('location')]).to.deep.equal([201, '/epcis/queries/moves'])
    expect((await post({ name: 'wrong', query })).status).to.equal(201)
    const again = await post({ name: 'moves', query: {} })
    expect([again.status, again.body.type]).to.deep.equal([
      409,
      'epcisException:ResourceAlreadyExistsException',
    ])
    for (const [body, status] of [
      [{ name: 'a b', query: {} }, 400],
      [{ name: '../x', query: {} }, 400],
      [{ name: 'x' }, 400],
      [{ name: 'x', query: { EQ_gtin: '1' } }, 400],
      [{ name: 'x', query: { EQ_action: { $ne: 1 } } }, 400],
      [{ name: 'x', query: { EQ_action: 7 } }, 400],
      [{ name: 'x', query: {}, more: 1 }, 400],
    ] as const) {
      expect((await post(body)).status, JSON.stringify(body)).to.equal(status)
    }
    expect((await get('epcis/queries')).body.map(({ name }: Json) => name)).to.deep.equal(['moves', 'wrong'])
    const first = await get('epcis/queries?perPage=1')
    const rest = await get(/<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? 'none')
    expect(rest.body.map(({ name }: Json) => name)).to.deep.equal(['wrong'])
    expect((await get('epcis/queries/moves')).body).to.deep.equal({ name: 'moves', query: plain })

    const page = await get('epcis/queries/moves/events?perPage=2')
    const next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? ''
    expect(Date.parse(page.headers.get('gs1-next-page-token-expires') ?? '')).to.be.greaterThan(Date.now())
    const last = await get(next)
    expect(last.headers.get('link')).to.equal(null)
    const found = [page, last].flatMap(({ body }) => eventsOf(body)).map(({ event }) => event.type)
    expect(found).to.deep.equal(['TransactionEvent', 'AggregationEvent', 'ObjectEvent'])
    expect(eventsOf((await get('epcis/queries/wrong/events')).body)).to.deep.equal([])

    const gone = await repository.ask('epcis/queries/moves', { method: 'DELETE' })
    expect([gone.status, gone.text]).to.deep.equal([204, ''])
    expect((await repository.ask('epcis/queries/moves', { method: 'DELETE' })).status).to.equal(404)
    expect((await get('epcis/queries/moves/events')).status).to.equal(404)
  })

  it('gives no event a prefix that it was not written under', async () => {
    const own = await openRepository()
    const hashOf = (document: Json) => eventsOf(document).map(eventHash)
    const value = { ...objectEvent(), bizTransactionList: [{ bizTransaction: 'example:po:7' }] }
    const documents = [
      documentOf(value),
      {
        ...documentOf({ ...value, eventTime: '2026-03-02T08:30:00Z' }),
        '@context': [CONTEXT[0], { example: 'https://other.example/' }],
      },
      {
        ...documentOf({
          type: 'ObjectEvent',
          action: 'ADD',
          eventTime: '2026-03-03T08:30:00Z',
          eventTimeZoneOffset: '+00:00',
          epcList: ['urn:epc:id:sgtin:4012345.011111.S2'],
          // Nobody declares it here: it is what it is.
          bizTransactionList: [{ bizTransaction: 'example:po:7' }],
        }),
        '@context': [CONTEXT[0]],
      },
    ]
    for (const document of documents) await ended(own.staff, (await own.staff.capture(document)).captureID)
    const { events } = await own.staff.events()
    expect(events.map(eventHash)).to.deep.equal(documents.flatMap(hashOf))
    expect(events.map(({ event }) => event.eventID)).to.deep.equal(documents.flatMap(hashOf))
    const traced = own.epcis.eventsOfEpc([SGTIN_LINK], { sees: 'all' })
    expect(traced.map(eventHash)).to.deep.equal(documents.flatMap(hashOf))
    await own.close()
  })

  describe('in pages', () => {
    const MANY = 10_000
    let many: Repository
    before(async () => {
      many = await openRepository()
      // Many of one time, so that the order among them matters.
      const events = Array.from({ length: MANY }, (_, index) => ({
        type: 'ObjectEvent',
        action: index % 2 ? 'ADD' : 'OBSERVE',
        eventTime: new Date(1.77e12 + (index % 97) * 60_000).toISOString(),
        eventTimeZoneOffset: '+00:00',
        eventID: `urn:page:${index}`,
        epcList: [`urn:epc:id:sgtin:4012345.011111.${index}`],
      }))
      expect((await many.capture(events)).capturedEvents).to.equal(MANY)
    })
    after(() => many.close())

    const walk = async (
      query: EventParameters,
      between: (page: number) => Promise<void> = async () => undefined,
    ) => {
      const found: string[] = []
      let nextPageToken: string | undefined
      let pages = 0
      do {
        const page = await many.staff.events({ ...query, nextPageToken })
        found.push(...page.events.map(({ event }) => String(event.eventID)))
        nextPageToken = page.nextPageToken
        await between(pages++)
      } while (nextPageToken !== undefined)
      return { found, pages }
    }

    it('gives each of 10,000 events once, in either order', async () => {
      for (const query of [
        { perPage: 1000 },
        { perPage: 700, orderBy: 'eventTime' },
        {
          perPage: 999,
          orderBy: 'eventTime',
          orderDirection: 'ASC',
          MATCH_epc: 'urn:epc:idpat:sgtin:4012345.011111.*',
        },
      ]) {
        const { found, pages } = await walk(query)
        expect([found.length, new Set(found).size]).to.deep.equal([MANY, MANY])
        expect(pages).to.equal(Math.ceil(MANY / query.perPage))
      }
      const limited = await walk({ perPage: 400, eventCountLimit: 1000, EQ_action: 'ADD' })
      expect([limited.found.length, limited.pages]).to.deep.equal([1000, 3])
      const exact = await walk({ perPage: 500, eventCountLimit: 500 })
      expect([exact.found.length, exact.pages]).to.deep.equal([500, 1])
    })

    it('is one answer, whatever is captured meanwhile', async () => {
      let captured = 0
      const { found } = await walk({ perPage: 1000, orderBy: 'eventTime' }, async () => {
        const late = {
          ...objectEvent(),
          eventTime: '2020-01-01T00:00:00Z',
          eventID: `urn:late:${captured++}`,
        }
        await many.capture([late])
      })
      expect(captured).to.equal(10)
      expect([found.length, found.some((id) => id.startsWith('urn:late'))]).to.deep.equal([MANY, false])
      expect((await many.staff.events({ perPage: 1, EQ_eventID: 'urn:late:9' })).events).to.have.length(1)
    })

    it('refuses a token of another query, of another process, or altered', async () => {
      const { nextPageToken = '' } = await many.staff.events({ perPage: 10, EQ_action: 'ADD' })
      for (const query of [{}, { EQ_action: 'OBSERVE' }, { EQ_action: 'ADD', orderBy: 'eventTime' }]) {
        await expectError(
          () => many.staff.events({ ...query, perPage: 10, nextPageToken }),
          'EPCIS_QUERY_INVALID',
          /not of this query/,
        )
      }
      const bytes = Buffer.from(nextPageToken, 'base64url')
      for (let index = 0; index < bytes.length; index += 7) {
        const altered = Buffer.from(bytes)
        altered[index] = (altered[index] ?? 0) ^ 1
        await expectError(
          () => many.staff.events({ EQ_action: 'ADD', nextPageToken: altered.toString('base64url') }),
          'EPCIS_QUERY_INVALID',
          /not of this query/,
        )
      }
      await expectError(
        () => repository.staff.events({ EQ_action: 'ADD', nextPageToken }),
        'EPCIS_QUERY_INVALID',
        /not of this query/,
      )
      // The size of a page is no part of the question.
      expect(
        (await many.staff.events({ EQ_action: 'ADD', perPage: 3, nextPageToken })).events,
      ).to.have.length(3)
    })
  })
})
