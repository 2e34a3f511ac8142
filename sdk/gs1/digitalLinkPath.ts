import { primaryKeys, shortNames } from './digitalLinkKeys.ts'
import type { Gs1Element } from './element.ts'
import { decodeValue } from './percentEncoding.ts'

/** A key and three qualifiers, each with its value: no sequence is longer. */
const MAXIMUM_SEGMENTS = 8

interface UriParts {
  readonly path: string
  readonly query: string
}

/** An http(s) URI cut as RFC 3986, section 3, cuts it; null for anything else. */
export function splitUri(uri: string): UriParts | null {
  const match = /^https?:\/\/[^/?#\s]+(\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/i.exec(uri)
  return match ? { path: match[1] ?? '', query: match[2] ?? '' } : null
}

/**
 * The key and qualifiers in a path, wherever the path of the resolver before them ends: the first place from which all the
 * rest is one key with qualifiers in their order. The values are as they stand, with escapes removed; check digits and lengths
 * are not looked at. null where there is no key.
 */
export function elementsOfPath(path: string): Gs1Element[] | null {
  const segments = path.replace(/\/$/, '').split('/').slice(1)
  for (let start = Math.max(0, segments.length - MAXIMUM_SEGMENTS); start < segments.length - 1; start++) {
    const elements = elementsFrom(segments, start)
    if (elements) return elements
  }
  return null
}

function elementsFrom(segments: readonly string[], start: number): Gs1Element[] | null {
  if ((segments.length - start) % 2 !== 0) return null
  const elements: Gs1Element[] = []
  for (let index = start; index < segments.length; index += 2) {
    const name = segments[index] as string
    const value = decodeValue(segments[index + 1] as string)
    if (value === null || value === '') return null
    elements.push({ ai: shortNames.get(name) ?? name, value })
  }
  const [key, ...qualifiers] = elements.map(({ ai }) => ai)
  const sequences = primaryKeys.get(key as string)
  if (!sequences) return null
  const isOrdered = qualifiers.length === 0 || sequences.some((order) => followsOrder(qualifiers, order))
  return isOrdered ? elements : null
}

/** Whether the names are some of those in the order, each at most once. */
function followsOrder(names: readonly string[], order: readonly string[]): boolean {
  let next = 0
  return names.every((name) => {
    const found = order.indexOf(name, next)
    next = found + 1
    return found !== -1
  })
}
