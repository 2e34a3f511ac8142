import { withContext } from '../namespaces.ts'
import { vocabularies } from '../vocabulary.ts'
import { eventContext } from './context.ts'
import { object } from './object.ts'
import {
  bizTransactionList,
  destinationList,
  epc,
  epcList,
  epcSet,
  errorDeclaration,
  filledBizTransactionList,
  ilmd,
  persistentDisposition,
  place,
  quantityList,
  sensorElementList,
  sourceList,
} from './parts.ts'
import { dateTimeStamp, isUri, oneOf, oneOrMore, pattern, term, uri } from './values.ts'
import { type Check, isObject, report, reportMember, type Walk } from './walk.ts'

const EVENT = 'EPCIS 2.0 §7.4.1 EPCISEvent'
const OBJECT = 'EPCIS 2.0 §7.4.2 ObjectEvent'
const AGGREGATION = 'EPCIS 2.0 §7.4.3 AggregationEvent'
const TRANSACTION = 'EPCIS 2.0 §7.4.4 TransactionEvent'
const TRANSFORMATION = 'EPCIS 2.0 §7.4.5 TransformationEvent'
const ASSOCIATION = 'EPCIS 2.0 §7.4.6 AssociationEvent'

const action = oneOf('EPCIS 2.0 §7.3.2 Action type', ['OBSERVE', 'ADD', 'DELETE'])

/** Fields of every event; the type is what chose the check. */
const common = {
  '@context': eventContext,
  type: () => {},
  eventTime: dateTimeStamp(EVENT),
  recordTime: dateTimeStamp(EVENT),
  eventTimeZoneOffset: pattern(
    EVENT,
    /^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$/,
    'Must be an offset from UTC between -14:00 and +14:00, such as +01:00.',
  ),
  eventID: uri(EVENT),
  certificationInfo: oneOrMore(EVENT, uri(EVENT)),
  errorDeclaration,
} satisfies Record<string, Check>

const dimensions = {
  bizStep: term(vocabularies.bizStep),
  disposition: term(vocabularies.disposition),
  readPoint: place,
  bizLocation: place,
  sourceList,
  destinationList,
  sensorElementList,
} satisfies Record<string, Check>

const MANDATORY = ['eventTime', 'eventTimeZoneOffset']

const objectFields = object(OBJECT, {
  fields: {
    ...common,
    ...dimensions,
    action,
    epcList: epcSet,
    quantityList,
    persistentDisposition,
    bizTransactionList,
    ilmd,
  },
  required: [...MANDATORY, 'action'],
  isExtensible: true,
})

const containerFields = {
  ...common,
  ...dimensions,
  action,
  parentID: epc,
  childEPCs: epcList,
  childQuantityList: quantityList,
  bizTransactionList,
}

const aggregationFields = object(AGGREGATION, {
  fields: containerFields,
  required: [...MANDATORY, 'action'],
  isExtensible: true,
})

const associationFields = object(ASSOCIATION, {
  fields: containerFields,
  required: [...MANDATORY, 'action', 'parentID'],
  isExtensible: true,
})

const transactionFields = object(TRANSACTION, {
  fields: {
    ...common,
    ...dimensions,
    action,
    parentID: epc,
    epcList,
    quantityList,
    bizTransactionList: filledBizTransactionList,
  },
  required: [...MANDATORY, 'action', 'bizTransactionList'],
  isExtensible: true,
})

const transformationFields = object(TRANSFORMATION, {
  fields: {
    ...common,
    ...dimensions,
    inputEPCList: epcSet,
    inputQuantityList: quantityList,
    outputEPCList: epcSet,
    outputQuantityList: quantityList,
    transformationID: uri(TRANSFORMATION),
    persistentDisposition,
    bizTransactionList,
    ilmd,
  },
  required: MANDATORY,
  isExtensible: true,
})

const extendedFields = object(EVENT, { fields: common, required: MANDATORY, isExtensible: true })

type Event = Readonly<Record<string, unknown>>
type Rule = (event: Event, walk: Walk) => void

const has = (event: Event, name: string) => Object.hasOwn(event, name)
const isFilled = (event: Event, name: string) => Array.isArray(event[name]) && event[name].length > 0

const objectRules: Rule = (event, walk) => {
  const isSensing = isFilled(event, 'sensorElementList') && has(event, 'readPoint')
  if (!has(event, 'epcList') && !isFilled(event, 'quantityList') && !isSensing) {
    report(walk, OBJECT, 'Needs an epcList or a quantityList, or sensor data of a readPoint.')
  }
  if (has(event, 'ilmd') && event.action !== 'ADD') {
    reportMember(walk, 'ilmd', OBJECT, 'Only an event with action ADD has instance/lot master data.')
  }
}

const containerRules =
  (rule: string): Rule =>
  (event, walk) => {
    const names = isFilled(event, 'childEPCs') || isFilled(event, 'childQuantityList')
    if (!names && event.action !== 'DELETE') report(walk, rule, 'Needs childEPCs or a childQuantityList.')
  }

const aggregationRules: Rule = (event, walk) => {
  containerRules(AGGREGATION)(event, walk)
  if (!has(event, 'parentID') && event.action !== 'OBSERVE') {
    reportMember(walk, 'parentID', AGGREGATION, 'Only an event with action OBSERVE may leave parentID out.')
  }
}

const transactionRules: Rule = (event, walk) => {
  if (!has(event, 'epcList') && !isFilled(event, 'quantityList') && event.action !== 'DELETE') {
    report(walk, TRANSACTION, 'Needs an epcList or a quantityList.')
  }
}

const transformationRules: Rule = (event, walk) => {
  const inputs = isFilled(event, 'inputEPCList') || isFilled(event, 'inputQuantityList')
  const outputs = isFilled(event, 'outputEPCList') || isFilled(event, 'outputQuantityList')
  if ((inputs && outputs) || (has(event, 'transformationID') && (inputs || outputs))) return
  report(walk, TRANSFORMATION, 'Needs inputs and outputs, or a transformationID and one of them.')
}

const kinds: ReadonlyMap<string, readonly [fields: Check, rules: Rule]> = new Map([
  ['ObjectEvent', [objectFields, objectRules]],
  ['AggregationEvent', [aggregationFields, aggregationRules]],
  ['TransactionEvent', [transactionFields, transactionRules]],
  ['TransformationEvent', [transformationFields, transformationRules]],
  ['AssociationEvent', [associationFields, containerRules(ASSOCIATION)]],
])

/** One event of any of the five types, or of a type of somebody's own namespace. */
export const event: Check = (value, walk) => {
  if (!isObject(value)) return report(walk, EVENT, 'Must be an object.')
  if (!has(value, 'type')) return reportMember(walk, 'type', EVENT, 'The mandatory field type is missing.')
  const outer = walk.namespaces
  walk.namespaces = withContext(value['@context'], outer)
  const kind = kinds.get(value.type as string)
  if (kind) {
    kind[0](value, walk)
    kind[1](value, walk)
  } else if (isUri(value.type)) {
    extendedFields(value, walk)
  } else {
    const types = [...kinds.keys()].join(', ')
    reportMember(walk, 'type', EVENT, `Must be one of ${types}, or a URI in your own namespace.`)
  }
  walk.namespaces = outer
}
