import { z } from 'zod'
import type { CaptureJobAnswer } from './epcisProtocol.ts'

/*
 * What the EPCIS part of a gateway answers with: see answers.ts.
 */

const time = z.string().max(40)
const text = z.string().max(20_000)

export const captureJobSchema: z.ZodType<CaptureJobAnswer> = z.object({
  captureID: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
  createdAt: time,
  finishedAt: time.optional(),
  running: z.boolean(),
  success: z.boolean(),
  captureErrorBehaviour: z.enum(['rollback', 'proceed']),
  capturedEvents: z.number().int().nonnegative(),
  errors: z.array(z.object({ type: text, title: text, status: z.number().int(), detail: text })).max(1_000),
})

export const captureJobsSchema = z.array(captureJobSchema)

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])

export const namedQuerySchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  query: z.record(z.string().max(2_100), value),
})

export const namedQueriesSchema = z.array(namedQuerySchema)
