import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import { codeSystems } from './featureSpec.ts'

/** What a reader of sampled data allows. */
export interface SampledDataRules {
  /** Names the signal in errors. */
  readonly label: string
  /** Allowed UCUM units of the origin, and how many of the wanted unit one of each is. */
  readonly units: Readonly<Record<string, number>>
  /** Milliseconds from one sample to the next. */
  readonly period: readonly [least: number, most: number]
  readonly maximumSamples: number
}

export interface Samples {
  /** A second. */
  readonly samplingHertz: number
  /** In the wanted unit: NaN for an error ('E'), Infinity above and −Infinity below the limits of detection ('U', 'L'). */
  readonly values: Float32Array
}

const sampledData = z.looseObject({
  origin: z.looseObject({
    value: z.number(),
    system: z.string().optional(),
    code: z.string().optional(),
    comparator: z.string().optional(),
  }),
  period: z.number().positive(),
  factor: z.number().optional(),
  lowerLimit: z.number().optional(),
  upperLimit: z.number().optional(),
  dimensions: z.number().int(),
  data: z.string().optional(),
})

/** No decimal of a signal needs more characters. */
const longestDecimal = 24
const space = 0x20
const decimal = /^-?\d*\.?\d+$/

/**
 * Reads a FHIR R4 SampledData (2.24.0.9) of one dimension: value = origin + factor × data. Nothing is inferred: the
 * origin must state one of the allowed units.
 *
 * @throws InvalidInputError OBSERVATION_INVALID, FEATURE_UNIT_MISMATCH, INPUT_TOO_LARGE; the sentence never holds a sample
 */
export function readSampledData(value: unknown, rules: SampledDataRules): Samples {
  const result = sampledData.safeParse(value)
  if (!result.success) {
    const where = result.error.issues[0]?.path.join('.') || 'the whole'
    throw invalid(rules, `has a malformed valueSampledData: ${where}`)
  }
  const { origin, period, factor = 1, dimensions, data } = result.data
  if (dimensions !== 1) throw invalid(rules, 'must have one dimension')
  const [least, most] = rules.period
  if (!(period >= least && period <= most))
    throw invalid(rules, `has a period that is not between ${least} and ${most} ms`)
  if (origin.comparator !== undefined) throw invalid(rules, 'has an origin that is given as a bound')
  const unit = origin.system === codeSystems.ucum ? rules.units[origin.code ?? ''] : undefined
  if (unit === undefined || !Object.hasOwn(rules.units, origin.code ?? '')) {
    throw new InvalidInputError(
      'FEATURE_UNIT_MISMATCH',
      `${rules.label} must have an origin in one of the UCUM units ${Object.keys(rules.units).join(', ')}; the Bundle has it in another or in none.`,
    )
  }
  if (factor === 0) throw invalid(rules, 'has a factor of 0')
  if (data === undefined || data === '') throw invalid(rules, 'has no data')
  const values = readData(data, unit * origin.value, unit * factor, rules)
  return { samplingHertz: 1000 / period, values }
}

function readData(data: string, origin: number, factor: number, rules: SampledDataRules): Float32Array {
  const values = new Float32Array(countSamples(data, rules))
  let from = 0
  for (let index = 0; index < values.length; index++) {
    const end = data.indexOf(' ', from)
    const token = data.slice(from, end === -1 ? data.length : end)
    values[index] = readToken(token, origin, factor, index, rules)
    from = end + 1
  }
  return values
}

function countSamples(data: string, rules: SampledDataRules): number {
  let count = 1
  for (let place = 0; place < data.length; place++) if (data.charCodeAt(place) === space) count++
  if (count > rules.maximumSamples) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `${rules.label} has ${count} samples; at most ${rules.maximumSamples} are read.`,
    )
  }
  return count
}

function readToken(
  token: string,
  origin: number,
  factor: number,
  index: number,
  rules: SampledDataRules,
): number {
  if (token === 'E') return Number.NaN
  if (token === 'U') return Number.POSITIVE_INFINITY
  if (token === 'L') return Number.NEGATIVE_INFINITY
  if (token.length <= longestDecimal && decimal.test(token)) {
    const value = origin + factor * Number(token)
    if (Math.abs(value) <= 1e6) return value
  }
  throw invalid(
    rules,
    `has a sample, the ${index + 1}th, that is neither E, U, L nor a decimal of sensible size after a single space`,
  )
}

function invalid(rules: SampledDataRules, what: string): InvalidInputError {
  return new InvalidInputError('OBSERVATION_INVALID', `${rules.label} ${what}.`)
}
