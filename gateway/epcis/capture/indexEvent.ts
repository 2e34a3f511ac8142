import { createHash } from 'node:crypto'
import { canonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import { parseDateTimeStamp } from '../../../sdk/epcis/dateTimeStamp.ts'
import type { EpcisEvent, ScopedEvent } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { type Namespaces, standardNamespaces } from '../../../sdk/epcis/namespaces.ts'
import { type Vocabulary, vocabularies } from '../../../sdk/epcis/vocabulary.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { captureLimits } from '../limits.ts'
import { canonicalId, canonicalWord, eventKeys } from './eventKeys.ts'
import type { IndexedEvent } from './indexedEvent.ts'

/**
 * Makes an event of a checked document ready to be stored. What it says of its recordTime is left out: that is set where it
 * is recorded (EPCIS 2.0, section 7.4.1). An eventID is a name, also where it looks like a hash: others compute some hashes
 * in other ways. What the chain holds is looked up by the hash that is computed here.
 *
 * @param place in the document's list of events, from 0
 * @throws InvalidInputError EPCIS_INVALID, JSON_INVALID, INPUT_TOO_LARGE
 */
export function indexEvent(scoped: ScopedEvent, place: number): IndexedEvent {
  const { event, namespaces } = scoped
  const hash = eventHash(scoped)
  const id = typeof event.eventID === 'string' ? event.eventID : hash
  const keys = eventKeys(scoped)
  const prefixes = prefixesOf(namespaces)
  if (keys.length > captureLimits.maximumKeys || prefixes.length > captureLimits.maximumContext) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `An event has at most ${captureLimits.maximumKeys} identifiers and ${captureLimits.maximumContext} bytes of prefixes.`,
    )
  }
  const term = (vocabulary: Vocabulary, value: unknown) =>
    typeof value === 'string' ? canonicalWord(vocabulary, value, namespaces) : null
  return {
    place,
    id,
    hash,
    declaration: digestOf(event.errorDeclaration),
    type: event.type,
    time: timeOf(event),
    action: typeof event.action === 'string' ? event.action : null,
    bizStep: term(vocabularies.bizStep, event.bizStep),
    disposition: term(vocabularies.disposition, event.disposition),
    readPoint: placeOf(event.readPoint, namespaces),
    bizLocation: placeOf(event.bizLocation, namespaces),
    hasSensors: Array.isArray(event.sensorElementList) && event.sensorElementList.length > 0,
    prefixes,
    text: textOf(event, id),
    keys,
  }
}

/** What a document declares beyond the standard's own prefixes, as JSON. */
function prefixesOf({ prefixes }: Namespaces): string {
  const own = [...prefixes].filter(
    ([prefix, namespace]) => standardNamespaces.prefixes.get(prefix) !== namespace,
  )
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function textOf(event: EpcisEvent, id: string): string {
  const { '@context': _context, recordTime: _recordTime, ...fields } = event
  return JSON.stringify({ ...fields, eventID: id })
}

function placeOf(value: unknown, namespaces: Namespaces): string | null {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined
  return typeof id === 'string' ? canonicalId(id, namespaces) : null
}

function timeOf({ eventTime }: EpcisEvent): number {
  const time = parseDateTimeStamp(eventTime)
  if (time !== null) return time
  throw new InvalidInputError('EPCIS_INVALID', 'The eventTime is no time.')
}

const digestOf = (declaration: unknown): string =>
  declaration === undefined || declaration === null
    ? ''
    : createHash('sha256').update(canonicalJson(declaration)).digest('hex')
