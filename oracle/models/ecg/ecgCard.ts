import { z } from 'zod'
import { cardHeadShape, parseCard } from '../cardHead.ts'

const share = z.number().min(0).max(1)
const proportion = z.strictObject({ value: share, interval95: z.tuple([share, share]) })
const count = z.number().int().min(0)

const detectorRow = z.strictObject({
  /** Kind of noise, or null for none beyond an amplifier's. */
  noise: z.string().nullable(),
  decibels: z.number().nullable(),
  recordings: count,
  beats: count,
  sensitivity: proportion,
  positivePredictiveValue: proportion,
  /** Of the signal, and the same figures over its readable part alone; null where nothing is readable. */
  readableShare: share,
  readableSensitivity: share.nullable(),
  readablePositivePredictiveValue: share.nullable(),
})

const screenRow = z.strictObject({
  rhythm: z.string(),
  recordings: count,
  regular: count,
  irregular: count,
  inconclusive: count,
  unreadable: count,
})

const metrics = z.strictObject({
  text: z.string(),
  detector: z.array(detectorRow),
  heartRate: z.strictObject({ recordings: count, meanAbsoluteError: z.number(), greatestError: z.number() }),
  screen: z.strictObject({
    text: z.string(),
    sensitivity: proportion,
    specificity: proportion,
    byRhythm: z.array(screenRow),
  }),
  excerpt: z.strictObject({
    text: z.string(),
    beats: count,
    readableBeats: count,
    longestReadableIntervalSeconds: z.number(),
    unreadableShare: share,
    heartRate: z.number(),
    screen: z.string(),
  }),
})

const card = z.strictObject({
  ...cardHeadShape,
  kind: z.literal('rhythm'),
  input: z.strictObject({
    text: z.string(),
    leads: z.array(z.strictObject({ name: z.string(), code: z.string() })),
    units: z.array(z.string()),
    samplingHertz: z.tuple([z.number(), z.number()]),
    maximumSamples: count,
  }),
  data: z.array(
    z.strictObject({
      title: z.string(),
      source: z.string(),
      licence: z.string(),
      sha256: z.string().nullable(),
      use: z.string(),
    }),
  ),
  method: z.array(z.string()),
  metrics,
  abstention: z.strictObject({ text: z.string() }),
  features: z.tuple([]),
})

/** The card of the rhythm model; every figure on it is measured by the training command. */
export type EcgCard = z.infer<typeof card>
export type EcgMetrics = z.infer<typeof metrics>

/** @throws IntegrityError MODEL_INVALID */
export const readEcgCard = (value: unknown, file: string): EcgCard => parseCard(card, value, file)
