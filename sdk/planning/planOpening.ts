import { z } from 'zod'
import { provenBatchSchema } from './batchOfProduct.ts'
import { demandHistorySchema } from './history.ts'
import { openedOrderSchema } from './order.ts'
import { policyFileSchema } from './policy.ts'
import { MAXIMUM_BATCHES, MAXIMUM_ORDERS, stockPositionSchema } from './position.ts'
import { readShape } from './readShape.ts'

/** Bytes of the JSON text of an opening: 4 MiB. */
export const MAXIMUM_OPENING_BYTES = 4 * 1024 * 1024

/** What a site's gateway gives to a node of the committee: all that stands behind the site's commitments. */
export const planOpeningSchema = z.strictObject({
  file: policyFileSchema,
  position: stockPositionSchema,
  history: demandHistorySchema,
  batches: z.array(provenBatchSchema).max(MAXIMUM_BATCHES),
  orders: z.array(openedOrderSchema).max(MAXIMUM_ORDERS),
})
export type PlanOpening = z.infer<typeof planOpeningSchema>

/** @throws InvalidInputError PLAN_INVALID */
export const readPlanOpening = (value: unknown): PlanOpening =>
  readShape(planOpeningSchema, value, 'The opening of the plan')
