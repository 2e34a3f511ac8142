import { z } from 'zod'
import type { Resource } from './bundle.ts'
import { parseDateTime } from './dateTime.ts'

export interface ObservationTime {
  /** As the Observation gives it; null where it gives none. */
  readonly effective: string | null
  /** Milliseconds since 1970, null when undated. */
  readonly time: number | null
}

const observationTime = z.looseObject({
  effectiveDateTime: z.string().optional(),
  effectiveInstant: z.string().optional(),
  effectivePeriod: z.looseObject({ start: z.string().optional(), end: z.string().optional() }).optional(),
})

/** When an Observation was made, the end of a period; or what is wrong with what it says of that. */
export function observationTimeOf(observation: Resource): ObservationTime | { readonly fault: string } {
  const result = observationTime.safeParse(observation)
  if (!result.success) return { fault: 'has a time of the wrong form' }
  const { effectiveDateTime, effectiveInstant, effectivePeriod } = result.data
  const effective =
    effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.end ?? effectivePeriod?.start ?? null
  if (effective === null) return { effective: null, time: null }
  const time = parseDateTime(effective)
  return time === null ? { fault: 'has a time that is not a FHIR dateTime' } : { effective, time }
}
