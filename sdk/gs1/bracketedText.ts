import { applicationIdentifiers } from './applicationIdentifiers.ts'
import { type Gs1Element, requireElement } from './element.ts'
import { invalid } from './invalid.ts'

/** More than any GS1 symbol holds. */
const MAXIMUM_LENGTH = 4096

/**
 * Reads the human readable interpretation of a GS1 symbol, as a person types it: each Application Identifier in brackets before
 * its value (General Specifications, section 4.14). Brackets around anything else belong to the value, spaces around values
 * to the print.
 *
 * @throws InvalidInputError GS1_INVALID
 */
export function parseBracketedText(typed: string): Gs1Element[] {
  if (typed.length > MAXIMUM_LENGTH) throw invalid('The text is longer than any GS1 symbol.')
  const starts = [...typed.matchAll(/\((\d{2,4})\)/g)].filter(([, ai = '']) => applicationIdentifiers.has(ai))
  if (typed.slice(0, starts[0]?.index).trim() !== '') {
    throw invalid('The text does not begin with an Application Identifier in brackets that Salus knows.')
  }
  const elements = starts.map(({ 0: bracketed, 1: ai = '', index }, place) => ({
    ai,
    value: typed.slice(index + bracketed.length, starts[place + 1]?.index).trim(),
  }))
  for (const element of elements) requireElement(element)
  if (new Set(elements.map(({ ai }) => ai)).size < elements.length) {
    throw invalid('The text names an Application Identifier twice.')
  }
  return elements
}
