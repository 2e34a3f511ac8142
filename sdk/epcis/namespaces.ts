import { WEB_VOCABULARY } from './vocabulary.ts'

/** The prefixes that a JSON-LD context declares. */
export interface Namespaces {
  readonly prefixes: ReadonlyMap<string, string>
  /** A context elsewhere was named, which is never fetched: it may declare more prefixes. */
  readonly isOpen: boolean
}

export const EPCIS_CONTEXT_URL = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** The context of EPCIS 2.0, at its versioned and unversioned addresses and where it was before. */
const EPCIS_CONTEXT =
  /^https:\/\/(ref\.gs1\.org\/standards\/epcis\/(\d[\d.]*\/)?|gs1\.github\.io\/EPCIS\/)epcis-context\.jsonld$/

/** What the context of EPCIS 2.0 declares itself. */
export const standardNamespaces: Namespaces = {
  prefixes: new Map([
    ['epcis', 'https://ref.gs1.org/epcis/'],
    ['cbv', 'https://ref.gs1.org/cbv/'],
    // As XML writes it. A document that declares the prefix itself has the colon of JSON-LD at its end, and another hash:
    // both are as the reference implementation publishes them.
    ['cbvmda', 'urn:epcglobal:cbv:mda'],
    ['gs1', WEB_VOCABULARY],
    ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
    ['owl', 'http://www.w3.org/2002/07/owl#'],
    ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
    ['dcterms', 'http://purl.org/dc/terms/'],
  ]),
  isOpen: false,
}

/** The namespaces within an object that has this @context, given those around it. */
export function withContext(context: unknown, outer: Namespaces): Namespaces {
  if (context === undefined) return outer
  const prefixes = new Map(outer.prefixes)
  let isOpen = outer.isOpen
  for (const entry of contextEntries(context)) {
    if (typeof entry === 'string') isOpen ||= !isEpcisContext(entry)
    else if (typeof entry === 'object' && entry !== null) addPrefixes(entry, prefixes)
  }
  return { prefixes, isOpen }
}

export const contextEntries = (context: unknown): readonly unknown[] =>
  Array.isArray(context) ? context : [context]

export const isEpcisContext = (entry: unknown): boolean =>
  typeof entry === 'string' && EPCIS_CONTEXT.test(entry)

function addPrefixes(entry: object, prefixes: Map<string, string>): void {
  for (const [prefix, definition] of Object.entries(entry)) {
    if (prefix.startsWith('@')) continue
    const iri =
      typeof definition === 'string' ? definition : (definition as { '@id'?: unknown } | null)?.['@id']
    if (typeof iri === 'string') prefixes.set(prefix, iri)
  }
}

/** A name or value cut at its prefix; null where it has none, or one that is followed by // as in a URL. */
export function splitPrefix(text: string): readonly [prefix: string, rest: string] | null {
  const colon = text.indexOf(':')
  if (colon < 1 || text.startsWith('//', colon + 1)) return null
  return [text.slice(0, colon), text.slice(colon + 1)]
}
