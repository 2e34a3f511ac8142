import { displayValue } from '../../sdk/fhir/displayValue.ts'
import type { FeatureReading, FeatureSpec } from '../../sdk/fhir/featureSpec.ts'

/** Readings from a row of a table, which has no times: every value counts as present. */
export function rowReadings(
  specs: readonly FeatureSpec[],
  values: readonly (number | null)[],
): FeatureReading[] {
  return specs.map((spec, index) => {
    const value = values[index] ?? null
    return {
      name: spec.name,
      status: value === null ? 'missing' : 'present',
      value,
      display: value === null ? '' : displayValue(spec, value),
      effective: null,
    }
  })
}
