import { isDateTime } from '../dateTime.ts'

/** A primitive type of FHIR R4 (datatypes, "Primitive Types") as it stands in JSON. */
export interface PrimitiveRule {
  readonly isValid: (value: unknown) => boolean
  /** Completes "must be …". */
  readonly form: string
}

/** R4, string: at most 1 MB. */
const MAXIMUM_STRING = 1024 * 1024

/** The control characters that R4 (string) does not allow: all below 32 but tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/

function isString(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= MAXIMUM_STRING &&
    !controlCharacter.test(value) &&
    value.isWellFormed()
  )
}

const isBase64 = (value: string) => value.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value)

const matching = (pattern: RegExp) => (value: unknown) => isString(value) && pattern.test(value)

const integer = (low: number, high: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= low && (value as number) <= high

const date = /^.{4}(.{3}(.{3})?)?$/
const instant = /^.{10}T/
const time = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/

const text: PrimitiveRule = {
  isValid: (value) => isString(value) && /\S/.test(value),
  form: 'a string with a character other than white space, of at most 1 MB, without control characters',
}

const uri: PrimitiveRule = { isValid: matching(/^\S+$/), form: 'a URI without white space' }

export const primitiveRules: Readonly<Record<string, PrimitiveRule>> = {
  base64Binary: {
    // Attachments are long: the limit of strings does not apply.
    isValid: (value) => typeof value === 'string' && isBase64(value.replaceAll(/\s/g, '')),
    form: 'base64',
  },
  boolean: { isValid: (value) => typeof value === 'boolean', form: 'true or false without quotes' },
  canonical: uri,
  code: {
    isValid: matching(/^\S+( \S+)*$/),
    form: 'a code: no white space but single spaces inside',
  },
  date: {
    isValid: (value) => isString(value) && date.test(value) && isDateTime(value),
    form: 'a date that exists: YYYY, YYYY-MM or YYYY-MM-DD',
  },
  dateTime: {
    isValid: (value) => isString(value) && isDateTime(value),
    form: 'a time that exists: YYYY, YYYY-MM, YYYY-MM-DD, or YYYY-MM-DDThh:mm:ss with a time zone',
  },
  decimal: { isValid: Number.isFinite, form: 'a number without quotes' },
  id: { isValid: matching(/^[A-Za-z0-9\-.]{1,64}$/), form: 'an id: 1 to 64 of A-Z a-z 0-9 - .' },
  instant: {
    isValid: (value) => isString(value) && instant.test(value) && isDateTime(value),
    form: 'a time that exists: YYYY-MM-DDThh:mm:ss with a time zone',
  },
  integer: { isValid: integer(-(2 ** 31), 2 ** 31 - 1), form: 'a whole number of 32 bits without quotes' },
  markdown: text,
  oid: { isValid: matching(/^urn:oid:[0-2](\.(0|[1-9]\d*))+$/), form: 'an OID as urn:oid:1.2.3' },
  positiveInt: { isValid: integer(1, 2 ** 31 - 1), form: 'a whole number from 1 without quotes' },
  string: text,
  time: { isValid: matching(time), form: 'a time of day: hh:mm:ss' },
  unsignedInt: { isValid: integer(0, 2 ** 31 - 1), form: 'a whole number from 0 without quotes' },
  uri,
  url: uri,
  uuid: {
    isValid: matching(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
    form: 'a UUID as urn:uuid:… in lower case',
  },
  // What may stand inside is for whoever shows it to filter.
  xhtml: { isValid: matching(/^\s*<div[\s>][\s\S]*<\/div>\s*$/), form: 'an XHTML div' },
}
