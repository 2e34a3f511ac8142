import { z } from 'zod'

/**
 * A FHIR dateTime that says one moment on every clock: with seconds, at most milliseconds, and a zone.
 * A date alone would start and end at another time in another zone. Gives milliseconds since 1970.
 */
export const instantSchema = z.iso
  .datetime({ offset: true, error: 'is not an existing date and time with seconds and a time zone' })
  .regex(/T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-])/, 'needs seconds, with at most three decimals')
  .transform((text) => Date.parse(text))

/** The first whole second that is not before it. Blocks have whole seconds. */
export const startSecond = (milliseconds: number): number => Math.max(0, Math.ceil(milliseconds / 1000))

/** The first whole second after it: FHIR periods include their end, the contract's do not. */
export const secondAfter = (milliseconds: number): number => Math.floor(milliseconds / 1000) + 1

/** Seconds since 1970 as a FHIR dateTime in UTC. */
export const writeInstant = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
