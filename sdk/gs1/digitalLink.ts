import { applicationIdentifiers } from './applicationIdentifiers.ts'
import { primaryKeys, shortNames } from './digitalLinkKeys.ts'
import { elementsOfPath, splitUri } from './digitalLinkPath.ts'
import { type Gs1Element, requireElement } from './element.ts'
import { invalid } from './invalid.ts'
import { parseGtin } from './keys.ts'
import { decodeValue, encodeValue } from './percentEncoding.ts'

export const CANONICAL_RESOLVER = 'https://id.gs1.org'

/** Longer URIs are no identifiers of packs. */
const MAXIMUM_LENGTH = 2048

/** A GS1 Digital Link URI, read. */
export interface DigitalLink {
  /** The key and its qualifiers, in the order of the path. */
  readonly key: readonly Gs1Element[]
  /** Attributes of the query that are Application Identifiers, such as an expiry date. */
  readonly attributes: readonly Gs1Element[]
}

/**
 * Reads an uncompressed GS1 Digital Link URI of any resolver (GS1 Digital Link: URI Syntax 1.3, section 3.6): keys, lengths,
 * characters and check digits are checked, a GTIN is given as 14 digits. Parameters of the query that are no Application
 * Identifiers, such as linkType, are left out.
 *
 * @throws InvalidInputError GS1_INVALID
 */
export function parseDigitalLink(uri: string): DigitalLink {
  const parts = uri.length <= MAXIMUM_LENGTH ? splitUri(uri) : null
  if (!parts) throw invalid('A GS1 Digital Link is an http or https URI of at most 2048 characters.')
  const path = elementsOfPath(parts.path)
  if (!path) {
    throw invalid(
      looksCompressed(parts.path)
        ? 'The URI holds no GS1 key that can be read; if it is a compressed GS1 Digital Link, ask its issuer for the uncompressed one.'
        : 'The path of the URI holds no GS1 key, such as /01/ and a GTIN, with qualifiers in their order.',
    )
  }
  const key = path.map(withLongGtin)
  const attributes = attributesOf(parts.query)
  const names = [...key, ...attributes].map(({ ai }) => ai)
  if (new Set(names).size < names.length) throw invalid('The URI names an Application Identifier twice.')
  for (const element of [...key, ...attributes]) requireElement(element)
  return { key, attributes }
}

/**
 * The GS1 Digital Link URI of elements: the one key among them with its qualifiers in the path, the rest in the query.
 *
 * @param resolver scheme and host, and a path if there is one, without a slash at the end
 * @throws InvalidInputError GS1_INVALID where there is no key, or more than one
 */
export function formatDigitalLink(
  elements: readonly Gs1Element[],
  resolver: string = CANONICAL_RESOLVER,
): string {
  for (const element of elements) requireElement(element)
  if (new Set(elements.map(({ ai }) => ai)).size < elements.length) {
    throw invalid('An Application Identifier is there twice.')
  }
  const [key, another] = elements.filter(({ ai }) => primaryKeys.has(ai))
  if (!key || another) throw invalid('A GS1 Digital Link has exactly one key, such as a GTIN or an SSCC.')
  const path = [key, ...qualifiersOf(key.ai, elements)]
  const query = elements.filter((element) => !path.includes(element))
  const pairs = query.map(({ ai, value }) => `${ai}=${encodeURIComponent(value)}`)
  return resolver + pathOf(path) + (pairs.length > 0 ? `?${pairs.join('&')}` : '')
}

/** The path of a key and its qualifiers. */
export const pathOf = (elements: readonly Gs1Element[]): string =>
  elements.map(({ ai, value }) => `/${ai}/${encodeValue(value)}`).join('')

/** Of the sequences that the key allows, the one that takes most of the elements. */
function qualifiersOf(key: string, elements: readonly Gs1Element[]): readonly Gs1Element[] {
  const candidates = (primaryKeys.get(key) ?? []).map((order) =>
    order.flatMap((name) => elements.filter(({ ai }) => ai === name)),
  )
  return candidates.reduce((best, next) => (next.length > best.length ? next : best), [])
}

function withLongGtin(element: Gs1Element): Gs1Element {
  return element.ai === '01' ? { ai: '01', value: parseGtin(element.value) } : element
}

function attributesOf(query: string): Gs1Element[] {
  return query.split(/[&;]/).flatMap((pair) => {
    const [written = '', ...rest] = pair.split('=')
    const name = decodeValue(written)
    if (name === null) throw invalid('The name of a parameter in the query has a malformed escape.')
    // An expiry that is left out is one that nobody compares: short names count as in the path.
    const ai = shortNames.get(name) ?? name
    if (!applicationIdentifiers.has(ai)) return []
    const value = decodeValue(rest.join('='))
    if (value === null) throw invalid(`The value of ${ai} in the query has a malformed escape.`)
    return [{ ai, value }]
  })
}

const looksCompressed = (path: string) => /\/[A-Za-z0-9_-]{10,}$/.test(path)
