import { applicationIdentifiers, predefinedLengths } from './applicationIdentifiers.ts'
import { type Gs1Element, requireElement } from './element.ts'
import { invalid } from './invalid.ts'

/** What scanners send for FNC1 between elements: group separator, ASCII 29 (General Specifications, section 7.8.3). */
export const SEPARATOR = '\u001d'

/** Symbologies that carry element strings: GS1 DataMatrix, GS1-128, GS1 DataBar and Composite, GS1 QR Code. */
const SYMBOLOGIES = /^\](d2|C1|e0|Q3)/

/** More than any GS1 symbol holds. */
const MAXIMUM_LENGTH = 4096

/**
 * Reads what a scanner sends for a GS1 DataMatrix: elements in any order, of predefined length or ended by FNC1, with or
 * without the symbology identifier in front.
 *
 * @throws InvalidInputError GS1_INVALID
 */
export function parseElementString(scanned: string): Gs1Element[] {
  if (scanned.length > MAXIMUM_LENGTH) throw invalid('The scanned text is longer than any GS1 symbol.')
  const text = withoutPrefix(scanned)
  const elements = new Map<string, string>()
  for (let offset = 0; offset < text.length; ) {
    const ai = identifierAt(text, offset)
    const { value, next } = valueAt(text, offset, ai)
    requireElement({ ai, value })
    const earlier = elements.get(ai)
    if (earlier !== undefined && earlier !== value) {
      throw invalid(`Application Identifier ${ai} is there twice with different values.`)
    }
    elements.set(ai, value)
    offset = next
  }
  if (elements.size === 0) throw invalid('The scanned text holds no elements.')
  return [...elements].map(([ai, value]) => ({ ai, value }))
}

/**
 * The element string of a GS1 symbol, without symbology identifier: elements of predefined length first, and FNC1 only where
 * it is needed.
 *
 * @throws InvalidInputError GS1_INVALID
 */
export function formatElementString(elements: readonly Gs1Element[]): string {
  for (const element of elements) requireElement(element)
  if (new Set(elements.map(({ ai }) => ai)).size < elements.length) {
    throw invalid('An Application Identifier is there twice.')
  }
  const predefined = elements.filter(isPredefined).map(({ ai, value }) => ai + value)
  const others = elements.filter((element) => !isPredefined(element)).map(({ ai, value }) => ai + value)
  return predefined.join('') + others.join(SEPARATOR)
}

const isPredefined = ({ ai }: Gs1Element) => predefinedLengths.has(ai.slice(0, 2))

function withoutPrefix(scanned: string): string {
  const symbology = SYMBOLOGIES.exec(scanned)
  if (scanned.startsWith(']') && !symbology) {
    throw invalid('The symbology identifier is not that of a GS1 symbol: ]d2 begins a GS1 DataMatrix.')
  }
  const text = symbology ? scanned.slice(symbology[0].length) : scanned
  return text.startsWith(SEPARATOR) ? text.slice(1) : text
}

function identifierAt(text: string, offset: number): string {
  for (const length of [2, 3, 4]) {
    const ai = text.slice(offset, offset + length)
    if (applicationIdentifiers.has(ai)) return ai
  }
  throw invalid(
    `At character ${offset + 1} of the element string stands no Application Identifier that Salus knows.`,
  )
}

function valueAt(text: string, offset: number, ai: string): { value: string; next: number } {
  const length = predefinedLengths.get(ai.slice(0, 2))
  const separator = text.indexOf(SEPARATOR, offset)
  const end =
    length === undefined
      ? separator === -1
        ? text.length
        : separator
      : Math.min(offset + length, text.length)
  // A separator after an element of predefined length is needless but seen; one inside it fails the syntax check.
  return { value: text.slice(offset + ai.length, end), next: text[end] === SEPARATOR ? end + 1 : end }
}
