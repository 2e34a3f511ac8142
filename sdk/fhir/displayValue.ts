import type { FeatureSpec } from './featureSpec.ts'

/** UCUM codes that readers know under another spelling. */
const readableUnits: { readonly [unit: string]: string } = {
  a: 'years',
  'mm[Hg]': 'mm Hg',
  '/min': 'per minute',
}

/** A feature's value as a reader expects it: with its unit, or the words of its code. */
export function displayValue(spec: FeatureSpec, value: number): string {
  const source = spec.sources[0]
  switch (source?.kind) {
    case 'coded':
      return source.values.find((code) => code.value === value)?.display ?? String(value)
    case 'boolean':
      return value === 1 ? 'Yes' : 'No'
    default:
      return spec.unit === '1' ? String(value) : `${value} ${readableUnits[spec.unit] ?? spec.unit}`
  }
}
