import type { SyntheticSettings } from './synthetic.ts'
import { type NoiseKind, noiseKinds } from './syntheticNoise.ts'
import { rhythmKinds } from './syntheticRhythm.ts'

/** One kind of noise at one strength; null for none. */
export interface NoiseCondition {
  readonly kind: NoiseKind | null
  readonly decibels: number | null
}

/** No noise, then every kind at every strength. */
export const noiseConditions = (decibels: readonly number[]): NoiseCondition[] => [
  { kind: null, decibels: null },
  ...noiseKinds.flatMap((kind) => decibels.map((strength) => ({ kind, decibels: strength }))),
]

export const samplingRates = [128, 250, 360, 500] as const

/** Where the seeds of training and of evaluation begin: far enough apart that none is used for both. */
export const seedBases = { training: 1_000_000, evaluation: 50_000_000 } as const

/**
 * Recordings of every kind of rhythm under each condition, with sampling rates in turn. No two share a seed.
 *
 * @param each recordings of each rhythm under each condition
 */
export function plannedRecordings(
  conditions: readonly NoiseCondition[],
  each: number,
  seconds: number,
  firstSeed: number,
): { readonly condition: NoiseCondition; readonly settings: SyntheticSettings }[] {
  let seed = firstSeed
  return conditions.flatMap((condition) =>
    rhythmKinds.flatMap((kind, place) =>
      Array.from({ length: each }, (_, index) => {
        // A recording draws from a few seeds after its own.
        seed += 16
        const samplingHertz = samplingRates[(index + place) % samplingRates.length] as number
        const noise =
          condition.kind === null || condition.decibels === null
            ? {}
            : { noise: { kind: condition.kind, decibels: condition.decibels } }
        return { condition, settings: { kind, seconds, samplingHertz, seed, ...noise } }
      }),
    ),
  )
}
