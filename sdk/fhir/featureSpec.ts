/** LOINC, UCUM and the FHIR code systems that the feature specifications use. */
export const codeSystems = {
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  administrativeGender: 'http://hl7.org/fhir/administrative-gender',
  /** Where no standard code exists. The host is reserved by RFC 2606, so the URI names and never resolves. */
  salus: 'https://salus.example/fhir/CodeSystem/features',
  uri: 'urn:ietf:rfc:3986',
} as const

/** One code of a coded feature and the number the model uses for it. */
export interface FeatureCode {
  readonly system: string
  readonly code: string
  readonly display: string
  readonly value: number
}

/** Where a feature's value may stand in a FHIR R4 Bundle. */
export type FeatureSource =
  | {
      /** Observation (or Observation.component) with a valueQuantity in exactly this UCUM unit. */
      readonly kind: 'quantity'
      readonly system: string
      readonly code: string
      readonly unit: string
      /** Other spellings of the same UCUM unit that differ in annotation only, as `{beats}/min`. */
      readonly sameUnits?: readonly string[]
      /** When given, the feature is 1 if the quantity is above this and 0 if not. */
      readonly above?: number
      /** Bounds of the quantity itself, where the feature's are of something else, as with `above`; outside is refused. */
      readonly possible?: readonly [low: number, high: number]
    }
  | {
      readonly kind: 'coded'
      readonly system: string
      readonly code: string
      readonly values: readonly FeatureCode[]
    }
  | { readonly kind: 'boolean'; readonly system: string; readonly code: string }
  | { readonly kind: 'integer'; readonly system: string; readonly code: string }
  /** Patient.birthDate, as whole years at the time of the assessment. */
  | { readonly kind: 'patient-birth-date' }
  /** Patient.gender, male 1 and female 0. */
  | { readonly kind: 'patient-gender' }

/** What a model needs to know of one feature: name, codes, unit and limits, as its card states them. */
export interface FeatureSpec {
  readonly name: string
  readonly label: string
  /** UCUM code of the value's unit; '1' for counts and codes. */
  readonly unit: string
  /** Tried in order; the first also serves to write a Bundle from a row. */
  readonly sources: readonly FeatureSource[]
  /** Values outside cannot be true of a living person (or are no code at all) and are refused as bad input. */
  readonly possible: readonly [low: number, high: number]
  /** When given, the only numbers the feature can take. */
  readonly allowed?: readonly number[]
  /** Observations older than this many days are stale. */
  readonly maximumAgeDays: number
  /** Where true, the model fills in a value of its own when there is none or a stale one; else it abstains. */
  readonly mayBeMissing?: boolean
  /** Numbers that tables of rows write where there is no value, as Pima's zeros; never values. */
  readonly missingMarks?: readonly number[]
  /** Which way a person may want to move it; absent for what nobody can, as age, sex and history. */
  readonly actionable?: 'increase' | 'decrease' | 'either'
}

export type FeatureStatus = 'present' | 'missing' | 'stale'

/** What a Bundle says about one feature. */
export interface FeatureReading {
  readonly name: string
  readonly status: FeatureStatus
  /** null where missing, and where stale and not readable. */
  readonly value: number | null
  /** The value with its unit or the words of its code; empty without a value. */
  readonly display: string
  /** ISO 8601 time of the observation, null where the record gives none. */
  readonly effective: string | null
}
