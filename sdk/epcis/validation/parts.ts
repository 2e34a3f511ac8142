import { vocabularies } from '../vocabulary.ts'
import { extensionObject, object } from './object.ts'
import { boolean, dateTimeStamp, identifier, list, number, pattern, term, text, uri } from './values.ts'
import { type Check, isObject, report, reportMember } from './walk.ts'

const WHAT = 'EPCIS 2.0 §7.3.3 The "What" dimension'
const WHERE = 'EPCIS 2.0 §7.3.4 The "Where" dimension'
const WHY = 'EPCIS 2.0 §7.3.5 The "Why" dimension'
const ILMD = 'EPCIS 2.0 §7.3.6 Instance/lot master data'
const HOW = 'EPCIS 2.0 §7.3.7 The "How" dimension, sensor data'
const ERROR = 'EPCIS 2.0 §7.4.1.2 Error declaration'

export const epc = identifier(WHAT)
export const epcSet = list(WHAT, epc, { isSet: true })
export const epcList = list(WHAT, epc)

const quantityFields = object(`${WHAT}, QuantityElement`, {
  fields: {
    epcClass: identifier(`${WHAT}, QuantityElement`),
    quantity: number(`${WHAT}, QuantityElement`),
    uom: pattern(
      `${WHAT}, QuantityElement`,
      /^[A-Z0-9]{2,3}$/,
      'Must be a unit code of UN/CEFACT Recommendation 20, such as KGM.',
    ),
  },
  required: ['epcClass'],
})

const quantityElement: Check = (value, walk) => {
  quantityFields(value, walk)
  if (isObject(value) && Object.hasOwn(value, 'uom') && !Object.hasOwn(value, 'quantity')) {
    reportMember(walk, 'uom', `${WHAT}, QuantityElement`, 'A unit needs the quantity that it is the unit of.')
  }
}

export const quantityList = list(WHAT, quantityElement)

export const place = object(WHERE, {
  fields: { id: identifier(WHERE) },
  required: ['id'],
  isExtensible: true,
})

const bizTransaction = object(WHY, {
  fields: { type: term(vocabularies.bizTransactionType), bizTransaction: uri(WHY) },
  required: ['bizTransaction'],
})

export const bizTransactionList = list(WHY, bizTransaction)
export const filledBizTransactionList = list(WHY, bizTransaction, { minimum: 1 })

const party = (name: 'source' | 'destination'): Check =>
  object(WHY, {
    fields: { type: term(vocabularies.sourceOrDestinationType), [name]: uri(WHY) },
    required: ['type', name],
  })

export const sourceList = list(WHY, party('source'))
export const destinationList = list(WHY, party('destination'))

const dispositionSet = list(WHY, term(vocabularies.disposition), { minimum: 1, isSet: true })

const dispositionFields = object(WHY, { fields: { set: dispositionSet, unset: dispositionSet } })

export const persistentDisposition: Check = (value, walk) => {
  dispositionFields(value, walk)
  if (isObject(value) && !Object.hasOwn(value, 'set') && !Object.hasOwn(value, 'unset')) {
    report(walk, WHY, 'A persistent disposition sets or unsets something.')
  }
}

export const ilmd = extensionObject(ILMD)

const sensorMetadata = object(HOW, {
  fields: {
    time: dateTimeStamp(HOW),
    startTime: dateTimeStamp(HOW),
    endTime: dateTimeStamp(HOW),
    deviceID: uri(HOW),
    deviceMetadata: uri(HOW),
    rawData: uri(HOW),
    dataProcessingMethod: uri(HOW),
    bizRules: uri(HOW),
  },
  isExtensible: true,
})

const sensorReport = object(HOW, {
  fields: {
    type: term(vocabularies.measurementType),
    exception: term(vocabularies.alertType),
    deviceID: uri(HOW),
    deviceMetadata: uri(HOW),
    rawData: uri(HOW),
    dataProcessingMethod: uri(HOW),
    bizRules: uri(HOW),
    time: dateTimeStamp(HOW),
    microorganism: uri(HOW),
    chemicalSubstance: uri(HOW),
    coordinateReferenceSystem: uri(HOW),
    value: number(HOW),
    component: term(vocabularies.component),
    stringValue: text(HOW),
    booleanValue: boolean(HOW),
    hexBinaryValue: pattern(HOW, /^[A-Fa-f0-9]+$/, 'Must be hexadecimal digits.'),
    uriValue: uri(HOW),
    minValue: number(HOW),
    maxValue: number(HOW),
    meanValue: number(HOW),
    sDev: number(HOW),
    percRank: number(HOW),
    percValue: number(HOW),
    uom: text(HOW),
  },
  required: ['type'],
  isExtensible: true,
})

const sensorElement = object(HOW, {
  fields: { sensorMetadata, sensorReport: list(HOW, sensorReport, { minimum: 1 }) },
  required: ['sensorReport'],
  isExtensible: true,
})

export const sensorElementList = list(HOW, sensorElement)

export const errorDeclaration = object(ERROR, {
  fields: {
    declarationTime: dateTimeStamp(ERROR),
    reason: term(vocabularies.errorReason),
    correctiveEventIDs: list(ERROR, uri(ERROR)),
  },
  required: ['declarationTime'],
  isExtensible: true,
})
