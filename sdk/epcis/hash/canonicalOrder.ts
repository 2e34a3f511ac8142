import { type Vocabulary, vocabularies } from '../vocabulary.ts'

/** How the value of a standard field goes into the pre-hash string. */
export type FieldKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'time' }
  | { readonly kind: 'term'; readonly vocabulary: Vocabulary }
  /** A list of values, each under its own name; the list's name is written once before them, or not at all. */
  | { readonly kind: 'list'; readonly name: string; readonly item: FieldKind; readonly isNamed: boolean }
  | { readonly kind: 'object'; readonly fields: Fields }

export type Fields = readonly (readonly [name: string, field: FieldKind])[]

const text: FieldKind = { kind: 'text' }
const time: FieldKind = { kind: 'time' }
const term = (vocabulary: Vocabulary): FieldKind => ({ kind: 'term', vocabulary })
const object = (...fields: Fields): FieldKind => ({ kind: 'object', fields })
const named = (name: string, item: FieldKind): FieldKind => ({ kind: 'list', name, item, isNamed: true })
const unnamed = (name: string, item: FieldKind): FieldKind => ({ kind: 'list', name, item, isNamed: false })
const texts = (...names: string[]): Fields => names.map((name) => [name, text] as const)

const quantities = named('quantityElement', object(...texts('epcClass', 'quantity', 'uom')))
const epcs = named('epc', text)
const place = object(...texts('id'))
const { disposition, bizTransactionType, sourceOrDestinationType } = vocabularies

const sensorMetadata = object(
  ['time', time],
  ['startTime', time],
  ['endTime', time],
  ...texts('deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules'),
)

const sensorReport = object(
  ['type', term(vocabularies.measurementType)],
  ['exception', term(vocabularies.alertType)],
  ...texts('deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod'),
  ['time', time],
  ...texts('microorganism', 'chemicalSubstance', 'value'),
  ['component', term(vocabularies.component)],
  ...texts(
    'stringValue',
    'booleanValue',
    'hexBinaryValue',
    'uriValue',
    'minValue',
    'maxValue',
    'meanValue',
    'sDev',
  ),
  ...texts('percRank', 'percValue', 'uom', 'coordinateReferenceSystem'),
)

const sensorElement = object(
  ['sensorMetadata', sensorMetadata],
  ['sensorReport', unnamed('sensorReport', sensorReport)],
)

/**
 * The canonical property order of CBV 2.0, section 8.9.2. What is not in it and not somebody's own is not hashed: recordTime,
 * eventID, errorDeclaration, certificationInfo. Lists of transactions and parties write the type before the identifier, without a
 * name of each item.
 */
export const canonicalOrder: Fields = [
  ['eventTime', time],
  ['eventTimeZoneOffset', text],
  ['epcList', epcs],
  ['parentID', text],
  ['inputEPCList', epcs],
  ['childEPCs', epcs],
  ['quantityList', quantities],
  ['childQuantityList', quantities],
  ['inputQuantityList', quantities],
  ['outputEPCList', epcs],
  ['outputQuantityList', quantities],
  ['action', text],
  ['transformationID', text],
  ['bizStep', term(vocabularies.bizStep)],
  ['disposition', term(disposition)],
  [
    'persistentDisposition',
    object(['set', unnamed('set', term(disposition))], ['unset', unnamed('unset', term(disposition))]),
  ],
  ['readPoint', place],
  ['bizLocation', place],
  ['bizTransactionList', named('', object(['type', term(bizTransactionType)], ['bizTransaction', text]))],
  ['sourceList', named('', object(['type', term(sourceOrDestinationType)], ['source', text]))],
  ['destinationList', named('', object(['type', term(sourceOrDestinationType)], ['destination', text]))],
  // CBV 2.0 names each sensorElement but not their list; the draft of 2.1 will.
  ['sensorElementList', unnamed('sensorElement', sensorElement)],
]

/** Fields of an event that are the standard's own and in no hash. */
export const unhashed: ReadonlySet<string> = new Set([
  '@context',
  'type',
  'recordTime',
  'eventID',
  'errorDeclaration',
  'certificationInfo',
  'ilmd',
])

/** Remarks for people, which GS1 leaves out of the hash. */
export const remarks: ReadonlySet<string> = new Set(['rdfs:comment', 'comment'])
