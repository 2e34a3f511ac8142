import { checkDigit } from './checkDigit.ts'
import type { Gs1Element } from './element.ts'

/** How the fields of an EPC URI make GS1 elements. */
export interface Scheme {
  /** Fields after the company prefix. */
  readonly fields: number
  /** null where a field has the wrong length or kind. */
  readonly read: (prefix: string, fields: readonly string[]) => Gs1Element[] | null
}

type Fields = readonly (string | undefined)[]

const checked = (digits: string): string => digits + checkDigit(digits)
const isDigits = (text: string, length: number) => text.length === length && /^\d*$/.test(text)
const isText = (text: string | undefined, maximum: number): text is string =>
  text !== undefined && text.length >= 1 && text.length <= maximum

/** Company prefix and reference as one number of this length, its check digit added. */
function plain(prefix: string, reference: string | undefined, length: number): string | null {
  return reference !== undefined && isDigits(reference, length - prefix.length)
    ? checked(prefix + reference)
    : null
}

/** As {@link plain}; the first digit of the reference, an indicator or extension, goes to the front. */
function indicated(prefix: string, reference: string | undefined, length: number): string | null {
  return reference !== undefined && isDigits(reference, length - prefix.length)
    ? checked(reference.slice(0, 1) + prefix + reference.slice(1))
    : null
}

/** A GTIN and one more element, or none where the field is the pattern. */
const trade =
  (ai: string, maximum: number) =>
  (prefix: string, [item, text]: Fields): Gs1Element[] | null => {
    const gtin = indicated(prefix, item, 13)
    return gtin && isText(text, maximum) ? [one('01', gtin), one(ai, text)] : null
  }

const pattern =
  (read: (prefix: string, fields: Fields) => Gs1Element[] | null) =>
  (prefix: string, fields: Fields): Gs1Element[] | null =>
    fields.at(-1) === '*' ? read(prefix, fields.slice(0, -1)) : null

const gtinOnly = (prefix: string, [item]: Fields) => single('01', indicated(prefix, item, 13))

/** A key of 13 digits, what stands before them, and a serial that is a part of the value. */
const serialised =
  (ai: string, leading: string, serial: RegExp) =>
  (prefix: string, [type, text]: Fields): Gs1Element[] | null => {
    const key = plain(prefix, type, 12)
    return key && text !== undefined && serial.test(text) ? [one(ai, leading + key + text)] : null
  }

const unserialised =
  (ai: string, leading = '') =>
  (prefix: string, [type]: Fields) => {
    const key = plain(prefix, type, 12)
    return single(ai, key && leading + key)
  }

/** Company prefix and text without a point between them. */
const joined =
  (ai: string) =>
  (prefix: string, [text]: Fields) =>
    single(ai, isText(text, 30 - prefix.length) ? prefix + text : null)

const numbered =
  (ai: string, length: number) =>
  (prefix: string, [reference]: Fields) =>
    single(ai, plain(prefix, reference, length))

const one = (ai: string, value: string): Gs1Element => ({ ai, value })
const single = (ai: string, value: string | null) => (value === null ? null : [one(ai, value)])

function itip(prefix: string, [item, piece = '', total = '']: Fields): Gs1Element[] | null {
  const gtin = indicated(prefix, item, 13)
  return gtin && isDigits(piece, 2) && isDigits(total, 2) ? [one('8006', gtin + piece + total)] : null
}

function serialItip(prefix: string, fields: Fields): Gs1Element[] | null {
  const key = itip(prefix, fields)
  const serial = fields[3]
  return key && isText(serial, 20) ? [...key, one('21', serial)] : null
}

function sgln(prefix: string, [location, extension]: Fields): Gs1Element[] | null {
  const gln = plain(prefix, location, 12)
  if (!gln || !isText(extension, 20)) return null
  // Tag Data Standard, section 6.3.3: extension 0 says that there is none.
  return extension === '0' ? [one('414', gln)] : [one('414', gln), one('254', extension)]
}

function part(prefix: string, [reference, serial = '']: Fields): Gs1Element[] | null {
  const key = joined('8010')(prefix, [reference])
  return key && /^\d{1,12}$/.test(serial) ? [...key, one('8011', serial)] : null
}

/** Schemes of the Tag Data Standard 2.0, section 6.3, that GS1 keys have. */
export const epcSchemes = {
  'id:sgtin': { fields: 2, read: trade('21', 20) },
  'id:upui': { fields: 2, read: trade('235', 28) },
  'class:lgtin': { fields: 2, read: trade('10', 20) },
  'idpat:sgtin': { fields: 2, read: pattern(gtinOnly) },
  'idpat:upui': { fields: 2, read: pattern(gtinOnly) },
  'id:sscc': {
    fields: 1,
    read: (prefix: string, [serial]: Fields) => single('00', indicated(prefix, serial, 17)),
  },
  'id:sgln': { fields: 2, read: sgln },
  'id:pgln': { fields: 1, read: numbered('417', 12) },
  'id:grai': { fields: 2, read: serialised('8003', '0', /^.{1,16}$/) },
  'idpat:grai': { fields: 2, read: pattern(unserialised('8003', '0')) },
  'id:gdti': { fields: 2, read: serialised('253', '', /^.{1,17}$/) },
  'idpat:gdti': { fields: 2, read: pattern(unserialised('253')) },
  'id:sgcn': { fields: 2, read: serialised('255', '', /^\d{1,12}$/) },
  'idpat:sgcn': { fields: 2, read: pattern(unserialised('255')) },
  'id:giai': { fields: 1, read: joined('8004') },
  'id:ginc': { fields: 1, read: joined('401') },
  'id:gsin': { fields: 1, read: numbered('402', 16) },
  'id:gsrn': { fields: 1, read: numbered('8018', 17) },
  'id:gsrnp': { fields: 1, read: numbered('8017', 17) },
  'id:cpi': { fields: 2, read: part },
  'idpat:cpi': { fields: 2, read: pattern(joined('8010')) },
  'id:itip': { fields: 4, read: serialItip },
  'idpat:itip': { fields: 4, read: pattern(itip) },
} as const satisfies Record<string, Scheme>

export type SchemeName = keyof typeof epcSchemes
