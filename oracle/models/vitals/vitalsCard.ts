import { z } from 'zod'
import { calibrationBins, cardHeadShape, figure, interval, parseCard } from '../cardHead.ts'

const card = z.strictObject({
  ...cardHeadShape,
  kind: z.literal('score'),
  method: z.strictObject({ chart: z.string(), readings: z.string(), trend: z.string() }),
  /** On made-up patients. */
  trial: z.strictObject({
    text: z.string(),
    patients: z.number().int(),
    events: z.number().int(),
    forecasts: z.number().int(),
    auc: z.number(),
    brier: z.number(),
    ece: z.number(),
    alarmFrom: z.number(),
    falseAlarms: z.strictObject({ score: z.number(), trend: z.number() }),
    leadHours: z.strictObject({ score: figure, trend: figure, gained: figure }),
    earlier: z.strictObject({ share: z.number(), interval95: interval }),
  }),
  calibration: calibrationBins,
  abstention: z.strictObject({ text: z.string() }),
})

/** Model card of an early-warning score; every figure on it is measured by the training command. */
export type VitalsCard = z.infer<typeof card>

/** @throws IntegrityError MODEL_INVALID */
export const readVitalsCard = (value: unknown, file: string): VitalsCard => parseCard(card, value, file)
