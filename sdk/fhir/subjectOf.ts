import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Bundle, BundleEntry, Resource } from './bundle.ts'
import { codeSystems } from './featureSpec.ts'

/** The one patient that a Bundle is about. */
export interface Subject {
  /** As the Observations refer to the patient, `Patient/…` or a URL; null in a Bundle with no Observation. */
  readonly reference: string | null
  /** The Patient resource, null when the Bundle holds none. */
  readonly patient: Resource | null
  /** The decentralised identifier among the Patient's identifiers (system `urn:ietf:rfc:3986`), null without one. */
  readonly did: string | null
}

const identifiers = z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() }))
const subject = z.looseObject({ subject: z.looseObject({ reference: z.string().min(1) }) })

/**
 * Finds the one patient of a Bundle. Every Observation must have a subject and all the same one, whatever its
 * status, and a Patient resource in the Bundle must be that subject.
 *
 * @throws InvalidInputError SUBJECT_INVALID
 */
export function subjectOf(bundle: Bundle): Subject {
  const patients = bundle.entry.filter(({ resource }) => resource?.resourceType === 'Patient')
  if (patients.length > 1)
    throw invalid(`The Bundle holds ${patients.length} Patient resources; it must be about one.`)
  const references = new Set(
    bundle.entry.flatMap((entry, index) =>
      entry.resource?.resourceType === 'Observation' ? [subjectReference(entry.resource, index)] : [],
    ),
  )
  const entry = patients[0]
  if (!entry) {
    if (references.size > 1) throw severalSubjects()
    const [reference] = references
    if (!reference) throw invalid('The Bundle names no patient: it holds no Patient and no Observation.')
    return { reference, patient: null, did: null }
  }
  const names = namesOf(entry)
  for (const reference of references) if (!names.has(reference)) throw severalSubjects()
  const [reference = null] = references
  return { reference, patient: entry.resource ?? null, did: didOf(entry.resource) }
}

function subjectReference(observation: Resource, index: number): string {
  const result = subject.safeParse(observation)
  if (!result.success) throw invalid(`The Observation at entry ${index} names no patient as its subject.`)
  return result.data.subject.reference.replace(/\/_history\/[^/]*$/, '')
}

/** What a reference to this Patient may read (FHIR R4, Bundle, resolving references). */
function namesOf(entry: BundleEntry): Set<string> {
  const names = new Set<string>()
  const id = entry.resource?.id
  if (typeof id === 'string') names.add(`Patient/${id}`)
  if (entry.fullUrl) {
    names.add(entry.fullUrl)
    const relative = /(?:^|\/)(Patient\/[A-Za-z0-9\-.]{1,64})$/.exec(entry.fullUrl)?.[1]
    if (relative) names.add(relative)
  }
  return names
}

function didOf(patient: Resource | undefined): string | null {
  const result = identifiers.safeParse(patient?.identifier ?? [])
  if (!result.success) throw invalid('The identifiers of the Patient are malformed.')
  const dids = result.data.flatMap(({ system, value }) =>
    system === codeSystems.uri && value?.startsWith('did:') ? [value] : [],
  )
  if (new Set(dids).size > 1)
    throw invalid('The Patient has several decentralised identifiers; it must have one.')
  return dids[0] ?? null
}

function severalSubjects(): InvalidInputError {
  return invalid('The Observations of the Bundle are about several patients; they must be about one.')
}

function invalid(message: string): InvalidInputError {
  return new InvalidInputError('SUBJECT_INVALID', message)
}
