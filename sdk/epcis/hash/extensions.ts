import { invalid } from '../invalid.ts'
import { type Namespaces, splitPrefix } from '../namespaces.ts'
import { remarks } from './canonicalOrder.ts'
import { canonicalExtension, canonicalPrimitive } from './canonicalValue.ts'
import { joinSorted } from './codePoints.ts'

/** The fields of an object that are not the standard's: {namespace}name=value, sorted, and so on inside. */
export function extensionsOf(
  object: Readonly<Record<string, unknown>>,
  isStandard: (name: string) => boolean,
  namespaces: Namespaces,
): string {
  const names = Object.keys(object).filter((name) => !isStandard(name) && !remarks.has(name))
  return joinSorted(names.flatMap((name) => extension(qualified(name, namespaces), object[name], namespaces)))
}

/** One field of somebody's own, once for each value of a list. */
function extension(name: string, value: unknown, namespaces: Namespaces): string[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item) => extension(name, item, namespaces))
  if (typeof value === 'object') {
    return [name + extensionsOf(value as Record<string, unknown>, isContext, namespaces)]
  }
  const text =
    typeof value === 'string'
      ? canonicalExtension(value, namespaces)
      : canonicalPrimitive(value as number | boolean)
  return [text === '' ? name : `${name}=${text}`]
}

const isContext = (name: string) => name === '@context'

function qualified(name: string, { prefixes }: Namespaces): string {
  const parts = splitPrefix(name)
  if (!parts) return name
  const [prefix, local] = parts
  const namespace = prefixes.get(prefix)
  if (namespace !== undefined) return `{${namespace}}${local}`
  if (prefix === 'urn') return name
  throw invalid(`The hash needs the namespace of a field whose prefix no @context declares.`)
}
