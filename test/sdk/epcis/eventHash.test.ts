import { expect } from 'chai'
import fc from 'fast-check'
import { epcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { eventsOf, type ScopedEvent } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { preHash } from '../../../sdk/epcis/hash/preHash.ts'
import { validateDocument } from '../../../sdk/epcis/validateEpcis.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import { allEvents, CONTEXT, documentOf, objectEvent } from './sampleDocument.ts'
import vectors from './vectors/eventHash.json' with { type: 'json' }

type Json = Record<string, unknown>

const [EPCIS, PREFIXES] = CONTEXT as [string, Json]

function scoped(event: Json, prefixes: Json = PREFIXES): ScopedEvent {
  const [first] = eventsOf({ '@context': [EPCIS, prefixes], ...event })
  return first as ScopedEvent
}

const hashOf = (event: Json) => eventHash(scoped(event))

/** The same JSON with the members of every object in an order of their own, and so the items of lists. */
function shuffled(value: unknown, random: () => number): unknown {
  const order = <T>(items: readonly T[]) =>
    items
      .map((item) => [random(), item] as const)
      .sort(([one], [other]) => one - other)
      .map(([, item]) => item)
  if (Array.isArray(value)) return order(value).map((item) => shuffled(item, random))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    order(Object.entries(value)).map(([name, item]) => [name, shuffled(item, random)]),
  )
}

const randomness = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))
const randomOf = (stream: Iterator<number>) => () => stream.next().value as number

describe('EPCIS event hash', () => {
  for (const { name, event, hash } of vectors.vectors) {
    it(`is the published one: ${name}`, () => {
      expect(eventHash(scoped(event as Json, vectors.prefixes))).to.equal(hash)
    })
  }

  it('is built as CBV 2.0 says: fields in order, extensions of standard fields at the end', () => {
    const event = {
      'example:b': { 'example:y': [2, ' 1.50 '], plain: true },
      type: 'ObjectEvent',
      action: 'OBSERVE',
      epcList: ['urn:epc:id:sgtin:4012345.011111.9876', 'https://x.example/01/4012345111118/10/L/21/1'],
      eventTime: '2026-03-01T08:30:00.1235+01:00',
      eventTimeZoneOffset: '+01:00',
      readPoint: { 'example:dock': '007', id: 'geo:1.50,2' },
      disposition: 'urn:epcglobal:cbv:disp:in_transit',
      recordTime: '2026-03-01T08:30:00Z',
      'rdfs:comment': 'not hashed',
    }
    expect(preHash(scoped(event))).to.equal(
      [
        'eventType=ObjectEvent',
        'eventTime=2026-03-01T07:30:00.124Z',
        'eventTimeZoneOffset=+01:00',
        'epcList',
        'epc=https://id.gs1.org/01/04012345111118/21/1',
        'epc=https://id.gs1.org/01/04012345111118/21/9876',
        'action=OBSERVE',
        'disposition=https://ref.gs1.org/cbv/Disp-in_transit',
        'readPoint',
        'id=geo:1.50,2',
        'readPoint',
        '{https://ns.example.com/epcis/}dock=7',
        '{https://ns.example.com/epcis/}b',
        'plain=true',
        '{https://ns.example.com/epcis/}y=1.5',
        '{https://ns.example.com/epcis/}y=2',
      ].join(''),
    )
  })

  it('does not depend on the order of members and lists', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allEvents()), randomness, (event, stream) => {
        expect(hashOf(shuffled(event, randomOf(stream)) as Json)).to.equal(hashOf(event))
      }),
    )
  })

  it('does not depend on how identifiers, terms, times, numbers and prefixes are written', () => {
    const plain = objectEvent()
    const other = {
      ...plain,
      eventTime: '2026-03-01T07:30:00Z',
      epcList: [
        'urn:epc:id:sgtin:9506000.013435.S1',
        'https://shop.example/x/01/4012345111118/10/L9/21/S2?17=280200',
      ],
      bizStep: 'cbv:BizStep-commissioning',
      disposition: 'urn:epcglobal:cbv:disp:active',
      bizLocation: { id: 'urn:epc:id:sgln:4012345.00005.0' },
      'example:note': undefined,
      'ex:note': { 'ex:words': [{ 'ex:more': '1.0' }, 'a', 'b'] },
    }
    expect(eventHash(scoped({ ...other, ilmd: plain.ilmd }, { ...PREFIXES, ex: PREFIXES.example }))).to.equal(
      hashOf(plain),
    )
  })

  it('does not look at when an event was recorded, its ID, its error declaration and certificates', () => {
    const marks = {
      recordTime: '2026-04-01T00:00:00Z',
      eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
      errorDeclaration: { declarationTime: '2026-04-01T00:00:00Z' },
      certificationInfo: 'https://example.com/other',
    }
    for (const event of allEvents()) expect(hashOf({ ...event, ...marks })).to.equal(hashOf(event))
  })

  it('changes with every other field', () => {
    const whole = hashOf(objectEvent())
    for (const name of Object.keys(objectEvent()).filter((field) => field !== 'certificationInfo')) {
      const { [name]: _, ...rest } = objectEvent()
      expect(
        hashOf({ type: 'ObjectEvent', ...rest, ...(name === 'type' ? { type: 'TransactionEvent' } : {}) }),
        name,
      ).to.not.equal(whole)
    }
  })

  it('sorts by code points, not by UTF-16 units', () => {
    const words = ['\u{1f48a}', '\uffee', 'z', '\u{10000}a', '\u{10000}']
    const expected = ['z', '\uffee', '\u{10000}', '\u{10000}a', '\u{1f48a}']
    const text = preHash(scoped({ ...objectEvent(), 'example:words': words }))
    const found = [...text.matchAll(/\}words=([^{]+)/gu)].map(([, word]) => word)
    expect(found.filter((word) => expected.includes(word as string))).to.deep.equal(expected)
  })

  it('refuses a field whose namespace nobody declared', () => {
    expect(() => hashOf({ ...objectEvent(), 'mine:field': 1 }))
      .to.throw(SalusError)
      .with.property('code', 'EPCIS_INVALID')
  })
})

describe('epcisDocument', () => {
  const creation = new Date('2026-03-03T00:00:00Z')

  it('is valid and gives every event the hash it had', () => {
    const events = eventsOf(documentOf(...allEvents()))
    const document = epcisDocument(events, creation) as unknown as Json
    expect(validateDocument(document).problems).to.deep.equal([])
    expect(eventsOf(document).map(eventHash)).to.deep.equal(events.map(eventHash))
  })

  it('keeps apart what two documents mean by one prefix', () => {
    const one = scoped(objectEvent())
    const other = scoped(objectEvent(), { example: 'https://other.example/' })
    const third = scoped(
      { ...objectEvent(), ilmd: undefined },
      { ...PREFIXES, cbvmda: 'https://mine.example/' },
    )
    const events = [one, other, third]
    expect(new Set(events.map(eventHash)).size).to.equal(3)
    const document = epcisDocument(events, creation) as unknown as Json
    expect(validateDocument(JSON.parse(JSON.stringify(document))).problems).to.deep.equal([])
    expect(eventsOf(document).map(eventHash)).to.deep.equal(events.map(eventHash))
  })
})
