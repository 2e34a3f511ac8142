import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Resource } from './bundle.ts'
import { readSampledData, type SampledDataRules, type Samples } from './sampledData.ts'
import { type EcgLead, leadOf } from './sampledDataLeads.ts'

/** One lead of an Observation, its samples not read yet. */
export interface EcgPart {
  readonly lead: EcgLead
  /** valueSampledData, as nobody vouches for it. */
  readonly data: unknown
}

const LABEL = 'The electrocardiogram'

const rules: Omit<SampledDataRules, 'maximumSamples'> = {
  label: LABEL,
  units: { mV: 1, uV: 0.001 },
  // 2000 to 100 Hz.
  period: [0.5, 10],
}

const usableStatuses = new Set(['final', 'amended', 'corrected'])
const coding = z.looseObject({ system: z.string().optional(), code: z.string().optional() })
const coded = z.looseObject({
  code: z.looseObject({ coding: z.array(coding).default([]) }),
  valueSampledData: z.unknown().optional(),
})
const timed = z.looseObject({
  effectiveDateTime: z.string().optional(),
  effectiveInstant: z.string().optional(),
  effectivePeriod: z.looseObject({ start: z.string().optional() }).optional(),
})

/**
 * The electrocardiogram of a FHIR R4 resource: valueSampledData of a finished Observation or its components, coded as a lead
 * (ISO/IEEE 11073-10101) or as an EKG study (LOINC 11524-6). None where the resource has no such.
 *
 * @throws InvalidInputError OBSERVATION_INVALID
 */
export function ecgPartsOf(resource: Resource): EcgPart[] {
  if (resource.resourceType !== 'Observation' || !usableStatuses.has(String(resource.status))) return []
  const components = Array.isArray(resource.component) ? resource.component : []
  const parts = [resource, ...components].flatMap((part: unknown) => {
    const found = coded.safeParse(part)
    if (!found.success || found.data.valueSampledData === undefined) return []
    const lead = found.data.code.coding.map(leadOf).find((candidate) => candidate !== undefined)
    if (!lead) return []
    // It may turn the meaning around, so a reader that does not know it must not go on (R4, Extensibility, 2.4.2).
    if (isModified(resource) || isModified(part))
      throw invalidEcg('has a modifierExtension, which may change its meaning')
    return [{ lead, data: found.data.valueSampledData }]
  })
  if (new Set(parts.map(({ lead }) => lead)).size < parts.length)
    throw invalidEcg(
      'has one lead twice in one Observation; give each segment an Observation with its own time',
    )
  return parts
}

const isModified = (part: unknown) => typeof part === 'object' && part !== null && 'modifierExtension' in part

/** When an Observation began, as it says; undefined where it does not. @throws InvalidInputError OBSERVATION_INVALID */
export function ecgStartOf(observation: Resource): string | undefined {
  const result = timed.safeParse(observation)
  if (!result.success) throw invalidEcg('has a time of the wrong form')
  const { effectiveDateTime, effectiveInstant, effectivePeriod } = result.data
  return effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start
}

/** The samples of a lead in millivolts. @throws InvalidInputError as {@link readSampledData} */
export const readEcgPart = ({ data }: EcgPart, maximumSamples: number): Samples =>
  readSampledData(data, { ...rules, maximumSamples })

export function invalidEcg(what: string): InvalidInputError {
  return new InvalidInputError('OBSERVATION_INVALID', `${LABEL} ${what}.`)
}
