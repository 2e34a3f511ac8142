import { epcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { parseEpcis } from '../../../sdk/epcis/validateEpcis.ts'
import { type ConditionEventInput, conditionEvent } from '../../../sdk/provenance/coldChain/sensorElement.ts'

/**
 * The readings of a log as an EPCIS document with one event, and the CBV hash of that event. What was given as EPC or URI is
 * checked as if a partner had sent it.
 * @throws InvalidInputError EPCIS_INVALID
 */
export function readingsDocument(input: Omit<ConditionEventInput, 'eventTimeZoneOffset'>): {
  readonly bytes: Uint8Array
  readonly hash: string
} {
  const event = conditionEvent({ ...input, eventTimeZoneOffset: '+00:00' })
  const bytes = new TextEncoder().encode(`${JSON.stringify(epcisDocument([event], new Date()), null, 2)}\n`)
  parseEpcis(bytes)
  return { bytes, hash: eventHash(event) }
}
