import { displayValue } from '../../../sdk/fhir/displayValue.ts'
import type { FeatureReading, FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'

/** The values of a row of a table, null where the feature's own mark says that there is none, as Pima's zeros. */
export function cleanRow(
  specs: readonly Pick<FeatureSpec, 'missingMarks'>[],
  values: readonly (number | null)[],
): (number | null)[] {
  return values.map((value, index) =>
    value !== null && specs[index]?.missingMarks?.includes(value) ? null : value,
  )
}

/** Readings from a row of a table, which has no times: every value counts as present. */
export function rowReadings(
  specs: readonly FeatureSpec[],
  values: readonly (number | null)[],
): FeatureReading[] {
  const cleaned = cleanRow(specs, values)
  return specs.map((spec, index) => {
    const value = cleaned[index] ?? null
    return {
      name: spec.name,
      status: value === null ? 'missing' : 'present',
      value,
      display: value === null ? '' : displayValue(spec, value),
      effective: null,
    }
  })
}
