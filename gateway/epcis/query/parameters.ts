import { canonicalTerm } from '../../../sdk/epcis/hash/canonicalValue.ts'
import { standardNamespaces } from '../../../sdk/epcis/namespaces.ts'
import { isUri } from '../../../sdk/epcis/validation/values.ts'
import { type Vocabulary, vocabularies } from '../../../sdk/epcis/vocabulary.ts'
import { canonicalUri } from '../../../sdk/gs1/canonicalUri.ts'
import { ANY_EPC, canonicalId, canonicalWord, indexable, KEY, typedKey } from '../capture/eventKeys.ts'
import type { Column, KeyMatch } from './eventQuery.ts'
import { invalidQuery } from './invalidQuery.ts'

/** How a text of a query becomes what events were indexed by. @throws InvalidInputError EPCIS_QUERY_INVALID */
type Canonical = (value: string) => string

const id: Canonical = (value) => canonicalId(value, standardNamespaces)
const word =
  (vocabulary: Vocabulary): Canonical =>
  (value) =>
    canonicalWord(vocabulary, value, standardNamespaces)

/** Words are as they are written: a query that is answered with nothing because of a letter misleads. */
const oneOf =
  (name: string, allowed: readonly string[], isOwn: (value: string) => boolean = () => false): Canonical =>
  (value) => {
    if (allowed.includes(value) || isOwn(value)) return value
    throw invalidQuery(`${name} is one of ${allowed.join(', ')}.`)
  }

const ACTIONS = ['ADD', 'OBSERVE', 'DELETE']
const EVENT_TYPES = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
]

/** Parameters whose values are compared with a field that an event has once. */
export const COLUMNS = new Map<string, readonly [Column, Canonical]>([
  // Types of somebody's own namespace are URIs.
  ['eventType', ['type', oneOf('eventType', EVENT_TYPES, isUri)]],
  ['EQ_action', ['action', oneOf('EQ_action', ACTIONS)]],
  ['EQ_eventID', ['id', (value) => value]],
  ['EQ_bizStep', ['bizStep', word(vocabularies.bizStep)]],
  ['EQ_disposition', ['disposition', word(vocabularies.disposition)]],
  ['EQ_readPoint', ['readPoint', id]],
  ['EQ_bizLocation', ['bizLocation', id]],
])

const equal = (canonical: Canonical, ...kinds: string[]) => ({ kinds, canonical, takesPatterns: false })
const match = (...kinds: string[]) => ({ kinds, canonical: id, takesPatterns: true })

interface KeyParameter {
  readonly kinds: readonly string[]
  readonly canonical: Canonical
  /** Whether a pattern stands for all serial numbers of an item. */
  readonly takesPatterns: boolean
}

/** Parameters whose values are among what an event names. */
const KEYS: ReadonlyMap<string, KeyParameter> = new Map([
  ['EQ_persistentDisposition_set', equal(word(vocabularies.disposition), KEY.dispositionSet)],
  ['EQ_persistentDisposition_unset', equal(word(vocabularies.disposition), KEY.dispositionUnset)],
  ['EQ_transformationID', equal(id, KEY.transformation)],
  ['EQ_errorReason', equal(word(vocabularies.errorReason), KEY.errorReason)],
  ['EQ_correctiveEventID', equal(indexable, KEY.correctiveEvent)],
  ['MATCH_epc', match(KEY.epc)],
  ['MATCH_parentID', match(KEY.parent)],
  ['MATCH_inputEPC', match(KEY.inputEpc)],
  ['MATCH_outputEPC', match(KEY.outputEpc)],
  ['MATCH_anyEPC', match(...ANY_EPC)],
  ['MATCH_epcClass', equal(id, KEY.epcClass)],
  ['MATCH_inputEPCClass', equal(id, KEY.inputEpcClass)],
  ['MATCH_outputEPCClass', equal(id, KEY.outputEpcClass)],
  ['MATCH_anyEPCClass', equal(id, KEY.epcClass, KEY.inputEpcClass, KEY.outputEpcClass)],
])

/** Parameters that end in a type: of business transactions, sources and destinations. */
const TYPED = [
  ['EQ_bizTransaction_', 'bizTransaction', vocabularies.bizTransactionType],
  ['EQ_source_', 'source', vocabularies.sourceOrDestinationType],
  ['EQ_destination_', 'destination', vocabularies.sourceOrDestinationType],
] as const

/** What a parameter asks of the keys of an event; undefined where it is none of these. @throws EPCIS_QUERY_INVALID */
export function keyMatch(name: string, values: readonly string[]): KeyMatch | undefined {
  const parameter = KEYS.get(name) ?? typedParameter(name)
  if (!parameter) return undefined
  const isPattern = (value: string) => parameter.takesPatterns && value.startsWith('urn:epc:idpat:')
  return {
    kinds: parameter.kinds,
    values: values
      .filter((value) => !isPattern(value))
      .map((value) => {
        if (parameter.takesPatterns) requireNoPattern(name, value)
        return parameter.canonical(value)
      }),
    prefixes: values.filter(isPattern).map((value) => serialsOf(name, value)),
  }
}

function typedParameter(name: string): KeyParameter | undefined {
  const found = TYPED.find(([start]) => name.startsWith(start))
  if (!found) return undefined
  const [start, field, vocabulary] = found
  const type = name.slice(start.length)
  return equal(id, indexable(typedKey(field, type && canonicalTerm(vocabulary, type, standardNamespaces))))
}

/** The beginning that all serial numbers of a pattern's item have in canonical form. */
function serialsOf(name: string, pattern: string): string {
  const item = canonicalUri(pattern)
  if (pattern.startsWith('urn:epc:idpat:sgtin:') && item !== pattern && !pattern.slice(0, -1).includes('*'))
    return `${item}/21/`
  throw invalidQuery(`Of patterns, ${name} takes those of all serial numbers of one GTIN.`)
}

/** A serial number may have an asterisk, or be one: in the name of a thing it is that character (GS1 CSET 82). */
function requireNoPattern(name: string, value: string): void {
  if (/^(urn:epc:id:|https?:)/i.test(value) || !value.includes('*')) return
  throw invalidQuery(`${name} takes patterns as urn:epc:idpat alone.`)
}
