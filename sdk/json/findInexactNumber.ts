import { canonicalDecimal } from './canonicalDecimal.ts'
import { closingQuote } from './findJsonFault.ts'

const [quote, minus, zero, nine] = [34, 45, 48, 57]

/** As many significant digits a double always keeps (IEEE 754-2019, binary64). */
const SAFE_DIGITS = 15

/**
 * Looks in JSON text that JSON.parse takes for a number that JavaScript would read as another one: too many digits, or out of
 * the range of a double.
 * @returns characters before it; null when all numbers are kept
 */
export function findInexactNumber(json: string): number | null {
  for (let offset = 0; offset < json.length; offset++) {
    const code = json.charCodeAt(offset)
    if (code === quote) {
      offset = closingQuote(json, offset)
    } else if (code === minus || (code >= zero && code <= nine)) {
      const end = endOfNumber(json, offset)
      if (!isKept(json.slice(offset, end))) return offset
      offset = end - 1
    }
  }
  return null
}

function endOfNumber(json: string, start: number): number {
  let end = start + 1
  while (end < json.length && /[0-9.eE+-]/.test(json[end] as string)) end++
  return end
}

function isKept(literal: string): boolean {
  if (literal.length <= SAFE_DIGITS && !/[eE]/.test(literal)) return true
  const meant = canonicalDecimal(literal)
  return meant !== null && meant === canonicalDecimal(String(Number(literal)))
}
