import { resourceRules } from '../definitions/typeRules.ts'
import { type Json, type Path, refuse } from './walk.ts'

/** Bundles that hold a record; the others are answers of a server, or messages. */
const recordTypes = ['collection', 'document', 'transaction', 'batch', 'searchset']

/** The invariants bdl-1 to bdl-11 of R4 as far as these types go, on a Bundle whose form is known to be valid. */
export function checkBundleRules(bundle: Json): void {
  const type = String(bundle.type)
  if (!recordTypes.includes(type)) {
    refuse(['type'], `is none that a record can have; use one of ${recordTypes.join(', ')}.`)
  }
  if (bundle.total !== undefined && type !== 'searchset') {
    refuse(['total'], 'belongs in a searchset only (bdl-1); leave it out.')
  }
  const entries = (bundle.entry ?? []) as readonly Json[]
  if (type === 'document') checkDocument(bundle, entries)
  const versions = new Map<string, number>()
  for (const [index, entry] of entries.entries()) {
    const path = ['entry', index]
    checkEntry(entry, type, path)
    const { fullUrl, resource = {} } = entry as { fullUrl?: string; resource?: Json }
    if (fullUrl === undefined) continue
    // bdl-7. A URI holds no space, so no two pairs of URL and version read alike.
    const version = `${fullUrl} ${String((resource.meta as Json | undefined)?.versionId)}`
    const other = versions.get(version)
    if (other !== undefined) {
      refuse([...path, 'fullUrl'], `repeats that of entry[${other}] (bdl-7); give each resource its own.`)
    }
    versions.set(version, index)
    checkFullUrl(fullUrl, resource, [...path, 'fullUrl'])
  }
}

/** bdl-9 to bdl-11. */
function checkDocument(bundle: Json, entries: readonly Json[]): void {
  const { system, value } = (bundle.identifier ?? {}) as Json
  if (system === undefined || value === undefined) {
    refuse(['identifier'], 'must have a system and a value in a document (bdl-9); add them.')
  }
  if (bundle.timestamp === undefined) refuse(['timestamp'], 'is missing in a document (bdl-10); add it.')
  if ((entries[0]?.resource as Json | undefined)?.resourceType !== 'Composition') {
    refuse(['entry', 0], 'must be the Composition of the document (bdl-11); put it first.')
  }
}

/** bdl-2 to bdl-5. */
function checkEntry({ request, response, search, resource }: Json, type: string, path: Path): void {
  const isChange = type === 'transaction' || type === 'batch'
  if (isChange && request === undefined) {
    refuse(path, `has no request, which every entry of a ${type} has (bdl-3); add it.`)
  }
  if (!isChange && request !== undefined)
    refuse(path, `has a request, which no ${type} has (bdl-3); leave it out.`)
  if (response !== undefined) refuse(path, `has a response, which no ${type} has (bdl-4); leave it out.`)
  if (search !== undefined && type !== 'searchset') {
    refuse(path, `has a search, which no ${type} has (bdl-2); leave it out.`)
  }
  if (resource === undefined && !isChange) refuse(path, 'has no resource (bdl-5); add it.')
}

/** bdl-8, and R4, Bundle.entry.fullUrl: absolute, and in agreement with the id of the resource. */
function checkFullUrl(fullUrl: string, { resourceType, id }: Json, path: Path): void {
  if (fullUrl.includes('/_history/'))
    refuse(path, 'names a version (bdl-8); leave out /_history/ and what follows.')
  if (!/^(https?:\/\/|urn:(uuid|oid):)./.test(fullUrl)) {
    refuse(path, 'is no absolute URL; write http(s)://…, urn:uuid:… or urn:oid:….')
  }
  if (resourceType === undefined || !fullUrl.startsWith('http')) return
  const [type = '', name] = fullUrl.split('/').slice(-2)
  if (resourceRules.has(type) && (type !== resourceType || (id !== undefined && id !== name))) {
    refuse(path, 'disagrees with the resourceType or the id of its resource; make them agree.')
  }
}
