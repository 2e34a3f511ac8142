import { z } from 'zod'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'

/** Shapes that the cards of several kinds of model share. */
const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
export const interval = z.tuple([z.number(), z.number()])
export const figure = z.strictObject({ value: z.number(), interval95: interval })
export const calibrationBins = z.array(
  z.strictObject({
    from: z.number(),
    to: z.number(),
    count: z.number().int(),
    meanPredicted: z.number(),
    observed: z.number(),
  }),
)

const featureSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('quantity'),
    system: z.string(),
    code: z.string(),
    unit: z.string(),
    sameUnits: z.array(z.string()).optional(),
    above: z.number().optional(),
    possible: interval.optional(),
  }),
  z.strictObject({
    kind: z.literal('coded'),
    system: z.string(),
    code: z.string(),
    values: z
      .array(z.strictObject({ system: z.string(), code: z.string(), display: z.string(), value: z.number() }))
      .min(1),
  }),
  z.strictObject({ kind: z.literal('boolean'), system: z.string(), code: z.string() }),
  z.strictObject({ kind: z.literal('integer'), system: z.string(), code: z.string() }),
  z.strictObject({ kind: z.literal('patient-birth-date') }),
  z.strictObject({ kind: z.literal('patient-gender') }),
])

const featureSpec = z.strictObject({
  name: z.string(),
  label: z.string(),
  unit: z.string(),
  sources: z.array(featureSource).min(1),
  possible: interval,
  allowed: z.array(z.number()).optional(),
  maximumAgeDays: z.number().positive(),
  mayBeMissing: z.boolean().optional(),
  missingMarks: z.array(z.number()).optional(),
  actionable: z.enum(['increase', 'decrease', 'either']).optional(),
}) satisfies z.ZodType<FeatureSpec>

/** The fields of `CardHead` but the kind, and the hashes. */
export const cardHeadShape = {
  format: z.literal('salus-model-card/1'),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  title: z.string(),
  condition: z.string(),
  intendedUse: z.string(),
  notFor: z.array(z.string()),
  limits: z.array(z.string()),
  features: z.array(featureSpec).min(1),
  hashes: z.strictObject({
    weights: hash,
    preprocessing: hash,
    training: hash,
    golden: hash,
    runtime: hash,
  }),
}

/** @throws IntegrityError MODEL_INVALID naming the first field at fault */
export function parseCard<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  file: string,
): z.infer<Shape> {
  const result = shape.safeParse(value)
  if (result.success) return result.data
  const where = result.error.issues[0]?.path.join('.') || 'the whole'
  throw new IntegrityError(
    'MODEL_INVALID',
    `${file} is not a Salus model card: ${where} is missing or malformed.`,
  )
}
