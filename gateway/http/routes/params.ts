import { z } from 'zod'
import { addressSchema, hashSchema } from '../../../sdk/chain/schemas.ts'
import { DISCLOSURE_ORDERS, MAXIMUM_PAGE } from '../../../sdk/gateway/protocol.ts'

export const recordParams = z.object({ id: hashSchema })

export const patientParams = z.object({ patient: addressSchema })

/** Part of a long list: see {@link Page}. */
export const pageQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(MAXIMUM_PAGE).default(100),
})

/** See {@link DisclosurePage}. */
export const disclosuresQuery = pageQuery.extend({
  order: z.enum(DISCLOSURE_ORDERS).default('oldest'),
  only: z.literal('access').optional(),
})
