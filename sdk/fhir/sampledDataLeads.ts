import { codeSystems } from './featureSpec.ts'

/** A lead of the electrocardiogram. */
export interface EcgLead {
  readonly name: string
  /** Term code in ISO/IEEE 11073-10101 (MDC). */
  readonly code: string
  readonly display: string
}

/** The two names of the ISO/IEEE 11073-10101 nomenclature: as in the FHIR R4 example, and as R4 lists it (Terminologies, external). */
export const mdcSystems = ['urn:oid:2.16.840.1.113883.6.24', 'urn:iso:std:iso:11073:10101'] as const

const lead = (name: string, code: string): EcgLead => ({
  name,
  code,
  display: `MDC_ECG_ELEC_POTL_${name.toUpperCase()}`,
})

/** In the order in which one is chosen where a record has several: beats stand out best in II. */
export const ecgLeads: readonly EcgLead[] = [
  lead('II', '131330'),
  lead('I', '131329'),
  lead('V5', '131335'),
  lead('V4', '131334'),
  lead('V6', '131336'),
  lead('V3', '131333'),
  lead('V2', '131332'),
  lead('V1', '131331'),
  lead('III', '131389'),
  lead('aVF', '131392'),
  lead('aVL', '131391'),
  lead('aVR', '131390'),
  { name: 'unspecified', code: '131328', display: 'MDC_ECG_ELEC_POTL' },
]

/** A whole recording (LOINC 'EKG study'), where its Observation carries the signal itself: the lead is not stated. */
const study = { system: codeSystems.loinc, code: '11524-6' }

/** The lead that a coding names, undefined where it is not of an electrocardiogram. */
export function leadOf(coding: {
  system?: string | undefined
  code?: string | undefined
}): EcgLead | undefined {
  if (coding.system === study.system && coding.code === study.code) return ecgLeads.at(-1)
  if (!mdcSystems.some((system) => system === coding.system)) return undefined
  return ecgLeads.find(({ code }) => code === coding.code)
}
