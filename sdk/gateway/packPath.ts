import { formatGs1Date } from '../gs1/date.ts'
import { formatDigitalLink } from '../gs1/digitalLink.ts'
import { invalid } from '../gs1/invalid.ts'
import { isPathStep } from '../gs1/percentEncoding.ts'
import type { ScannedPack } from '../provenance/packIdentity.ts'

/**
 * Where a gateway answers about a pack: path and query of its GS1 Digital Link, without a slash before them.
 * @throws InvalidInputError GS1_INVALID
 */
export function packPath({ gtin, serial, lot, expiry }: ScannedPack): string {
  if ([serial, lot].some((value) => value !== undefined && isPathStep(value))) {
    throw invalid('A serial number or lot that is nothing but one or two dots cannot stand in a URI.')
  }
  const elements = [
    { ai: '01', value: gtin },
    ...(lot === undefined ? [] : [{ ai: '10', value: lot }]),
    { ai: '21', value: serial },
    ...(expiry === undefined ? [] : [{ ai: '17', value: expiryElement(expiry) }]),
  ]
  return formatDigitalLink(elements, '').slice(1)
}

function expiryElement(expiry: string): string {
  const [year = 0, month = 0, day = 0] = expiry.split('-').map(Number)
  return formatGs1Date({ year, month, day })
}
