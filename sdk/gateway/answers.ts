import { z } from 'zod'
import { hashSchema } from '../chain/schemas.ts'
import { disclosureProofSchema, receiptSchema } from '../disclosures/schemas.ts'
import type { LoggedDisclosure, ReportRecord, StoredRecord } from './protocol.ts'

/*
 * What a gateway may answer with. A gateway is a peer: whatever does not have these shapes is refused. What a record, a
 * request or an envelope must look like is said by their own parsers.
 */

const counter = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const cid = z.string().min(1).max(128)

export const relayedSchema = z.object({ transactionHash: hashSchema })

export const storedRecordSchema = z.object({
  recordId: hashSchema,
  cid,
  keyEpoch: counter,
  transactionHash: hashSchema,
}) satisfies z.ZodType<StoredRecord>

export const announcedSchema = z.object({ requestId: hashSchema })

export const reportRecordSchema = z.object({
  requestId: hashSchema,
  recordId: hashSchema,
}) satisfies z.ZodType<ReportRecord>

export const recordAnswerSchema = z.object({ record: z.unknown(), receipt: receiptSchema })

export const keyAnswerSchema = z.object({
  record: z.unknown(),
  receipt: receiptSchema,
  request: z.unknown(),
  secret: z.unknown(),
})

export const loggedDisclosuresSchema = z.array(
  z.object({
    receipt: receiptSchema,
    proof: disclosureProofSchema.nullable(),
  }),
) satisfies z.ZodType<LoggedDisclosure[]>

export const anchoredDisclosuresSchema = z.object({ transactionHash: hashSchema.nullable(), size: counter })

/** How a gateway says no. */
export const refusalSchema = z.object({ code: z.string().max(64), message: z.string().max(1000) })
