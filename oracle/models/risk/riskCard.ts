import { z } from 'zod'
import { calibrationBins, cardHeadShape, figure, interval, parseCard } from '../cardHead.ts'

const share = z.number().min(0).max(1)
const covered = z.strictObject({ rows: z.number().int(), covered: z.number().int() })
const coverage = z.strictObject({ withCondition: covered, without: covered })

const card = z.strictObject({
  ...cardHeadShape,
  kind: z.literal('risk'),
  population: z
    .strictObject({ sex: z.enum(['female', 'male']), notPregnant: z.literal(true).optional() })
    .optional(),
  data: z.strictObject({
    title: z.string(),
    file: z.string(),
    source: z.string(),
    licence: z.string(),
    sha256: z.string().regex(/^0x[0-9a-f]{64}$/),
    rows: z.number().int(),
    positives: z.number().int(),
  }),
  split: z.strictObject({
    training: z.number().int().positive(),
    trainingPositives: z.number().int().min(0),
    heldOut: z.number().int(),
    text: z.string(),
  }),
  validation: z.strictObject({ validated: z.array(z.string()), notValidated: z.array(z.string()) }),
  method: z.strictObject({
    text: z.string(),
    shape: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('logistic') }),
      z.strictObject({
        kind: z.literal('ensemble'),
        members: z.number().int().positive(),
        hidden: z.number().int().positive(),
      }),
    ]),
    refits: z.number().int().min(0),
    intervalShare: share,
    intervalText: z.string(),
    missingText: z.string(),
    explanationText: z.string(),
    calibration: z.strictObject({
      kind: z.enum(['none', 'platt', 'isotonic']),
      /** Of each that was weighed, on rows it was not fitted on. */
      logLoss: z.partialRecord(z.enum(['none', 'platt', 'isotonic']), z.number()),
      text: z.string(),
    }),
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
      interval95: z.strictObject({ auc: interval, accuracy: interval, brier: interval }),
      abstained: share,
      answeredAccuracy: z.number(),
    }),
    subgroups: z.strictObject({
      text: z.string(),
      groups: z.array(
        z.strictObject({
          name: z.string(),
          rows: z.number().int(),
          positives: z.number().int(),
          /** null where a label has fewer rows than the text says. */
          auc: figure.nullable(),
          meanPredicted: share,
          observed: share,
        }),
      ),
    }),
  }),
  calibration: calibrationBins,
  abstention: z.strictObject({
    text: z.string(),
    uncertainBetween: interval,
    coverage: share,
    /** Share of out-of-fold predictions of the training rows that fall into the band. */
    shareInBand: share,
    measuredCoverage: z.strictObject({
      text: z.string(),
      outOfFold: coverage,
      heldOut: coverage,
    }),
  }),
})

/** A model card as shipped in `models/<name>/card.json`; every figure on it is measured by the training command. */
export type RiskCard = z.infer<typeof card>

/** @throws IntegrityError MODEL_INVALID */
export function readRiskCard(value: unknown, file: string): RiskCard {
  return parseCard(card, value, file)
}
