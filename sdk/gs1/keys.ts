import { hasCheckDigit } from './checkDigit.ts'
import { invalid } from './invalid.ts'

/**
 * A GTIN-8, -12, -13 or -14 as 14 digits, zeros in front (General Specifications, section 3.3.2).
 * @throws InvalidInputError GS1_INVALID
 */
export function parseGtin(text: string): string {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) throw invalid('A GTIN has 8, 12, 13 or 14 digits.')
  if (!hasCheckDigit(text)) throw invalid('The check digit of the GTIN is wrong: it was mistyped or misread.')
  return text.padStart(14, '0')
}

/** A Serial Shipping Container Code. @throws InvalidInputError GS1_INVALID */
export const parseSscc = (text: string): string => keyOf(text, 18, 'SSCC')

/** A Global Location Number. @throws InvalidInputError GS1_INVALID */
export const parseGln = (text: string): string => keyOf(text, 13, 'GLN')

function keyOf(text: string, length: number, name: string): string {
  if (text.length !== length || !/^\d+$/.test(text)) throw invalid(`A ${name} has ${length} digits.`)
  if (!hasCheckDigit(text))
    throw invalid(`The check digit of the ${name} is wrong: it was mistyped or misread.`)
  return text
}
