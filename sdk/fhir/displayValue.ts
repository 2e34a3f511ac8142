import type { FeatureSpec } from './featureSpec.ts'

/** A feature's value as a reader expects it: with its unit, or the words of its code. */
export function displayValue(spec: FeatureSpec, value: number): string {
  const source = spec.sources[0]
  switch (source?.kind) {
    case 'coded':
      return source.values.find((code) => code.value === value)?.display ?? String(value)
    case 'boolean':
      return value === 1 ? 'Yes' : 'No'
    default:
      return spec.unit === '1' ? String(value) : `${value} ${spec.unit}`
  }
}
