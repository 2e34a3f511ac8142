import { z } from 'zod'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'

const hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const share = z.number().min(0).max(1)
const interval = z.tuple([z.number(), z.number()])
const figure = z.strictObject({ value: z.number(), interval95: interval })

const featureCode = z.strictObject({
  system: z.string(),
  code: z.string(),
  display: z.string(),
  value: z.number(),
})

const featureSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('quantity'),
    system: z.string(),
    code: z.string(),
    unit: z.string(),
    sameUnits: z.array(z.string()).optional(),
    above: z.number().optional(),
  }),
  z.strictObject({
    kind: z.literal('coded'),
    system: z.string(),
    code: z.string(),
    values: z.array(featureCode).min(1),
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
}) satisfies z.ZodType<FeatureSpec>

const card = z.strictObject({
  format: z.literal('salus-model-card/1'),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  title: z.string(),
  condition: z.string(),
  intendedUse: z.string(),
  notFor: z.array(z.string()),
  limits: z.array(z.string()),
  data: z.strictObject({
    title: z.string(),
    file: z.string(),
    source: z.string(),
    licence: z.string(),
    sha256: hash,
    rows: z.number().int(),
    positives: z.number().int(),
  }),
  split: z.strictObject({ training: z.number().int(), heldOut: z.number().int(), text: z.string() }),
  method: z.strictObject({
    text: z.string(),
    refits: z.number().int().min(0),
    intervalShare: share,
    intervalText: z.string(),
  }),
  metrics: z.strictObject({
    crossValidated: z.strictObject({
      text: z.string(),
      folds: z.number().int(),
      repeats: z.number().int(),
      auc: figure,
      accuracy: figure,
      brier: figure,
      ece: z.strictObject({ value: z.number() }),
    }),
    heldOut: z.strictObject({
      text: z.string(),
      rows: z.number().int(),
      auc: z.number(),
      accuracy: z.number(),
      brier: z.number(),
      ece: z.number(),
      abstained: share,
      answeredAccuracy: z.number(),
    }),
  }),
  calibration: z.array(
    z.strictObject({
      from: z.number(),
      to: z.number(),
      count: z.number().int(),
      meanPredicted: z.number(),
      observed: z.number(),
    }),
  ),
  abstention: z.strictObject({
    text: z.string(),
    uncertainBetween: interval,
    coverage: share,
    /** Share of out-of-fold predictions of the training rows that fall into the band. */
    shareInBand: share,
  }),
  features: z.array(featureSpec).min(1),
  hashes: z.strictObject({
    weights: hash,
    preprocessing: hash,
    training: hash,
    runtime: hash,
  }),
})

/** A model card as shipped in `models/<name>/card.json`; every figure on it is measured by the training command. */
export type ModelCard = z.infer<typeof card>

/** @throws IntegrityError MODEL_INVALID */
export function readModelCard(value: unknown, file: string): ModelCard {
  const result = card.safeParse(value)
  if (result.success) return result.data
  const where = result.error.issues[0]?.path.join('.') || 'the whole'
  throw new IntegrityError(
    'MODEL_INVALID',
    `${file} is not a Salus model card: ${where} is missing or malformed.`,
  )
}
