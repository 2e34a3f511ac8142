import { z } from 'zod'
import { calibrationBins, cardHeadShape, figure, interval, parseCard } from '../cardHead.ts'

const file = z.strictObject({
  title: z.string(),
  file: z.string(),
  sha256: z.string(),
  rows: z.number().int(),
  events: z.number().int(),
})

const card = z.strictObject({
  ...cardHeadShape,
  kind: z.literal('survival'),
  data: z.strictObject({
    training: file,
    test: file,
    source: z.string(),
    licence: z.string(),
    followUpYears: z.number(),
  }),
  method: z.strictObject({
    text: z.string(),
    /** Mean C-index of each candidate in cross-validation on the training data. */
    candidates: z.array(z.strictObject({ name: z.string(), concordance: z.number() })),
    chosen: z.string(),
    refits: z.number().int().min(0),
    intervalShare: z.number().min(0).max(1),
    intervalText: z.string(),
    /** What a network would have gained. */
    network: z.string(),
  }),
  curveYears: z.array(z.number()).min(1),
  metrics: z.strictObject({
    text: z.string(),
    crossValidatedConcordance: z.number(),
    concordance: figure,
    integratedBrier: figure,
    /** Of one curve for everybody, which saw the outcomes of the test data. */
    kaplanMeierBrier: z.number(),
    calibrationYears: z.number(),
    calibrationError: z.number(),
    abstained: z.number(),
    subgroups: z.array(
      z.strictObject({
        name: z.string(),
        rows: z.number().int(),
        events: z.number().int(),
        concordance: z.number(),
        interval95: interval,
        predicted: z.number(),
        observed: z.number(),
      }),
    ),
  }),
  /** Fifths of predicted risk within `calibrationYears`, against Kaplan–Meier. */
  calibration: calibrationBins,
  abstention: z.strictObject({ text: z.string() }),
})

/** Model card of a curve of survival; every figure on it is measured by the training command. */
export type SurvivalCard = z.infer<typeof card>

/** @throws IntegrityError MODEL_INVALID */
export const readSurvivalCard = (value: unknown, name: string): SurvivalCard => parseCard(card, value, name)
