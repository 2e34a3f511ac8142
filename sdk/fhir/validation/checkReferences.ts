import { resourceRules } from '../definitions/typeRules.ts'
import { type FoundReference, type Json, type Path, refuse } from './walk.ts'

/** What references can lead to. */
interface Targets {
  /** Bundle.type */
  readonly type: unknown
  /** Resource types by fullUrl. */
  readonly byFullUrl: ReadonlyMap<string, string>
  /** `Type/id` of every resource of a document, by its id and by its fullUrl; empty in other Bundles. */
  readonly names: ReadonlySet<string>
  /** Resource types of contained resources by id, for each container met so far. */
  readonly contained: Map<Json, ReadonlyMap<unknown, string>>
}

const relative = /^([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/
const conditional = /^([A-Za-z]+)\?\S+$/

/**
 * Resolves the references of a Bundle that is otherwise known to be valid (FHIR R4, references and Bundle):
 * - `#id` leads to a resource contained in the same resource, `#` to that resource itself;
 * - `urn:uuid:` and `urn:oid:` lead to the entry of that fullUrl, since nothing outside the Bundle can be named so;
 * - `Type/id` leads to a resource of the Bundle when it stands in a document's Composition. Elsewhere it may be one that
 *   the custodian's server holds;
 * - `http:` and `https:` may lead anywhere;
 * - `Type?query` leads to what the server finds, in a transaction only.
 * Where the type of the target can be told it must be one that the element allows, and the one that Reference.type says.
 */
export function checkReferences(bundle: Json, references: readonly FoundReference[]): void {
  const all = targetsOf(bundle)
  for (const found of references) {
    const { reference, type } = found.value
    if (typeof reference !== 'string') continue
    const path = [...found.path, 'reference']
    const target = targetOf(reference, found, all, path)
    if (target === null) continue
    if (found.targets !== null && !found.targets.has(target)) {
      refuse(path, `must lead to a resource of type ${[...found.targets].join(', ')}.`)
    }
    if (type !== undefined && type !== target) {
      refuse(path, 'leads to a resource of another type than the `type` beside it; make the two agree.')
    }
  }
}

function targetsOf({ type, entry = [] }: Json): Targets {
  const byFullUrl = new Map<string, string>()
  const names = new Set<string>()
  for (const { fullUrl, resource } of entry as readonly { fullUrl?: string; resource?: Json }[]) {
    if (!resource) continue
    const resourceType = String(resource.resourceType)
    if (fullUrl !== undefined) byFullUrl.set(fullUrl, resourceType)
    if (type !== 'document') continue
    names.add(`${resourceType}/${String(resource.id)}`)
    if (fullUrl !== undefined) names.add(fullUrl.split('/').slice(-2).join('/'))
  }
  return { type, byFullUrl, names, contained: new Map() }
}

/** The resource type that a reference leads to; null when only the server that holds it can tell. */
function targetOf(reference: string, { container }: FoundReference, all: Targets, path: Path): string | null {
  if (reference.startsWith('#')) {
    const target = container && containedTarget(reference.slice(1), container, all)
    return target ?? refuse(path, 'names no contained resource; add it to `contained` of the same resource.')
  }
  if (/^urn:(uuid|oid):/.test(reference)) {
    const target = all.byFullUrl.get(reference)
    return target ?? refuse(path, 'is a URN that no entry has as its fullUrl; add that entry to the Bundle.')
  }
  const unversioned = reference.replace(/\/_history\/[^/]*$/, '')
  if (/^https?:\/\/./.test(reference)) return all.byFullUrl.get(unversioned) ?? null
  const match = relative.exec(reference) ?? (all.type === 'transaction' ? conditional.exec(reference) : null)
  const target = match?.[1] ?? ''
  if (!resourceRules.has(target)) {
    refuse(
      path,
      'is no reference that R4 allows here; write Type/id, an http(s) URL, the urn:uuid of an entry, or # and the id of a contained resource.',
    )
  }
  const isOfDocument = all.type === 'document' && container?.resourceType === 'Composition'
  if (isOfDocument && !all.names.has(unversioned)) {
    refuse(path, 'leads to no entry; add it: a document holds what its Composition refers to.')
  }
  return target
}

function containedTarget(id: string, container: Json, { contained }: Targets): string | undefined {
  if (id === '') return String(container.resourceType)
  const known = contained.get(container)
  if (known) return known.get(id)
  const resources = (container.contained ?? []) as readonly Json[]
  const types = new Map(resources.map((resource) => [resource.id, String(resource.resourceType)]))
  contained.set(container, types)
  return types.get(id)
}
