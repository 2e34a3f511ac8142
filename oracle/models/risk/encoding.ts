import { mean } from '../metrics.ts'

/**
 * How one feature enters the model. Only + − × ÷ and √ are used, which IEEE 754 specifies to the bit, so that every machine
 * encodes alike.
 */
export type FeatureCoding =
  /** Mean 0 and deviation 1, of the value or its square root. */
  | { readonly feature: string; readonly kind: 'standardised'; readonly transform?: 'square-root' }
  /** How far the value is above each knot, standardised: lets the slope change there. */
  | { readonly feature: string; readonly kind: 'knots'; readonly values: readonly number[] }
  /** One 0/1 column per value. */
  | { readonly feature: string; readonly kind: 'indicators'; readonly values: readonly number[] }
  /** 1 where the value is missing. */
  | { readonly feature: string; readonly kind: 'missing' }

/** One column of the encoded row. `mean` and `deviation` are over the training rows. */
export type EncodedColumn =
  | {
      readonly feature: string
      readonly kind: 'standardised'
      readonly transform?: 'square-root'
      readonly mean: number
      readonly deviation: number
    }
  | {
      readonly feature: string
      readonly kind: 'above'
      readonly knot: number
      readonly mean: number
      readonly deviation: number
    }
  | { readonly feature: string; readonly kind: 'indicator'; readonly value: number; readonly mean: number }
  | { readonly feature: string; readonly kind: 'missing'; readonly mean: number }

/**
 * The number that a column holds.
 *
 * @param value received or, where missing, filled in
 */
export function encodeValue(column: EncodedColumn, value: number, missing: boolean): number {
  switch (column.kind) {
    case 'indicator':
      return value === column.value ? 1 : 0
    case 'missing':
      return missing ? 1 : 0
    case 'above':
      return (Math.max(0, value - column.knot) - column.mean) / column.deviation
    case 'standardised':
      return (transformed(column.transform, value) - column.mean) / column.deviation
  }
}

/** The number that a column holds on average over the training rows. */
export const meanOfColumn = (column: EncodedColumn): number =>
  column.kind === 'indicator' || column.kind === 'missing' ? column.mean : 0

/** @param values of the training rows, null where missing; `filled` the same with the gaps filled in */
export function fitColumns(
  coding: FeatureCoding,
  values: readonly (number | null)[],
  filled: readonly number[],
): EncodedColumn[] {
  const { feature } = coding
  const shareOf = (holds: (index: number) => boolean) =>
    mean(filled.map((_, index) => (holds(index) ? 1 : 0)))
  switch (coding.kind) {
    case 'indicators':
      return coding.values.map((value) => ({
        feature,
        kind: 'indicator',
        value,
        mean: shareOf((index) => filled[index] === value),
      }))
    case 'missing':
      return [{ feature, kind: 'missing', mean: shareOf((index) => values[index] === null) }]
    case 'knots':
      return coding.values.map((knot) => ({
        feature,
        kind: 'above',
        knot,
        ...standardisation(filled.map((value) => Math.max(0, value - knot))),
      }))
    case 'standardised': {
      const { transform } = coding
      const scale = standardisation(filled.map((value) => transformed(transform, value)))
      return [{ feature, kind: 'standardised', ...(transform ? { transform } : {}), ...scale }]
    }
  }
}

const transformed = (transform: 'square-root' | undefined, value: number): number =>
  transform === 'square-root' ? Math.sqrt(value) : value

function standardisation(values: readonly number[]): { mean: number; deviation: number } {
  const centre = mean(values)
  const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
  return { mean: centre, deviation: deviation || 1 }
}
