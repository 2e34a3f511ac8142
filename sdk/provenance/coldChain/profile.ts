import { z } from 'zod'
import { hashCanonicalJson } from '../../crypto/canonicalJson.ts'
import { InvalidInputError } from '../../errors/index.ts'

/** °C with at most two decimals, within an int16 of hundredths, which is what the chain holds. */
const celsius = z
  .number()
  .min(-200)
  .max(150)
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'At most two decimals.')

const range = z
  .strictObject({ minimum: celsius, maximum: celsius })
  .refine(({ minimum, maximum }) => minimum < maximum, 'The minimum must lie below the maximum.')

const uint32 = z.number().int().nonnegative().max(0xffffffff)

const alarm = z.strictObject({
  code: z.enum(['FREEZE_DAMAGE', 'COLD_ALARM', 'HEAT_ALARM']),
  /** Where it comes from. */
  source: z.string().min(1).max(200),
  /** Readings at or below the limit, or above it, count. */
  side: z.enum(['atOrBelow', 'above']),
  celsius,
  /** Without interruption. */
  minutes: uint32,
  /** Whether the log fails, or the alarm is only told. */
  effect: z.enum(['fail', 'noted']),
})

const profileSchema = z
  .strictObject({
    format: z.literal('salus-cold-chain-profile/1'),
    name: z
      .string()
      .min(1)
      .max(60)
      .regex(/^[\p{L}\p{N} .,_()°/+\-–]+$/u),
    source: z.string().min(1).max(400),
    /** What the label says; excursions are what leaves it. */
    label: range,
    /** May be held for any time, as long as the mean kinetic temperature holds. */
    untimed: range,
    /** Never left. */
    absolute: range,
    /** Outside `untimed`, over the whole log. */
    minutesOutsideMaximum: uint32,
    meanKinetic: z.strictObject({
      maximum: celsius,
      /** kJ/mol. */
      activationEnergy: z.number().min(1).max(1000),
      /** The mean is taken over any this long part of the log, and over all of it. */
      windowHours: z.number().int().min(1).max(8784),
    }),
    /** Between two readings. */
    gapSecondsMaximum: uint32,
    alarms: z.array(alarm).max(10),
    /** What no working logger does. */
    logger: z.strictObject({
      /** °C a minute. */
      rateMaximum: z.number().positive().max(1000),
      /** One same reading for so long is a dead sensor; null where the product is that steady. */
      flatHours: z.number().positive().max(8784).nullable(),
    }),
  })
  .refine(({ label, untimed }) => within(label, untimed), {
    path: ['untimed'],
    message: 'Must hold the range of the label.',
  })
  .refine(({ untimed, absolute }) => within(untimed, absolute), {
    path: ['absolute'],
    message: 'Must hold the untimed range.',
  })

/** What a product may be exposed to: plain JSON, whose hash stands on chain beside each verdict. */
export type ColdChainProfile = z.infer<typeof profileSchema>

function within(inner: { minimum: number; maximum: number }, outer: { minimum: number; maximum: number }) {
  return inner.minimum >= outer.minimum && inner.maximum <= outer.maximum
}

/** Haynes' mean as USP <1079.2> has it: ΔH 83.144 kJ/mol, so that ΔH/R is 10,000 K. */
const activationEnergy = 83.144

const freeze = {
  code: 'FREEZE_DAMAGE',
  source: 'WHO PQS E006: −0.5 °C or less for 60 minutes',
  side: 'atOrBelow',
  celsius: -0.5,
  minutes: 60,
  effect: 'fail',
} as const

const logger = { rateMaximum: 10, flatHours: 24 }

/** The profiles of the pharmacopoeia's storage words. How long a gap may be is Salus's choice: no text gives a number. */
export const profiles = {
  cold: {
    format: 'salus-cold-chain-profile/1',
    name: 'cold',
    source:
      'USP <659>, <1079.2>: 2 to 8 °C; to 15 °C for 24 hours where the 24-hour MKT stays at or below 8 °C',
    label: { minimum: 2, maximum: 8 },
    untimed: { minimum: 2, maximum: 8 },
    absolute: { minimum: 2, maximum: 15 },
    minutesOutsideMaximum: 1440,
    meanKinetic: { maximum: 8, activationEnergy, windowHours: 24 },
    gapSecondsMaximum: 1800,
    alarms: [
      freeze,
      {
        code: 'HEAT_ALARM',
        source: 'WHO PQS E006: above 8 °C for 10 hours',
        side: 'above',
        celsius: 8,
        minutes: 600,
        effect: 'noted',
      },
    ],
    logger,
  },
  room: {
    format: 'salus-cold-chain-profile/1',
    name: 'room',
    source:
      'USP <659>, <1079.2>: 20 to 25 °C; 15 to 30 °C where the 30-day MKT stays at or below 25 °C; to 40 °C for 24 hours',
    label: { minimum: 20, maximum: 25 },
    untimed: { minimum: 15, maximum: 30 },
    absolute: { minimum: 15, maximum: 40 },
    minutesOutsideMaximum: 1440,
    meanKinetic: { maximum: 25, activationEnergy, windowHours: 720 },
    gapSecondsMaximum: 3600,
    alarms: [],
    logger,
  },
  frozen: {
    format: 'salus-cold-chain-profile/1',
    name: 'frozen',
    source: 'USP <659>: −25 to −10 °C; no excursion is provided for',
    label: { minimum: -25, maximum: -10 },
    untimed: { minimum: -25, maximum: -10 },
    absolute: { minimum: -25, maximum: -10 },
    minutesOutsideMaximum: 0,
    meanKinetic: { maximum: -10, activationEnergy, windowHours: 24 },
    gapSecondsMaximum: 3600,
    alarms: [],
    logger,
  },
} as const satisfies Record<string, ColdChainProfile>

export type ProfileName = keyof typeof profiles

/** Checks a profile from anywhere. @throws InvalidInputError COLD_CHAIN_PROFILE_INVALID */
export function parseProfile(value: unknown): ColdChainProfile {
  const result = profileSchema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new InvalidInputError(
    'COLD_CHAIN_PROFILE_INVALID',
    `The profile is not valid at '${issue?.path.join('.')}': ${issue?.message.replace(/\.$/, '')}.`,
  )
}

/** keccak256 of the profile as canonical JSON (RFC 8785): what the chain names the rule by. */
export const profileHash = (profile: ColdChainProfile): string => hashCanonicalJson(profile)
