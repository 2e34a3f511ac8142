import { z } from 'zod'
import { elementFault, elementValue, type Gs1Element } from '../gs1/element.ts'
import { invalid } from '../gs1/invalid.ts'
import { parseScan } from '../gs1/parseScan.ts'
import { expiryOfElement } from './expiry.ts'

/** What is printed on one pack and does not change: GTIN of 14 digits, serial number, lot. */
export interface PackIdentity {
  readonly gtin: string
  readonly serial: string
  readonly lot: string
}

/** What a scanner read of a pack; lot and expiry where the barcode has them. */
export interface ScannedPack {
  readonly gtin: string
  readonly serial: string
  readonly lot?: string
  /** Last day of use, YYYY-MM-DD. */
  readonly expiry?: string
}

/** Text that is the value of an Application Identifier. */
export const elementSchema = (ai: string) =>
  z.string().refine((value) => elementFault(ai, value) === null, `is not a value of the AI ${ai}`)

/** Shape of {@link PackIdentity} in messages from peers. */
export const packIdentitySchema = z.strictObject({
  gtin: elementSchema('01'),
  serial: elementSchema('21'),
  lot: elementSchema('10'),
})

/**
 * Reads what identifies a pack from a barcode's element string, a GS1 Digital Link or an EPC URI.
 * @param currentYear of the reader, for the century of a two-digit year
 * @throws InvalidInputError GS1_INVALID where it is malformed, or names no GTIN with a serial number
 */
export function scannedPack(text: string, currentYear = new Date().getUTCFullYear()): ScannedPack {
  const elements = parseScan(text)
  const [gtin, serial, lot] = ['01', '21', '10'].map((ai) => elementValue(elements, ai))
  if (!gtin || !serial) throw invalid('A pack is identified by its GTIN (01) and its serial number (21).')
  const expiry = expiryIn(elements, currentYear)
  return {
    gtin,
    serial,
    ...(lot === undefined ? {} : { lot }),
    ...(expiry === undefined ? {} : { expiry }),
  }
}

/** The day of expiry (17), or that of a time of expiry (7003). */
function expiryIn(elements: readonly Gs1Element[], currentYear: number): string | undefined {
  const days = ['17', '7003'].flatMap((ai) => {
    const value = elementValue(elements, ai)
    return value === undefined ? [] : [expiryOfElement(value.slice(0, 6), currentYear)]
  })
  const [day, another = day] = days
  if (day !== another) throw invalid('The expiry (17) and the time of expiry (7003) name two days.')
  return day
}

/** GTIN, lot and serial number as GS1 elements, in the order of a GS1 Digital Link's path. */
export const packElements = ({ gtin, lot, serial }: PackIdentity): Gs1Element[] => [
  { ai: '01', value: gtin },
  { ai: '10', value: lot },
  { ai: '21', value: serial },
]
