import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import { type ProvenBatch, provenBatchSchema } from '../planning/batchOfProduct.ts'
import { demandForecastSchema } from '../planning/demandForecast.ts'
import { type DemandHistory, demandHistorySchema } from '../planning/history.ts'
import { ORDER_STATUSES } from '../planning/listOrders.ts'
import {
  type OpenedOrder,
  openedOrderSchema,
  orderDecisionSchema,
  orderDocumentSchema,
} from '../planning/order.ts'
import { MAXIMUM_OPENING_BYTES, type PlanOpening, readPlanOpening } from '../planning/planOpening.ts'
import { type PolicyFile, policyDocumentSchema } from '../planning/policy.ts'
import { MAXIMUM_BATCHES, stockPositionSchema } from '../planning/position.ts'
import { type CallOptions, parseJson, TRANSACTION } from './call.ts'
import type { Ask } from './epcisCalls.ts'
import type { SignedPlanRequest } from './planRequest.ts'
import { requireShape } from './requireShape.ts'

/** A landed forecast with the salt of its commitment. */
export const openedForecastSchema = z.strictObject({ forecast: demandForecastSchema, salt: hashSchema })
export type OpenedForecast = z.infer<typeof openedForecastSchema>

export const policySetSchema = z.strictObject({
  policyId: hashSchema,
  /** Null where the chain had it. */
  transactionHash: hashSchema.nullable(),
})
export type PolicySet = z.infer<typeof policySetSchema>

/** Without its secret. */
export const keptPolicySchema = z.strictObject({ policyId: hashSchema, document: policyDocumentSchema })
export type ListedPlanPolicy = z.infer<typeof keptPolicySchema>

/** What a policy stands at; null where there is none yet. */
export const policyStandingSchema = z.strictObject({
  ...keptPolicySchema.shape,
  history: demandHistorySchema.nullable(),
  position: stockPositionSchema.nullable(),
  forecast: demandForecastSchema.nullable(),
  /** Of the product, known here. */
  batchIds: z.array(hashSchema),
})
export type PolicyStanding = z.infer<typeof policyStandingSchema>

export const historyKeptSchema = z.strictObject({ policyId: hashSchema, historyHash: hashSchema })
export const batchesSchema = z.array(provenBatchSchema).min(1).max(MAXIMUM_BATCHES)
export const batchesKeptSchema = z.strictObject({ policyId: hashSchema, batches: z.number().int() })
export const orderKeptSchema = z.strictObject({ orderId: hashSchema })

export const plannedOrderSchema = z.strictObject({
  orderId: hashSchema,
  supplier: addressSchema,
  status: z.enum(ORDER_STATUSES),
  decision: orderDecisionSchema,
  /** Null until a node has handed it in. */
  document: orderDocumentSchema.nullable(),
  /** What the gateway's next step with it waits for: see `SiteDeed`. Null where it waits for nothing, or is not shipped. */
  waits: z.string().min(1).max(64).nullable(),
})
export type PlannedOrder = z.infer<typeof plannedOrderSchema>

export const recordedPositionSchema = z.strictObject({
  policyId: hashSchema,
  /** Commitment. */
  position: hashSchema,
  transactionHash: hashSchema,
  stock: stockPositionSchema,
})
export type RecordedPosition = z.infer<typeof recordedPositionSchema>

/**
 * Replenishment at a gateway. Policies and history are handed in by the staff; everything else that does not say otherwise is for
 * accounts too that are signed in and trade in medicines for the gateway's organisation.
 */
export interface PlanningClient {
  /** Staff only: it has a secret. Hands in a policy of the gateway's organisation; the gateway sets it on the chain unless it is there. @throws RefusedError PLAN_REFUSED */
  setPlanningPolicy(file: PolicyFile, options?: CallOptions): Promise<PolicySet>
  listPlanningPolicies(options?: CallOptions): Promise<ListedPlanPolicy[]>
  /** @throws RefusedError PLAN_NOT_FOUND */
  planningPolicy(policyId: string, options?: CallOptions): Promise<PolicyStanding>
  /** Staff only. Hands in what demand was before the chain knew of it, in place of an earlier history. @throws RefusedError PLAN_NOT_FOUND */
  setDemandHistory(
    policyId: string,
    history: DemandHistory,
    options?: CallOptions,
  ): Promise<z.infer<typeof historyKeptSchema>>
  /** Shows which batches are of the policy's product. @throws RefusedError PLAN_NOT_FOUND */
  addPlanningBatches(
    policyId: string,
    batches: readonly ProvenBatch[],
    options?: CallOptions,
  ): Promise<z.infer<typeof batchesKeptSchema>>
  /** Records the stock position now. @throws RefusedError PLAN_NOT_FOUND, PLAN_REFUSED */
  recordStockPosition(policyId: string, options?: CallOptions): Promise<RecordedPosition>
  /** Orders under a policy, the earliest first. @throws RefusedError PLAN_NOT_FOUND */
  listPlannedOrders(policyId: string, options?: CallOptions): Promise<PlannedOrder[]>
  /** An opened order: for the staff and, signed in, for the supplier. Hold it against the chain. @throws RefusedError PLAN_NOT_FOUND */
  plannedOrder(orderId: string, options?: CallOptions): Promise<OpenedOrder>
  /** As the supplier, signed in: shows of which product the batches are that were shipped. @throws RefusedError PLAN_NOT_FOUND, ORDER_REFUSED */
  addShippedBatches(
    orderId: string,
    batches: readonly ProvenBatch[],
    options?: CallOptions,
  ): Promise<z.infer<typeof batchesKeptSchema>>
  /**
   * As a node of the committee: what stands behind the position that a policy has now. Hold it against the chain: see `checkOpening`.
   * @throws RefusedError NOT_ACCREDITED, PLAN_NOT_FOUND, PLAN_REFUSED, SIGNATURE_EXPIRED, REPLAYED
   */
  planOpening(request: SignedPlanRequest, options?: CallOptions): Promise<PlanOpening>
  /** Hands in the forecast that landed. For anyone. @throws RefusedError PLAN_NOT_FOUND, IntegrityError COMMITMENT_MISMATCH */
  deliverForecast(
    opened: OpenedForecast,
    options?: CallOptions,
  ): Promise<Pick<z.infer<typeof historyKeptSchema>, 'policyId'>>
  /** Hands in an order that landed. For anyone. @throws RefusedError PLAN_NOT_FOUND, IntegrityError COMMITMENT_MISMATCH */
  deliverOrder(opened: OpenedOrder, options?: CallOptions): Promise<z.infer<typeof orderKeptSchema>>
}

/** Bytes of an answer around its documents. */
const AROUND = 1024 * 1024

export function planningCalls(ask: Ask): PlanningClient {
  const call = async <T>(
    schema: z.ZodType<T>,
    method: string,
    path: string,
    options: Parameters<Ask>[2] & { readonly body?: unknown } = {},
  ): Promise<T> => {
    const { body, ...rest } = options
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? { method } : { method, headers, body: canonicalJson(body) as BodyInit }
    return requireShape(schema, parseJson((await ask(`planning/${path}`, init, rest)).text))
  }
  const policy = (policyId: string) => `policies/${encodeURIComponent(policyId)}`
  const order = (orderId: string) => `orders/${encodeURIComponent(orderId)}`

  return {
    setPlanningPolicy: (body, options) =>
      call(policySetSchema, 'PUT', 'policies', { ...options, body, timeout: TRANSACTION }),
    listPlanningPolicies: (options) => call(z.array(keptPolicySchema), 'GET', 'policies', options),
    planningPolicy: (policyId, options) => call(policyStandingSchema, 'GET', policy(policyId), options),
    setDemandHistory: (policyId, body, options) =>
      call(historyKeptSchema, 'PUT', `${policy(policyId)}/history`, { ...options, body }),
    addPlanningBatches: (policyId, body, options) =>
      call(batchesKeptSchema, 'PUT', `${policy(policyId)}/batches`, { ...options, body }),
    recordStockPosition: (policyId, options) =>
      call(recordedPositionSchema, 'POST', `${policy(policyId)}/position`, {
        ...options,
        timeout: TRANSACTION,
      }),
    listPlannedOrders: (policyId, options) =>
      call(z.array(plannedOrderSchema), 'GET', `${policy(policyId)}/orders`, options),
    plannedOrder: (orderId, options) => call(openedOrderSchema, 'GET', order(orderId), options),
    addShippedBatches: (orderId, body, options) =>
      call(batchesKeptSchema, 'PUT', `${order(orderId)}/batches`, { ...options, body }),
    async planOpening({ policyId, ...body }, { signal } = {}) {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const maximumAnswer = MAXIMUM_OPENING_BYTES + AROUND
      const { text } = await ask(`planning/${policy(policyId)}/opening`, init, {
        ...(signal && { signal }),
        maximumAnswer,
      })
      return readPlanOpening(parseJson(text))
    },
    deliverForecast: (body, options) =>
      call(z.strictObject({ policyId: hashSchema }), 'POST', `${policy(body.forecast.policyId)}/forecast`, {
        ...options,
        body,
      }),
    deliverOrder: (body, options) => call(orderKeptSchema, 'POST', 'orders', { ...options, body }),
  }
}
