import { contextEntries, EPCIS_CONTEXT_URL, isEpcisContext } from '../namespaces.ts'
import { isUri } from './values.ts'
import { type Check, isObject, report } from './walk.ts'

const RULE = 'EPCIS 2.0 §10 JSON/JSON-LD binding, @context'

/** Prefixes that the context of EPCIS protects: another meaning for them would change what the document says. */
const PROTECTED: ReadonlyMap<string, string> = new Map([
  ['epcis', 'https://ref.gs1.org/epcis/'],
  ['cbv', 'https://ref.gs1.org/cbv/'],
])

/** The @context of a document. */
export const documentContext: Check = (value, walk) => {
  eventContext(value, walk)
  namesEpcis(value, walk)
}

/** Without the context of EPCIS, no field has a meaning. */
export const namesEpcis: Check = (value, walk) => {
  if (contextEntries(value).some(isEpcisContext)) return
  report(walk, RULE, `Must name the context of EPCIS, ${EPCIS_CONTEXT_URL}.`)
}

/** The @context that an event within a document may add. */
export const eventContext: Check = (value, walk) => {
  const entries = contextEntries(value)
  if (new Set(entries).size < entries.length) report(walk, RULE, 'Names a context twice.')
  for (const entry of entries) {
    if (isObject(entry)) checkDeclarations(entry, walk)
    else if (!isUri(entry))
      report(walk, RULE, 'Must be a URI, an object that declares prefixes, or a list of those.')
  }
}

const checkDeclarations = (entry: Record<string, unknown>, walk: Parameters<Check>[1]): void => {
  for (const [prefix, standard] of PROTECTED) {
    if (Object.hasOwn(entry, prefix) && entry[prefix] !== standard) {
      report(walk, RULE, `The prefix ${prefix} is the standard's and cannot mean something else.`)
    }
  }
}
