import { elementValue, type Gs1Element, requireElement } from './element.ts'
import { epcSchemes, type Scheme, type SchemeName } from './epcSchemes.ts'
import { invalid } from './invalid.ts'
import { decodeValue } from './percentEncoding.ts'

const FORM = /^urn:epc:(id|class|idpat):([a-z]+):(\d{6,12})\.(\S*)$/

/** Whether a URI begins as one of a scheme with GS1 keys, well formed or not. */
export function isEpcUri(uri: string): boolean {
  const [, kind, name] = /^urn:epc:([a-z]+):([a-z]+):/.exec(uri) ?? []
  return Object.hasOwn(epcSchemes, `${kind}:${name}`)
}

/** Company prefix and what follows it, of a URN as GS1 Tag Data Standard, section 6, writes it. */
interface EpcParts {
  readonly scheme: Scheme
  readonly prefix: string
  readonly fields: readonly string[]
}

/**
 * The GS1 elements of an EPC pure identity, class or pattern URI (Tag Data Standard 2.0, section 6): check digits are added.
 * @throws InvalidInputError GS1_INVALID
 */
export function parseEpcUri(uri: string): Gs1Element[] {
  const elements = elementsOfEpcUri(uri)
  if (!elements)
    throw invalid('The text is no EPC URI of a scheme with GS1 keys, or its parts have wrong lengths.')
  for (const element of elements) requireElement(element)
  return elements
}

/** As {@link parseEpcUri}, without the check of characters; null where the text is no such URI. */
export function elementsOfEpcUri(uri: string): Gs1Element[] | null {
  const parts = partsOf(uri)
  return parts ? parts.scheme.read(parts.prefix, parts.fields) : null
}

/**
 * The EPC URI of elements, which must be told how long the company prefix is: the GS1 key does not say. Of one unit where a
 * serial number is there, of a lot or a class else.
 *
 * @param companyPrefixLength 6 to 12 digits
 * @throws InvalidInputError GS1_INVALID where there is no such URI for the elements
 */
export function formatEpcUri(elements: readonly Gs1Element[], companyPrefixLength: number): string {
  for (const element of elements) requireElement(element)
  if (!Number.isInteger(companyPrefixLength) || companyPrefixLength < 6 || companyPrefixLength > 12) {
    throw invalid('A company prefix has 6 to 12 digits.')
  }
  const value = (ai: string) => elementValue(elements, ai)
  const [gtin, sscc, gln, party] = ['01', '00', '414', '417'].map(value)
  const [serial, lot] = ['21', '10'].map(value)
  if (sscc) return `urn:epc:id:sscc:${indicated(sscc, companyPrefixLength)}`
  if (gtin) {
    const item = indicated(gtin, companyPrefixLength)
    if (serial) return `urn:epc:id:sgtin:${item}.${encoded(serial)}`
    return lot ? `urn:epc:class:lgtin:${item}.${encoded(lot)}` : `urn:epc:idpat:sgtin:${item}.*`
  }
  if (gln) return `urn:epc:id:sgln:${split(gln, companyPrefixLength)}.${encoded(value('254') ?? '0')}`
  if (party) return `urn:epc:id:pgln:${split(party, companyPrefixLength)}`
  throw invalid('An EPC URI is made of a GTIN, an SSCC or a GLN.')
}

function partsOf(uri: string): EpcParts | null {
  const match = FORM.exec(uri)
  if (!match) return null
  const [, kind, name, prefix, rest] = match as unknown as [string, string, string, string, string]
  const key = `${kind}:${name}`
  if (!Object.hasOwn(epcSchemes, key)) return null
  const scheme = epcSchemes[key as SchemeName]
  const fields = fieldsOf(rest, scheme.fields)
  return fields ? { scheme, prefix, fields } : null
}

/** The last field may hold points itself. */
function fieldsOf(text: string, count: number): string[] | null {
  const pieces = text.split('.')
  if (pieces.length < count) return null
  const raw = [...pieces.slice(0, count - 1), pieces.slice(count - 1).join('.')]
  const fields = raw.map(decodeValue)
  return fields.includes(null) ? null : (fields as string[])
}

/** 14 or 18 digits with the first one moved behind the company prefix and the check digit gone. */
function indicated(key: string, prefixLength: number): string {
  return `${key.slice(1, 1 + prefixLength)}.${key.slice(0, 1)}${key.slice(1 + prefixLength, -1)}`
}

const split = (key: string, prefixLength: number) =>
  `${key.slice(0, prefixLength)}.${key.slice(prefixLength, -1)}`

/** Tag Data Standard, section 6.4: these characters are escaped in URNs. */
const encoded = (value: string) =>
  value.replace(/["#%&/<>?]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
