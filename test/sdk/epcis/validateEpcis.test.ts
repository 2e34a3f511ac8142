import { expect } from 'chai'
import { epcisLimits } from '../../../sdk/epcis/limits.ts'
import { parseEpcis, validateDocument, validateEpcis } from '../../../sdk/epcis/validateEpcis.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import {
  aggregationEvent,
  allEvents,
  associationEvent,
  bytesOf,
  CONTEXT,
  documentOf,
  objectEvent,
  transactionEvent,
  transformationEvent,
} from './sampleDocument.ts'

type Json = Record<string, unknown>

/** Sets what the path names, or takes it away where the value is undefined. */
function changed(document: Json, path: string, value: unknown): Json {
  const steps = path.split('/')
  const last = steps.pop() as string
  let place = document
  for (const step of steps) place = place[step] as Json
  if (value === undefined) delete place[last]
  else place[last] = value
  return document
}

const inEvent = (event: Json, path: string, value: unknown) => documentOf(changed(event, path, value))

const EVENT = '$.epcisBody.eventList[0]'

describe('validateEpcis', () => {
  it('lets through all five event types, in documents, query documents and alone', () => {
    expect(validateEpcis(bytesOf(documentOf(...allEvents()))).problems).to.deep.equal([])
    const query = {
      '@context': CONTEXT,
      type: 'EPCISQueryDocument',
      epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList: allEvents() } } },
    }
    expect(validateEpcis(bytesOf(query)).problems).to.deep.equal([])
    expect(parseEpcis(bytesOf(query))).to.have.length(5)
    for (const event of allEvents()) {
      const alone = { '@context': CONTEXT, ...event }
      expect(validateEpcis(bytesOf(alone)).problems).to.deep.equal([])
      expect(parseEpcis(bytesOf(alone))).to.have.length(1)
    }
    expect(parseEpcis(bytesOf(documentOf()))).to.deep.equal([])
  })

  it('takes an event with a context of its own, and one of a type of its own', () => {
    const event = { ...aggregationEvent(), '@context': { mine: 'https://mine.example/' }, 'mine:field': 1 }
    expect(validateDocument(documentOf(event)).problems).to.deep.equal([])
    const { problems } = validateDocument(documentOf(event, { ...aggregationEvent(), 'mine:field': 1 }))
    expect(problems.map(({ path }) => path)).to.deep.equal(["$.epcisBody.eventList[1]['mine:field']"])
    const extended = { ...aggregationEvent(), type: 'example:ScrapEvent' }
    expect(validateDocument(documentOf(extended)).problems).to.have.length.greaterThan(0)
    const { type, eventTime, eventTimeZoneOffset } = extended as Json
    const own = { type, eventTime, eventTimeZoneOffset, 'example:what': [1, 2] }
    expect(validateDocument(documentOf(own)).problems).to.deep.equal([])
  })

  const refused: [what: string, document: () => Json, path: string, rule: RegExp][] = [
    // the document
    [
      'a missing context',
      () => changed(documentOf(), '@context', undefined),
      "$['@context']",
      /@context|EPCISDocument/,
    ],
    [
      'another context',
      () => changed(documentOf(), '@context', ['https://example.com/']),
      "$['@context']",
      /@context/,
    ],
    [
      'a context that is a number',
      () => changed(documentOf(), '@context', [CONTEXT[0], 4]),
      "$['@context']",
      /@context/,
    ],
    [
      'a context twice',
      () => changed(documentOf(), '@context', [CONTEXT[0], CONTEXT[0]]),
      "$['@context']",
      /@context/,
    ],
    [
      'a context that turns a prefix of the standard around',
      () => changed(documentOf(), '@context', [CONTEXT[0], { epcis: 'https://evil.example/' }]),
      "$['@context']",
      /@context/,
    ],
    ['no type', () => changed(documentOf(), 'type', undefined), '$.type', /EPCISDocument/],
    [
      'no creation date',
      () => changed(documentOf(), 'creationDate', undefined),
      '$.creationDate',
      /EPCISDocument/,
    ],
    [
      'another version',
      () => changed(documentOf(), 'schemaVersion', '1.2'),
      '$.schemaVersion',
      /EPCISDocument/,
    ],
    [
      'a version as a number',
      () => changed(documentOf(), 'schemaVersion', 2),
      '$.schemaVersion',
      /EPCISDocument/,
    ],
    ['no body', () => changed(documentOf(), 'epcisBody', undefined), '$.epcisBody', /EPCISDocument/],
    ['no event list', () => changed(documentOf(), 'epcisBody', {}), '$.epcisBody.eventList', /EPCISDocument/],
    ['an unknown field of the document', () => changed(documentOf(), 'events', []), '$.events', /extension/],
    ['an event that is text', () => documentOf('ObjectEvent'), EVENT, /7\.4\.1/],
    ['an event without type', () => inEvent(objectEvent(), 'type', undefined), `${EVENT}.type`, /7\.4\.1/],
    [
      'an event of a type that is not there',
      () => inEvent(objectEvent(), 'type', 'MoveEvent'),
      `${EVENT}.type`,
      /7\.4\.1/,
    ],
    // every event
    ['no event time', () => inEvent(objectEvent(), 'eventTime', undefined), `${EVENT}.eventTime`, /7\.4\.2/],
    [
      'no time zone offset',
      () => inEvent(objectEvent(), 'eventTimeZoneOffset', undefined),
      `${EVENT}.eventTimeZoneOffset`,
      /7\.4\.2/,
    ],
    [
      'an event time without zone',
      () => inEvent(objectEvent(), 'eventTime', '2026-03-01T08:30:00'),
      `${EVENT}.eventTime`,
      /7\.4\.1/,
    ],
    [
      'an event time that is a date',
      () => inEvent(objectEvent(), 'eventTime', '2026-03-01'),
      `${EVENT}.eventTime`,
      /7\.4\.1/,
    ],
    [
      '30 February',
      () => inEvent(objectEvent(), 'eventTime', '2026-02-30T08:30:00Z'),
      `${EVENT}.eventTime`,
      /7\.4\.1/,
    ],
    [
      'an event time that is a number',
      () => inEvent(objectEvent(), 'eventTime', 1772350200),
      `${EVENT}.eventTime`,
      /7\.4\.1/,
    ],
    [
      'an offset beyond 14 hours',
      () => inEvent(objectEvent(), 'eventTimeZoneOffset', '+14:30'),
      `${EVENT}.eventTimeZoneOffset`,
      /7\.4\.1/,
    ],
    [
      'an offset without sign',
      () => inEvent(objectEvent(), 'eventTimeZoneOffset', '01:00'),
      `${EVENT}.eventTimeZoneOffset`,
      /7\.4\.1/,
    ],
    [
      'an event ID that is no URI',
      () => inEvent(objectEvent(), 'eventID', '17'),
      `${EVENT}.eventID`,
      /7\.4\.1/,
    ],
    [
      'certificationInfo that is no URI',
      () => inEvent(objectEvent(), 'certificationInfo', 'ABC12345'),
      `${EVENT}.certificationInfo`,
      /7\.4\.1/,
    ],
    [
      'certificationInfo that is an object',
      () => inEvent(objectEvent(), 'certificationInfo', { id: 'https://a.example' }),
      `${EVENT}.certificationInfo`,
      /7\.4\.1/,
    ],
    [
      'certificationInfo with one bad URI',
      () => inEvent(objectEvent(), 'certificationInfo', ['https://a.example', 7]),
      `${EVENT}.certificationInfo[1]`,
      /7\.4\.1/,
    ],
    ['a wrong action', () => inEvent(objectEvent(), 'action', 'CREATE'), `${EVENT}.action`, /7\.3\.2/],
    ['an action in lower case', () => inEvent(objectEvent(), 'action', 'add'), `${EVENT}.action`, /7\.3\.2/],
    ['no action', () => inEvent(objectEvent(), 'action', undefined), `${EVENT}.action`, /7\.4\.2/],
    ['an unknown field', () => inEvent(objectEvent(), 'colour', 'red'), `${EVENT}.colour`, /extension/],
    [
      'a field with a prefix that is not declared',
      () => inEvent(objectEvent(), 'mine:colour', 'red'),
      `${EVENT}['mine:colour']`,
      /extension/,
    ],
    [
      'a field of another event type',
      () => inEvent(objectEvent(), 'childEPCs', []),
      `${EVENT}.childEPCs`,
      /extension/,
    ],
    // what
    [
      'an EPC that is no URI',
      () => inEvent(objectEvent(), 'epcList/0', '09506000134352'),
      `${EVENT}.epcList[0]`,
      /7\.3\.3/,
    ],
    [
      'an EPC with a space',
      () => inEvent(objectEvent(), 'epcList/0', 'urn:epc:id:sgtin:4012345.011111.A B'),
      `${EVENT}.epcList[0]`,
      /7\.3\.3/,
    ],
    [
      'an EPC URI of wrong lengths',
      () => inEvent(objectEvent(), 'epcList/0', 'urn:epc:id:sgtin:4012345.01111.1'),
      `${EVENT}.epcList[0]`,
      /7\.3\.3/,
    ],
    [
      'a GS1 Digital Link with a wrong check digit',
      () => inEvent(objectEvent(), 'epcList/0', 'https://id.gs1.org/01/09506000134353/21/S1'),
      `${EVENT}.epcList[0]`,
      /7\.3\.3/,
    ],
    [
      'a place with a wrong check digit',
      () => inEvent(objectEvent(), 'bizLocation/id', 'https://id.gs1.org/414/4012345000055'),
      `${EVENT}.bizLocation.id`,
      /7\.3\.4/,
    ],
    [
      'an EPC twice',
      () => inEvent(objectEvent(), 'epcList', ['urn:a:b', 'urn:a:b']),
      `${EVENT}.epcList`,
      /7\.3\.3/,
    ],
    [
      'an EPC list that is text',
      () => inEvent(objectEvent(), 'epcList', 'urn:a:b'),
      `${EVENT}.epcList`,
      /7\.3\.3/,
    ],
    [
      'a quantity as text',
      () => inEvent(objectEvent(), 'quantityList/0/quantity', '12'),
      `${EVENT}.quantityList[0].quantity`,
      /QuantityElement/,
    ],
    [
      'a unit that is no code',
      () => inEvent(objectEvent(), 'quantityList/0/uom', 'kg'),
      `${EVENT}.quantityList[0].uom`,
      /QuantityElement/,
    ],
    [
      'a unit without quantity',
      () => inEvent(objectEvent(), 'quantityList/0/quantity', undefined),
      `${EVENT}.quantityList[0].uom`,
      /QuantityElement/,
    ],
    [
      'a quantity of no class',
      () => inEvent(objectEvent(), 'quantityList/0/epcClass', undefined),
      `${EVENT}.quantityList[0].epcClass`,
      /QuantityElement/,
    ],
    [
      'an unknown field in a list',
      () => inEvent(objectEvent(), 'quantityList/0/colour', 'red'),
      `${EVENT}.quantityList[0].colour`,
      /QuantityElement/,
    ],
    [
      'an extension where none may be',
      () => inEvent(objectEvent(), 'quantityList/0/example:colour', 'red'),
      `${EVENT}.quantityList[0]['example:colour']`,
      /QuantityElement/,
    ],
    // where
    [
      'a read point without id',
      () => inEvent(objectEvent(), 'readPoint', {}),
      `${EVENT}.readPoint.id`,
      /7\.3\.4/,
    ],
    [
      'a read point that is text',
      () => inEvent(objectEvent(), 'readPoint', 'urn:a:b'),
      `${EVENT}.readPoint`,
      /7\.3\.4/,
    ],
    [
      'a location with an unknown field',
      () => inEvent(objectEvent(), 'bizLocation/name', 'dock'),
      `${EVENT}.bizLocation.name`,
      /extension/,
    ],
    // why
    [
      'a bizStep that is not standard',
      () => inEvent(objectEvent(), 'bizStep', 'teleporting'),
      `${EVENT}.bizStep`,
      /7\.1/,
    ],
    [
      'a bizStep as the URN of CBV 1',
      () => inEvent(objectEvent(), 'bizStep', 'urn:epcglobal:cbv:bizstep:shipping'),
      `${EVENT}.bizStep`,
      /7\.1/,
    ],
    [
      'a bizStep invented in the namespace of the standard',
      () => inEvent(objectEvent(), 'bizStep', 'https://ref.gs1.org/cbv/BizStep-teleporting'),
      `${EVENT}.bizStep`,
      /7\.1/,
    ],
    [
      'a disposition for a bizStep',
      () => inEvent(objectEvent(), 'bizStep', 'in_transit'),
      `${EVENT}.bizStep`,
      /7\.1/,
    ],
    [
      'a disposition that is not standard',
      () => inEvent(objectEvent(), 'disposition', 'quarantined'),
      `${EVENT}.disposition`,
      /7\.2/,
    ],
    [
      'a persistent disposition of nothing',
      () => inEvent(objectEvent(), 'persistentDisposition', {}),
      `${EVENT}.persistentDisposition`,
      /7\.3\.5/,
    ],
    [
      'an empty persistent disposition',
      () => inEvent(objectEvent(), 'persistentDisposition/set', []),
      `${EVENT}.persistentDisposition.set`,
      /7\.3\.5/,
    ],
    [
      'an unknown persistent disposition',
      () => inEvent(objectEvent(), 'persistentDisposition/set/0', 'lost'),
      `${EVENT}.persistentDisposition.set[0]`,
      /7\.2/,
    ],
    [
      'a transaction type that is not standard',
      () => inEvent(objectEvent(), 'bizTransactionList/0/type', 'receipt'),
      `${EVENT}.bizTransactionList[0].type`,
      /7\.3/,
    ],
    [
      'a transaction without identifier',
      () => inEvent(objectEvent(), 'bizTransactionList/0/bizTransaction', undefined),
      `${EVENT}.bizTransactionList[0].bizTransaction`,
      /7\.3\.5/,
    ],
    [
      'a source without type',
      () => inEvent(objectEvent(), 'sourceList/0/type', undefined),
      `${EVENT}.sourceList[0].type`,
      /7\.3\.5/,
    ],
    [
      'a source in the list of destinations',
      () => inEvent(objectEvent(), 'destinationList', [{ type: 'location', source: 'urn:a:b' }]),
      `${EVENT}.destinationList[0].destination`,
      /7\.3\.5/,
    ],
    // how
    [
      'a sensor element without report',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport', undefined),
      `${EVENT}.sensorElementList[0].sensorReport`,
      /7\.3\.7/,
    ],
    [
      'an empty report',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport', []),
      `${EVENT}.sensorElementList[0].sensorReport`,
      /7\.3\.7/,
    ],
    [
      'a report without type',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/0/type', undefined),
      `${EVENT}.sensorElementList[0].sensorReport[0].type`,
      /7\.3\.7/,
    ],
    [
      'a measurement that is not standard',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/0/type', 'Warmth'),
      `${EVENT}.sensorElementList[0].sensorReport[0].type`,
      /CBV 2\.0 §7/,
    ],
    [
      'a reading as text',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/0/value', '5.25'),
      `${EVENT}.sensorElementList[0].sensorReport[0].value`,
      /7\.3\.7/,
    ],
    [
      'a truth as text',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/1/booleanValue', 'false'),
      `${EVENT}.sensorElementList[0].sensorReport[1].booleanValue`,
      /7\.3\.7/,
    ],
    [
      'bytes that are not hexadecimal',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/0/hexBinaryValue', '0xf0'),
      `${EVENT}.sensorElementList[0].sensorReport[0].hexBinaryValue`,
      /7\.3\.7/,
    ],
    [
      'a sensor time without zone',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorMetadata/time', '2026-03-01T08:00:00'),
      `${EVENT}.sensorElementList[0].sensorMetadata.time`,
      /7\.3\.7/,
    ],
    [
      'an unknown field of a report',
      () => inEvent(objectEvent(), 'sensorElementList/0/sensorReport/0/colour', 1),
      `${EVENT}.sensorElementList[0].sensorReport[0].colour`,
      /extension/,
    ],
    // master data
    [
      'ilmd fields without namespace',
      () => inEvent(objectEvent(), 'ilmd', { lotNumber: 'L1' }),
      `${EVENT}.ilmd.lotNumber`,
      /extension/,
    ],
    [
      'ilmd fields with a prefix that is not declared',
      () => inEvent(objectEvent(), 'ilmd', { 'mine:lot': 'L1' }),
      `${EVENT}.ilmd['mine:lot']`,
      /extension/,
    ],
    ['ilmd that is a list', () => inEvent(objectEvent(), 'ilmd', []), `${EVENT}.ilmd`, /7\.3\.6/],
    ['ilmd of an observation', () => inEvent(objectEvent(), 'action', 'OBSERVE'), `${EVENT}.ilmd`, /7\.4\.2/],
    [
      'ilmd of an aggregation',
      () => inEvent(aggregationEvent(), 'ilmd', { 'example:a': 1 }),
      `${EVENT}.ilmd`,
      /extension/,
    ],
    // error declaration
    [
      'an error declaration without time',
      () => inEvent(associationEvent(), 'errorDeclaration', {}),
      `${EVENT}.errorDeclaration.declarationTime`,
      /7\.4\.1\.2/,
    ],
    [
      'an error reason that is not standard',
      () => inEvent(associationEvent(), 'errorDeclaration/reason', 'oops'),
      `${EVENT}.errorDeclaration.reason`,
      /7\.5/,
    ],
    [
      'a corrective event that is no URI',
      () => inEvent(associationEvent(), 'errorDeclaration/correctiveEventIDs/0', '17'),
      `${EVENT}.errorDeclaration.correctiveEventIDs[0]`,
      /7\.4\.1\.2/,
    ],
    // rules of the types
    [
      'an object event about nothing',
      () =>
        documentOf({
          type: 'ObjectEvent',
          eventTime: '2026-03-01T09:00:00Z',
          eventTimeZoneOffset: '+00:00',
          action: 'OBSERVE',
        }),
      EVENT,
      /7\.4\.2/,
    ],
    [
      'an aggregation without parent',
      () => inEvent(aggregationEvent(), 'parentID', undefined),
      `${EVENT}.parentID`,
      /7\.4\.3/,
    ],
    [
      'an aggregation of nothing',
      () => documentOf({ ...aggregationEvent(), childEPCs: [], childQuantityList: [] }),
      EVENT,
      /7\.4\.3/,
    ],
    [
      'an association without parent',
      () => inEvent(associationEvent(), 'parentID', undefined),
      `${EVENT}.parentID`,
      /7\.4\.6/,
    ],
    [
      'a transaction event without transaction',
      () => inEvent(transactionEvent(), 'bizTransactionList', []),
      `${EVENT}.bizTransactionList`,
      /7\.3\.5/,
    ],
    [
      'a transaction about nothing',
      () => inEvent(transactionEvent(), 'epcList', undefined),
      EVENT,
      /7\.4\.4/,
    ],
    [
      'a transformation of nothing',
      () => documentOf({ ...transformationEvent(), inputEPCList: [], outputQuantityList: [] }),
      EVENT,
      /7\.4\.5/,
    ],
    [
      'a transformation without inputs and ID',
      () => documentOf({ ...transformationEvent(), inputEPCList: [], transformationID: undefined }),
      EVENT,
      /7\.4\.5/,
    ],
  ]
  for (const [what, document, path, rule] of refused) {
    it(`refuses ${what}, by path and rule`, () => {
      const { problems } = validateEpcis(bytesOf(document()))
      expect(problems.map((problem) => problem.path)).to.include(path)
      const [found] = problems.filter((problem) => problem.path === path)
      expect(found?.rule).to.match(rule)
      expect(found?.message).to.match(/^[A-Z].*[.]$/)
    })
  }

  it('takes standard terms as bare words and as their current URIs, and terms of other namespaces', () => {
    for (const bizStep of [
      'shipping',
      'https://ref.gs1.org/cbv/BizStep-shipping',
      'cbv:BizStep-shipping',
      'https://example.com/teleporting',
      'urn:example:teleporting',
    ]) {
      expect(validateDocument(inEvent(objectEvent(), 'bizStep', bizStep)).problems, bizStep).to.deep.equal([])
    }
  })

  it('takes sensor data of a read point for an event about nothing else', () => {
    const { sensorElementList, readPoint, eventTime, eventTimeZoneOffset } = objectEvent()
    const event = {
      type: 'ObjectEvent',
      eventTime,
      eventTimeZoneOffset,
      action: 'OBSERVE',
      sensorElementList,
      readPoint,
    }
    expect(validateDocument(documentOf(event)).problems).to.deep.equal([])
  })

  it('tells all problems up to a limit, in the order of the document', () => {
    const bad = () => ({ ...aggregationEvent(), action: 'X', bizStep: 'x', disposition: 'x' })
    const { problems } = validateDocument(documentOf(...Array.from({ length: 100 }, bad)))
    expect(problems).to.have.length(epcisLimits.maximumProblems)
    expect(problems.slice(0, 3).map(({ path }) => path)).to.deep.equal([
      `${EVENT}.action`,
      `${EVENT}.bizStep`,
      `${EVENT}.disposition`,
    ])
    expect(problems[3]?.path).to.equal('$.epcisBody.eventList[1].action')
  })

  it('limits events', () => {
    const limits = { ...epcisLimits, maximumEvents: 2 }
    const { problems } = validateDocument(documentOf(...allEvents()), limits)
    expect(problems.map(({ path }) => path)).to.deep.equal(['$.epcisBody.eventList'])
  })

  it('never quotes a value', () => {
    const secret = 'SECRET-4711'
    const events = [
      {
        ...objectEvent(),
        action: secret,
        bizStep: secret,
        epcList: [secret],
        eventTime: secret,
        eventID: secret,
      },
      { ...associationEvent(), parentID: secret, disposition: `urn:epcglobal:cbv:disp:${secret}` },
    ]
    const { problems } = validateDocument(documentOf(...events))
    expect(problems).to.have.length.greaterThan(5)
    expect(JSON.stringify(problems)).to.not.include(secret)
    expect(() => parseEpcis(bytesOf(documentOf(...events))))
      .to.throw(SalusError, '$.epcisBody.eventList[0]')
      .with.property('code', 'EPCIS_INVALID')
  })
})
