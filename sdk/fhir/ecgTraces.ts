import type { Bundle, Resource } from './bundle.ts'
import { parseDateTime } from './dateTime.ts'
import { ecgPartsOf, ecgStartOf, readEcgPart } from './ecgObservation.ts'
import type { Samples } from './sampledData.ts'

/** A lead of an electrocardiogram in a record, to be looked at. */
export interface EcgTrace {
  /** As electrocardiography calls it; null where the Observation could not be understood. */
  readonly lead: string | null
  /** When it began, as the record says: a FHIR dateTime, which may be a day alone. Null where it says none. */
  readonly start: string | null
  /** Reads its samples, in millivolts. @throws InvalidInputError OBSERVATION_INVALID, FEATURE_UNIT_MISMATCH, INPUT_TOO_LARGE */
  read(maximumSamples: number): Samples
}

/** The leads of a Bundle, in its order. One that cannot be understood says why when it is read, and hides no other. */
export const ecgTracesOf = ({ entry }: Bundle): EcgTrace[] =>
  entry.flatMap(({ resource }) => (resource ? tracesIn(resource) : []))

function tracesIn(observation: Resource): EcgTrace[] {
  try {
    const parts = ecgPartsOf(observation)
    if (parts.length === 0) return []
    const start = startIn(observation)
    return parts.map((part) => ({
      lead: part.lead.name,
      start,
      read: (maximumSamples) => readEcgPart(part, maximumSamples),
    }))
  } catch (error) {
    const read = () => {
      throw error
    }
    return [{ lead: null, start: null, read }]
  }
}

function startIn(observation: Resource): string | null {
  const start = ecgStartOf(observation)
  return start !== undefined && parseDateTime(start) !== null ? start : null
}
