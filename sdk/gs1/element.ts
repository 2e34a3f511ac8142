import { type ApplicationIdentifier, applicationIdentifiers } from './applicationIdentifiers.ts'
import { hasCheckDigit } from './checkDigit.ts'
import { lastDay } from './date.ts'
import { invalid } from './invalid.ts'

/** An Application Identifier and its value. */
export interface Gs1Element {
  readonly ai: string
  readonly value: string
}

const characters = {
  digits: /^\d*$/,
  date: /^\d*$/,
  // General Specifications, section 7.11: the invariant characters of ISO/IEC 646, and those of a part identifier.
  set82: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  set39: /^[#\-/0-9A-Z]*$/,
} as const

/** Why a value does not follow the syntax of its Application Identifier, as the end of a sentence; null when it does. */
export function elementFault(ai: string, value: string): string | null {
  const definition = applicationIdentifiers.get(ai)
  if (!definition) return 'is not an Application Identifier that Salus knows'
  return valueFault(definition, value)
}

/** @throws InvalidInputError GS1_INVALID */
export function requireElement({ ai, value }: Gs1Element): void {
  const fault = elementFault(ai, value)
  if (fault) throw invalid(`Application Identifier ${ai} ${fault}.`)
}

function valueFault({ title, parts }: ApplicationIdentifier, value: string): string | null {
  let rest = value
  for (const { kind, minimum, maximum, checked } of parts) {
    const piece = rest.slice(0, maximum)
    rest = rest.slice(maximum)
    if (piece.length < minimum) return `(${title}) has a value that is too short`
    if (!characters[kind].test(piece)) return `(${title}) has a character that its value may not hold`
    if (checked && !hasCheckDigit(piece)) return `(${title}) has a wrong check digit`
    if (kind === 'date' && !isDate(piece)) return `(${title}) names a day that does not exist`
  }
  return rest === '' ? null : `(${title}) has a value that is too long`
}

/** Whether a day YYMMDD may exist: 29 February does in years divisible by 4, whichever the century that is meant. */
function isDate(text: string): boolean {
  const [year, month, day] = [0, 2, 4].map((start) => Number(text.slice(start, start + 2))) as [
    number,
    number,
    number,
  ]
  return month >= 1 && month <= 12 && day <= lastDay(2000 + year, month)
}

/** The value of an Application Identifier, if it is there. */
export const elementValue = (elements: readonly Gs1Element[], ai: string): string | undefined =>
  elements.find((element) => element.ai === ai)?.value
