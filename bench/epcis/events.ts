const CONTEXT = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/' },
]

/** What a maker and a distributor of a medicine would send: packs, cases, a shipment with its temperatures, a change of lots. */
const kinds = [
  (serial: string, time: string) => ({
    type: 'ObjectEvent',
    eventTime: time,
    eventTimeZoneOffset: '+01:00',
    epcList: [1, 2, 3, 4].map((pack) => `urn:epc:id:sgtin:4012345.011111.${serial}${pack}`),
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0' },
    ilmd: { 'cbvmda:lotNumber': 'L1', 'cbvmda:itemExpirationDate': '2028-12-31', 'example:line': '4' },
  }),
  (serial: string, time: string) => ({
    type: 'AggregationEvent',
    eventTime: time,
    eventTimeZoneOffset: '+01:00',
    parentID: 'urn:epc:id:sscc:4012345.0000000333',
    childEPCs: [1, 2, 3, 4].map((pack) => `https://id.gs1.org/01/04012345111118/21/${serial}${pack}`),
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0' },
  }),
  (serial: string, time: string) => ({
    type: 'ObjectEvent',
    eventTime: time,
    eventTimeZoneOffset: '+01:00',
    epcList: ['urn:epc:id:sscc:4012345.0000000333'],
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    readPoint: { id: 'urn:epc:id:sgln:4012345.00005.0' },
    bizTransactionList: [{ type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:4012345000009:${serial}` }],
    sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00000' }],
    destinationList: [{ type: 'owning_party', destination: 'urn:epc:id:pgln:0614141.00000' }],
    sensorElementList: [
      {
        sensorMetadata: { deviceID: 'urn:epc:id:giai:4000001.111', startTime: time, endTime: time },
        sensorReport: [
          { type: 'Temperature', minValue: 2.1, maxValue: 7.9, meanValue: 5.2, sDev: 0.41, uom: 'CEL' },
        ],
      },
    ],
  }),
  (serial: string, time: string) => ({
    type: 'TransformationEvent',
    eventTime: time,
    eventTimeZoneOffset: '+01:00',
    inputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.011111.L1', quantity: 12.5, uom: 'KGM' }],
    outputQuantityList: [{ epcClass: `urn:epc:class:lgtin:4012345.011111.${serial}`, quantity: 120 }],
    bizStep: 'repackaging',
  }),
] as const

/** A capture document of so many events, no two the same. */
export function captureDocument(events: number): Uint8Array {
  const start = Date.UTC(2026, 2, 1)
  const eventList = Array.from({ length: events }, (_, index) =>
    kinds[index % kinds.length]?.(`S${index}`, new Date(start + index * 1000).toISOString()),
  )
  return new TextEncoder().encode(
    JSON.stringify({
      '@context': CONTEXT,
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: new Date(start).toISOString(),
      epcisBody: { eventList },
    }),
  )
}
