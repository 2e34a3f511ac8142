import type { Bundle, Resource } from './bundle.ts'
import { codeSystems } from './featureSpec.ts'
import { type EcgLead, ecgLeads, mdcSystems } from './sampledDataLeads.ts'

/** Several samples of one lead. */
export interface EcgSegment {
  /** ISO 8601, of the first sample. */
  readonly start: string
  readonly samplingHertz: number
  /** In steps of `stepMillivolts`; E, U and L as in FHIR SampledData. */
  readonly counts: readonly (number | 'E' | 'U' | 'L')[]
  readonly stepMillivolts: number
}

/** Reserved by RFC 2606: it names and never resolves. */
const baseUrl = 'https://salus.example/fhir'

/** A Bundle of a patient and an electrocardiogram in one or more segments, each an Observation with valueSampledData. */
export function ecgBundle(
  patient: Resource & { readonly id: string },
  segments: readonly EcgSegment[],
  lead: EcgLead = ecgLeads[0] as EcgLead,
): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      { fullUrl: `${baseUrl}/Patient/${patient.id}`, resource: patient },
      ...segments.map((segment, index) => ({
        fullUrl: `${baseUrl}/Observation/${patient.id}-electrocardiogram-${index + 1}`,
        resource: observation(patient.id, segment, index, lead),
      })),
    ],
  }
}

const observation = (
  patient: string,
  { start, samplingHertz, counts, stepMillivolts }: EcgSegment,
  index: number,
  { code, display }: EcgLead,
): Resource => ({
  resourceType: 'Observation',
  id: `${patient}-electrocardiogram-${index + 1}`,
  status: 'final',
  code: { coding: [{ system: mdcSystems[0], code, display }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: start,
  valueSampledData: {
    origin: { value: 0, unit: 'mV', system: codeSystems.ucum, code: 'mV' },
    period: 1000 / samplingHertz,
    factor: stepMillivolts,
    dimensions: 1,
    data: counts.join(' '),
  },
})
