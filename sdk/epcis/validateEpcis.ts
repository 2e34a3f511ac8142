import { eventsOf, type ScopedEvent } from './event.ts'
import { invalid } from './invalid.ts'
import { type EpcisLimits, epcisLimits } from './limits.ts'
import { standardNamespaces } from './namespaces.ts'
import type { EpcisProblem } from './problem.ts'
import { readEpcisJson } from './readEpcisJson.ts'
import { documentCheck } from './validation/document.ts'

/** What a validator found in bytes that are JSON. */
export interface EpcisValidation {
  readonly document: Readonly<Record<string, unknown>>
  /** In the order of the document; empty when it follows the standards. */
  readonly problems: readonly EpcisProblem[]
}

/**
 * Holds JSON bytes that nobody vouches for against EPCIS 2.0 and CBV 2.0: documents, query documents, single events; all five
 * event types, sensor data, error declarations, vocabularies, and the namespaces of everything that is not the standards'.
 * Contexts are never fetched. Not checked: master data of locations and products, and whether events make sense one after
 * another.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, EPCIS_INVALID where the bytes are not JSON that every reader reads alike
 */
export function validateEpcis(bytes: Uint8Array, limits: EpcisLimits = epcisLimits): EpcisValidation {
  return validateDocument(readEpcisJson(bytes, limits), limits)
}

/** As {@link validateEpcis}, of JSON that was read already. */
export function validateDocument(
  document: Readonly<Record<string, unknown>>,
  limits: EpcisLimits = epcisLimits,
): EpcisValidation {
  const problems: EpcisProblem[] = []
  documentCheck(limits)(document, {
    path: [],
    problems,
    maximumProblems: limits.maximumProblems,
    namespaces: standardNamespaces,
  })
  return { document, problems }
}

/**
 * The events of a document that follows the standards.
 * @throws InvalidInputError INPUT_TOO_LARGE, EPCIS_INVALID with the path and the rule of the first problem
 */
export function parseEpcis(bytes: Uint8Array, limits: EpcisLimits = epcisLimits): ScopedEvent[] {
  const { document, problems } = validateEpcis(bytes, limits)
  const [first] = problems
  if (first) throw invalid(`At ${first.path}, against ${first.rule}: ${first.message}`)
  return eventsOf(document)
}
