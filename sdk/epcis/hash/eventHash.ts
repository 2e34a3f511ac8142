import { createSha256 } from '#sha256'
import { bytesToHex, utf8Bytes } from '../../crypto/bytes.ts'
import type { ScopedEvent } from '../event.ts'
import { preHash } from './preHash.ts'

/**
 * The EPCIS event hash ID of an event (CBV 2.0, section 8.9.2): the same for the same event however it is written, so that
 * it can stand as the eventID or be anchored. It tells that two events are the same, not who said so.
 *
 * Where the standard's text leaves room, this is what the reference implementation (RalphTro/epcis-event-hash-generator at
 * d8d87463) publishes for CBV 2.0: extensions of standard fields behind ilmd, no name for the list of sensor elements, types
 * before identifiers, the GS1 Web Vocabulary at ref.gs1.org/voc. Unlike it, prefixes in values are written out whoever declared
 * them, as rule 15 asks, and text of standard fields is never read as a number.
 *
 * @throws InvalidInputError EPCIS_INVALID where a field has a prefix that no context declares
 */
export function eventHash(event: ScopedEvent): string {
  const hash = createSha256()
  hash.update(utf8Bytes(preHash(event)))
  return `ni:///sha-256;${bytesToHex(hash.digest()).slice(2)}?ver=CBV2.0`
}
