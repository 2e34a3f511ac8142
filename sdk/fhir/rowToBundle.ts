import type { Bundle, Resource } from './bundle.ts'
import { displayValue } from './displayValue.ts'
import { codeSystems, type FeatureSpec } from './featureSpec.ts'

export interface RowToBundleOptions {
  /** The patient's decentralised identifier, as `did:ethr:0x7a69:0x…`. */
  readonly patientDid: string
  /** Id of the Patient resource, 1 to 64 of A–Z a–z 0–9 - . */
  readonly patientId: string
  /** ISO 8601 time of every Observation. */
  readonly effective: string
}

const baseUrl = 'https://salus.example/fhir'

/**
 * Writes a row of feature values as a FHIR R4 Bundle: a Patient and one coded Observation per feature that has a value.
 *
 * @param row one value per specification, null where there is none
 */
export function rowToBundle(
  row: readonly (number | null)[],
  specs: readonly FeatureSpec[],
  options: RowToBundleOptions,
): Bundle {
  const observations = specs.flatMap((spec, index) => {
    const value = row[index] ?? null
    return value === null ? [] : [observationOf(spec, value, options)]
  })
  const patient: Resource = {
    resourceType: 'Patient',
    id: options.patientId,
    identifier: [{ system: codeSystems.uri, value: options.patientDid }],
  }
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [patient, ...observations].map((resource) => ({
      fullUrl: `${baseUrl}/${resource.resourceType}/${String(resource.id)}`,
      resource,
    })),
  }
}

function observationOf(spec: FeatureSpec, value: number, options: RowToBundleOptions): Resource {
  const source = spec.sources[0]
  if (!source || !('code' in source)) throw new TypeError(`${spec.name} has no Observation to be written as.`)
  return {
    resourceType: 'Observation',
    id: `${options.patientId}-${spec.name}`.slice(0, 64),
    status: 'final',
    code: { coding: [{ system: source.system, code: source.code }], text: spec.label },
    subject: { reference: `Patient/${options.patientId}` },
    effectiveDateTime: options.effective,
    ...valueElement(spec, value),
  }
}

function valueElement(spec: FeatureSpec, value: number): Record<string, unknown> {
  const source = spec.sources[0]
  switch (source?.kind) {
    case 'quantity':
      return { valueQuantity: { value, unit: source.unit, system: codeSystems.ucum, code: source.unit } }
    case 'coded': {
      const code = source.values.find((known) => known.value === value)
      if (!code) throw new TypeError(`${spec.name} has no code for this value.`)
      const { system, display } = code
      return {
        valueCodeableConcept: {
          coding: [{ system, code: code.code, display }],
          text: displayValue(spec, value),
        },
      }
    }
    case 'boolean':
      return { valueBoolean: value === 1 }
    case 'integer':
      return { valueInteger: value }
    default:
      throw new TypeError(`${spec.name} has no Observation to be written as.`)
  }
}
