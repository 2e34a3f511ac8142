import { createHash } from 'node:crypto'
import type { EpcisEvent, ScopedEvent } from '../../../sdk/epcis/event.ts'
import { canonicalTerm, canonicalText } from '../../../sdk/epcis/hash/canonicalValue.ts'
import { type Namespaces, splitPrefix } from '../../../sdk/epcis/namespaces.ts'
import { type Vocabulary, vocabularies } from '../../../sdk/epcis/vocabulary.ts'
import type { EventKey } from './indexedEvent.ts'

/** Kinds of keys that a query matches by name. */
export const KEY = {
  epc: 'epc',
  parent: 'parent',
  inputEpc: 'inputEPC',
  outputEpc: 'outputEPC',
  epcClass: 'epcClass',
  inputEpcClass: 'inputEPCClass',
  outputEpcClass: 'outputEPCClass',
  transformation: 'transformation',
  dispositionSet: 'set',
  dispositionUnset: 'unset',
  errorReason: 'errorReason',
  correctiveEvent: 'correctiveEvent',
  /** A batch on chain that the event names: see {@link SALUS_NAMESPACE}. */
  batch: 'batch',
} as const

/** What MATCH_anyEPC looks at. */
export const ANY_EPC: readonly string[] = [KEY.epc, KEY.parent, KEY.inputEpc, KEY.outputEpc]

/** Keys of a business transaction, source or destination, whose type is part of what is asked for. */
export const typedKey = (field: 'bizTransaction' | 'source' | 'destination', type: string): string =>
  `${field} ${type}`

/** Namespace of the fields that Salus adds to events; `unit` is `<batchId>/<level>/<position>`. */
const SALUS_NAMESPACE = 'https://salus.example/ns/epcis/'
const UNIT = /^(0x[0-9a-f]{64})\/\d{1,2}\/\d{1,8}$/i

/** Longer identifiers are found by their hash: no index holds what a stranger made as long as a document may be. */
const LONGEST = 400

export const indexable = (value: string): string =>
  value.length <= LONGEST ? value : `sha-256:${createHash('sha256').update(value).digest('hex')}`

/** The canonical form of an identifier: EPC URN and GS1 Digital Link of one thing are the same. */
export const canonicalId = (value: string, namespaces: Namespaces): string =>
  indexable(canonicalText(value, namespaces))

export const canonicalWord = (vocabulary: Vocabulary, value: string, namespaces: Namespaces): string =>
  indexable(canonicalTerm(vocabulary, value, namespaces))

/** Everything that an event of a checked document names. */
export function eventKeys({ event, namespaces }: ScopedEvent): EventKey[] {
  const keys: EventKey[] = []
  const add = (kind: string, value: unknown) => {
    if (typeof value === 'string') keys.push([kind, canonicalId(value, namespaces)])
  }
  const addTerm = (kind: string, vocabulary: Vocabulary, value: unknown) => {
    if (typeof value === 'string') keys.push([kind, canonicalWord(vocabulary, value, namespaces)])
  }
  for (const [field, kind] of IDENTIFIERS) for (const value of listOf(event[field])) add(kind, value)
  for (const [field, kind] of QUANTITIES)
    for (const value of listOf(event[field])) add(kind, memberOf(value, 'epcClass'))
  for (const [list, field, vocabulary] of TYPED) {
    for (const item of listOf(event[list])) {
      const type = memberOf(item, 'type')
      const name = typeof type === 'string' ? canonicalTerm(vocabulary, type, namespaces) : ''
      add(indexable(typedKey(field, name)), memberOf(item, field))
    }
  }
  const { persistentDisposition, errorDeclaration } = event
  for (const value of listOf(memberOf(persistentDisposition, 'set')))
    addTerm(KEY.dispositionSet, vocabularies.disposition, value)
  for (const value of listOf(memberOf(persistentDisposition, 'unset')))
    addTerm(KEY.dispositionUnset, vocabularies.disposition, value)
  addTerm(KEY.errorReason, vocabularies.errorReason, memberOf(errorDeclaration, 'reason'))
  for (const value of listOf(memberOf(errorDeclaration, 'correctiveEventIDs'))) {
    if (typeof value === 'string') keys.push([KEY.correctiveEvent, indexable(value)])
  }
  for (const batch of batchesOf(event, namespaces)) keys.push([KEY.batch, batch])
  return keys
}

const IDENTIFIERS: readonly (readonly [field: string, kind: string])[] = [
  ['epcList', KEY.epc],
  ['childEPCs', KEY.epc],
  ['parentID', KEY.parent],
  ['inputEPCList', KEY.inputEpc],
  ['outputEPCList', KEY.outputEpc],
  ['transformationID', KEY.transformation],
]

const QUANTITIES: readonly (readonly [field: string, kind: string])[] = [
  ['quantityList', KEY.epcClass],
  ['childQuantityList', KEY.epcClass],
  ['inputQuantityList', KEY.inputEpcClass],
  ['outputQuantityList', KEY.outputEpcClass],
]

const TYPED = [
  ['bizTransactionList', 'bizTransaction', vocabularies.bizTransactionType],
  ['sourceList', 'source', vocabularies.sourceOrDestinationType],
  ['destinationList', 'destination', vocabularies.sourceOrDestinationType],
] as const

/** The batches on chain that an event names as its units. */
function* batchesOf(event: EpcisEvent, { prefixes }: Namespaces): Generator<string> {
  for (const name in event) {
    if (!name.endsWith('unit')) continue
    const [prefix = '', rest = ''] = splitPrefix(name) ?? []
    const isUnit =
      name === `${SALUS_NAMESPACE}unit` || (rest === 'unit' && prefixes.get(prefix) === SALUS_NAMESPACE)
    if (!isUnit) continue
    for (const value of listOf(event[name])) {
      const batch = typeof value === 'string' ? UNIT.exec(value)?.[1] : undefined
      if (batch !== undefined) yield batch.toLowerCase()
    }
  }
}

const listOf = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
