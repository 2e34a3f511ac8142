import { canonicalUri } from '../../gs1/canonicalUri.ts'
import { canonicalDecimal } from '../../json/canonicalDecimal.ts'
import { parseDateTimeStamp } from '../dateTimeStamp.ts'
import { type Namespaces, splitPrefix } from '../namespaces.ts'
import { expandStandard, type Vocabulary } from '../vocabulary.ts'

/** The most that a number of milliseconds can be and still be a date (ECMA-262, section 21.4.1.1). */
const MAXIMUM_TIME = 8.64e15

/** A time in UTC with milliseconds; text that is no time is given back as it is. */
export function canonicalTime(value: string): string {
  const time = parseDateTimeStamp(value.trim())
  return time === null || Math.abs(time) > MAXIMUM_TIME ? value.trim() : new Date(time).toISOString()
}

/** The URI of a term, standard or not. */
export const canonicalTerm = ({ uri, terms }: Vocabulary, value: string, namespaces: Namespaces): string =>
  terms.has(value) ? uri + value : canonicalText(value, namespaces)

/** Text without spaces around it, prefixes written out, terms of CBV as their URIs and GS1 keys as canonical Digital Links. */
export function canonicalText(value: string, namespaces: Namespaces): string {
  const text = value.trim()
  if (!text.includes(':')) return text
  return canonicalUri(expandStandard(expandPrefix(text, namespaces)))
}

/** The value of a field of somebody's own. Numbers look the same with and without quotes, as they do in XML. */
export function canonicalExtension(value: string, namespaces: Namespaces): string {
  return canonicalDecimal(value.trim()) ?? canonicalText(value, namespaces)
}

/** true, false, or a number without exponent and needless zeros. */
export const canonicalPrimitive = (value: number | boolean): string =>
  typeof value === 'number' ? (canonicalDecimal(String(value)) ?? String(value)) : String(value)

function expandPrefix(text: string, { prefixes }: Namespaces): string {
  const parts = splitPrefix(text)
  const namespace = parts && prefixes.get(parts[0])
  return namespace === undefined || namespace === null ? text : namespace + parts?.[1]
}
