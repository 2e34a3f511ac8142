import { parseBracketedText } from './bracketedText.ts'
import { parseDigitalLink } from './digitalLink.ts'
import type { Gs1Element } from './element.ts'
import { parseElementString } from './elementString.ts'
import { parseEpcUri } from './epcUri.ts'

/**
 * The GS1 elements of what a scanner sends or a person pastes: a GS1 Digital Link, an EPC URI, the element string of a
 * barcode, or the text that is printed under it.
 *
 * @throws InvalidInputError GS1_INVALID
 */
export function parseScan(text: string): readonly Gs1Element[] {
  if (/^https?:/i.test(text)) {
    const { key, attributes } = parseDigitalLink(text)
    return [...key, ...attributes]
  }
  if (/^\s*\(/.test(text)) return parseBracketedText(text)
  return text.startsWith('urn:') ? parseEpcUri(text) : parseElementString(text)
}
