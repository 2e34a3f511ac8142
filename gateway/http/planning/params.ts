import { z } from 'zod'
import { hashSchema } from '../../../sdk/chain/schemas.ts'

export const policyParams = z.object({ policyId: hashSchema })

export const orderParams = z.object({ orderId: hashSchema })

/** Bytes of the messages that hold a history of days, or the proofs of many batches. */
export const LARGE_BODY = 2 * 1024 * 1024
