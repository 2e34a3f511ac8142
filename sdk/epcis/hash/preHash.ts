import type { ScopedEvent } from '../event.ts'
import type { Namespaces } from '../namespaces.ts'
import { canonicalOrder, type FieldKind, type Fields, unhashed } from './canonicalOrder.ts'
import { canonicalPrimitive, canonicalTerm, canonicalText, canonicalTime } from './canonicalValue.ts'
import { joinSorted } from './codePoints.ts'
import { extensionsOf } from './extensions.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * The pre-hash string of an event (CBV 2.0, section 8.9.2): the standard fields in canonical order, instance/lot master data,
 * what others added inside standard fields, each with the names of the fields around it, and what they added to the event.
 *
 * @throws InvalidInputError EPCIS_INVALID where a field has a prefix that no context declares
 */
export function preHash({ event, namespaces }: ScopedEvent): string {
  const type = leaf(event.type, { kind: 'text' }, namespaces)
  const ilmd = isJson(event.ilmd) ? extensionsOf(event.ilmd, (name) => name === '@context', namespaces) : ''
  return [
    `eventType=${type}`,
    standardFields(event, canonicalOrder, namespaces),
    ilmd && `ilmd${ilmd}`,
    nestedExtensions(event, canonicalOrder, namespaces),
    extensionsOf(event, (name) => unhashed.has(name) || topLevel.has(name), namespaces),
  ].join('')
}

const topLevel: ReadonlySet<string> = new Set(canonicalOrder.map(([name]) => name))

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function standardFields(object: Json, fields: Fields, namespaces: Namespaces): string {
  let text = ''
  for (const [name, field] of fields) {
    const value = object[name]
    if (value !== undefined && value !== null) text += standardField(name, value, field, namespaces)
  }
  return text
}

function standardField(name: string, value: unknown, field: FieldKind, namespaces: Namespaces): string {
  if (field.kind === 'list') {
    const values = Array.isArray(value) ? value : [value]
    const items = values.map((item) => standardField(field.name, item, field.item, namespaces))
    const joined = joinSorted(items)
    return joined === '' || !field.isNamed ? joined : name + joined
  }
  if (field.kind === 'object') {
    const inner = isJson(value) ? standardFields(value, field.fields, namespaces) : ''
    return inner === '' ? '' : name + inner
  }
  const text = leaf(value, field, namespaces)
  return text === '' ? '' : `${name}=${text}`
}

function leaf(value: unknown, field: FieldKind, namespaces: Namespaces): string {
  if (typeof value === 'number' || typeof value === 'boolean') return canonicalPrimitive(value)
  if (typeof value !== 'string') return ''
  if (field.kind === 'time') return canonicalTime(value)
  return field.kind === 'term'
    ? canonicalTerm(field.vocabulary, value, namespaces)
    : canonicalText(value, namespaces)
}

/** What others added inside standard fields, in canonical order, behind the names of the fields that hold it. */
function nestedExtensions(object: Json, fields: Fields, namespaces: Namespaces): string {
  let text = ''
  for (const [name, field] of fields) {
    const value = object[name]
    if (value !== undefined) text += extensionsWithin(name, value, field, namespaces)
  }
  return text
}

function extensionsWithin(name: string, value: unknown, field: FieldKind, namespaces: Namespaces): string {
  if (field.kind === 'list') {
    const values = Array.isArray(value) ? value : [value]
    return joinSorted(values.map((item) => extensionsWithin(field.name, item, field.item, namespaces)))
  }
  if (field.kind !== 'object' || !isJson(value)) return ''
  const names = new Set(field.fields.map(([known]) => known))
  const inner =
    nestedExtensions(value, field.fields, namespaces) +
    extensionsOf(value, (known) => names.has(known), namespaces)
  return inner === '' ? '' : name + inner
}
