import { expect } from 'chai'
import fc from 'fast-check'
import { eventKeys } from '../../../gateway/epcis/capture/eventKeys.ts'
import { readDocument } from '../../../gateway/epcis/capture/readDocument.ts'
import { scopedEvent } from '../../../gateway/epcis/query/eventDocuments.ts'
import { createPageTokens } from '../../../gateway/epcis/query/pageTokens.ts'
import type { Parameters } from '../../../gateway/epcis/query/parseEventQuery.ts'
import { queryEvents } from '../../../gateway/epcis/query/queryEvents.ts'
import { openSqliteEpcisStore } from '../../../gateway/epcis/store/sqliteEpcisStore.ts'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { bytesOf, documentOf } from '../../sdk/epcis/sampleDocument.ts'
import type { Json } from './support.ts'

const COMPANY = '4012345'
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
const serial = fc.stringMatching(/^[A-Za-z0-9!()*+,.:;=_-]{1,20}$/)

/** The same thing in several forms: an EPC URN, or a GS1 Digital Link of any resolver. */
const item = fc.record({ reference: digits(5), serial })
const urn = (thing: { reference: string; serial: string }) =>
  `urn:epc:id:sgtin:${COMPANY}.0${thing.reference}.${thing.serial}`
const link = ({ reference, serial: text }: { reference: string; serial: string }, resolver: string) => {
  const body = `0${COMPANY}${reference}`
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 1 : 3), 0)
  return `https://${resolver}/01/${body}${(10 - (sum % 10)) % 10}/21/${encodeURIComponent(text)}`
}

const when = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const location = digits(5).map((reference) => `urn:epc:id:sgln:${COMPANY}.${reference}.0`)

const base = fc.record({
  eventTime: when,
  eventTimeZoneOffset: fc.constantFrom('+00:00', '-06:00', '+14:00'),
  bizStep: fc.constantFrom(
    'shipping',
    'receiving',
    'https://ref.gs1.org/cbv/BizStep-packing',
    'https://a.example/step',
  ),
  disposition: fc.constantFrom('in_transit', 'active', 'https://a.example/state'),
  readPoint: location.map((id) => ({ id })),
  bizLocation: location.map((id) => ({ id })),
  bizTransactionList: fc.array(
    digits(6).map((number) => ({ type: 'po', bizTransaction: `https://a.example/po/${number}` })),
    { minLength: 1, maxLength: 2 },
  ),
  'example:note': fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.integer(), fc.boolean()),
})

const epcs = fc.array(item, { minLength: 1, maxLength: 4 })
const actions = fc.constantFrom('ADD', 'OBSERVE', 'DELETE')
const parent = digits(9).map((reference) => `urn:epc:id:sscc:${COMPANY}.0${reference}`)
const event: fc.Arbitrary<Json> = fc
  .tuple(
    base,
    epcs,
    actions,
    parent,
    fc.boolean(),
    fc.constantFrom('Object', 'Aggregation', 'Transformation'),
  )
  .map(([common, things, action, parentID, asLinks, kind]) => {
    const list = things.map((thing) => (asLinks ? link(thing, 'maker.example') : urn(thing)))
    if (kind === 'Object') return { type: 'ObjectEvent', ...common, action, epcList: list }
    if (kind === 'Aggregation')
      return { type: 'AggregationEvent', ...common, action, parentID, childEPCs: list }
    return {
      type: 'TransformationEvent',
      ...common,
      inputEPCList: list,
      outputEPCList: [urn({ reference: '99999', serial: 'o' })],
    }
  })

describe('gateway/epcis: what goes in', () => {
  it('comes back by each of its keys, and hashes the same', () => {
    const tokens = createPageTokens()
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.array(item, { maxLength: 1 }),
        (events, others) => {
          const store = openSqliteEpcisStore(':memory:')
          try {
            const document = documentOf(...events)
            const read = readDocument(bytesOf(document), 'rollback')
            expect(read.problems).to.deep.equal([])
            const fresh = [...new Map(read.events.map((one) => [one.id, one])).values()]
            const job = store.addJob({
              id: 'a',
              createdAt: 1,
              behaviour: 'rollback',
              document: bytesOf(document),
            })
            store.addEvents(job, fresh)
            store.endJob(job, {
              finishedAt: Date.parse('2030-01-01T00:00:00Z'),
              succeeded: true,
              problems: [],
            })
            const find = (query: Parameters) =>
              queryEvents({ store, tokens }, { sees: 'all' }, query, { perPage: 1000 }).events.map((found) =>
                eventHash(scopedEvent(found)),
              )
            for (const scoped of eventsOf(document)) {
              const hash = eventHash(scoped)
              for (const query of questionsAbout(scoped.event)) {
                expect(find(query), JSON.stringify(query)).to.include(hash)
              }
              expect(eventKeys(scoped).length).to.be.greaterThan(0)
            }
            // And nothing comes back that does not have what was asked for.
            for (const thing of others) {
              const name = urn(thing)
              const having = eventsOf(document).filter(({ event: { epcList, childEPCs, inputEPCList } }) =>
                [epcList, childEPCs, inputEPCList]
                  .flat()
                  .some((epc) => epc === name || epc === link(thing, 'maker.example')),
              )
              expect(new Set(find({ MATCH_anyEPC: name }))).to.deep.equal(new Set(having.map(eventHash)))
            }
          } finally {
            store.close()
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** Every question that must find the event, with its things in the other form. */
function* questionsAbout(event: Json): Generator<Parameters> {
  const id = (place: unknown) => (place as { id: string }).id
  yield { EQ_bizStep: [String(event.bizStep)] }
  yield { EQ_disposition: [String(event.disposition)] }
  yield { EQ_readPoint: [id(event.readPoint)] }
  yield { EQ_bizLocation: [id(event.bizLocation)] }
  yield { eventType: [String(event.type)], GE_eventTime: String(event.eventTime) }
  yield { LT_eventTime: '2095-01-01T00:00:00Z', LT_recordTime: '2030-01-01T00:00:00.001Z' }
  for (const { bizTransaction } of event.bizTransactionList as { bizTransaction: string }[])
    yield { EQ_bizTransaction_po: [bizTransaction] }
  const names = [
    ['MATCH_epc', event.epcList ?? event.childEPCs],
    ['MATCH_inputEPC', event.inputEPCList],
    ['MATCH_outputEPC', event.outputEPCList],
    ['MATCH_parentID', event.parentID === undefined ? undefined : [event.parentID]],
  ] as const
  for (const [name, values] of names) {
    for (const value of (values as string[] | undefined) ?? []) {
      yield { [name]: [otherForm(value)] }
      yield { MATCH_anyEPC: [value, 'https://id.gs1.org/00/106141412345678908'] }
    }
  }
}

/** The EPC URN of a Digital Link; for a URN, a Digital Link with attributes that do not name the thing. */
function otherForm(uri: string): string {
  const [, reference = '', text = ''] =
    /^urn:epc:id:sgtin:4012345\.0(\d{5})\.(.+)$/.exec(uri) ??
    /\/01\/04012345(\d{5})\d\/21\/(.+)$/.exec(uri) ??
    []
  if (reference === '') return uri
  const thing = { reference, serial: decodeURIComponent(text) }
  return uri.startsWith('https:') ? urn(thing) : `${link(thing, 'other.example/path')}?17=301231`
}
