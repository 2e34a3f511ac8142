type Json = Record<string, unknown>

export const CONTEXT = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/' },
]

export const objectEvent = (): Json => ({
  type: 'ObjectEvent',
  eventTime: '2026-03-01T08:30:00.000+01:00',
  eventTimeZoneOffset: '+01:00',
  epcList: ['https://id.gs1.org/01/09506000134352/21/S1', 'urn:epc:id:sgtin:4012345.011111.S2'],
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.011111.L1', quantity: 12.5, uom: 'KGM' }],
  action: 'ADD',
  bizStep: 'commissioning',
  disposition: 'active',
  persistentDisposition: { set: ['completeness_verified'], unset: ['completeness_inferred'] },
  readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0', 'example:dock': '4' },
  bizLocation: { id: 'https://id.gs1.org/414/4012345000054' },
  bizTransactionList: [
    { type: 'po', bizTransaction: 'urn:epc:id:gdti:4012345.11111.123' },
    { bizTransaction: 'https://example.com/asn/1' },
  ],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00000' }],
  destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:0614141.00777.0' }],
  certificationInfo: ['https://example.com/certificate/1'],
  sensorElementList: [
    {
      sensorMetadata: { time: '2026-03-01T08:00:00Z', deviceID: 'urn:epc:id:giai:4000001.111' },
      sensorReport: [
        { type: 'Temperature', value: 5.25, uom: 'CEL', 'example:probe': 'left' },
        { type: 'example:Tilt', booleanValue: false, component: 'x' },
      ],
    },
  ],
  ilmd: { 'example:grade': 'A', 'cbvmda:lotNumber': 'L1' },
  'example:note': { 'example:words': ['b', 'a', { 'example:more': 1 }] },
})

export const aggregationEvent = (): Json => ({
  type: 'AggregationEvent',
  eventTime: '2026-03-01T09:00:00Z',
  eventTimeZoneOffset: '+00:00',
  parentID: 'urn:epc:id:sscc:4012345.0000000333',
  childEPCs: ['urn:epc:id:sgtin:4012345.011111.S2'],
  childQuantityList: [{ epcClass: 'urn:epc:idpat:sgtin:4012345.066666.*', quantity: 3 }],
  action: 'ADD',
})

export const transactionEvent = (): Json => ({
  type: 'TransactionEvent',
  eventTime: '2026-03-01T10:00:00Z',
  eventTimeZoneOffset: '-06:00',
  bizTransactionList: [{ type: 'inv', bizTransaction: 'urn:epcglobal:cbv:bt:4012345000009:1' }],
  parentID: 'urn:epc:id:sscc:4012345.0000000333',
  epcList: ['urn:epc:id:sgtin:4012345.011111.S2'],
  action: 'OBSERVE',
})

export const transformationEvent = (): Json => ({
  type: 'TransformationEvent',
  eventTime: '2026-03-01T11:00:00Z',
  eventTimeZoneOffset: '+14:00',
  inputEPCList: ['urn:epc:id:sgtin:4012345.011111.S2'],
  outputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.011111.L2', quantity: 1 }],
  transformationID: 'urn:epc:id:gdti:4012345.55555.1',
  ilmd: { 'example:grade': 'B' },
})

export const associationEvent = (): Json => ({
  type: 'AssociationEvent',
  eventTime: '2026-03-01T12:00:00Z',
  eventTimeZoneOffset: '+01:00',
  parentID: 'urn:epc:id:grai:4012345.55555.987',
  childEPCs: ['urn:epc:id:giai:4000001.12345'],
  action: 'DELETE',
  errorDeclaration: {
    declarationTime: '2026-03-02T12:00:00Z',
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8'],
  },
})

export const allEvents = (): Json[] => [
  objectEvent(),
  aggregationEvent(),
  transactionEvent(),
  transformationEvent(),
  associationEvent(),
]

export const documentOf = (...events: unknown[]): Json => ({
  '@context': CONTEXT,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-03T00:00:00Z',
  epcisBody: { eventList: events },
})

export const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
