import { InvalidInputError } from '../../../sdk/errors/index.ts'
import {
  batchesKeptSchema,
  batchesSchema,
  historyKeptSchema,
  recordedPositionSchema,
} from '../../../sdk/gateway/planningCalls.ts'
import { demandHistorySchema, historyHash } from '../../../sdk/planning/history.ts'
import { requirePolicy } from '../../planning/keepPolicy.ts'
import { recordStock } from '../../planning/recordStock.ts'
import { takeBatches } from '../../planning/takeBatches.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { LARGE_BODY, policyParams } from './params.ts'

export function stockRoutes(server: Server, { context, guards }: Edge): void {
  server.put(
    '/planning/policies/:policyId/history',
    {
      onRequest: guards.staff,
      bodyLimit: LARGE_BODY,
      schema: {
        summary: 'Take in what demand was before the chain knew of it',
        description:
          'For the staff. In place of an earlier one. What the chain says later is added by itself.',
        security: BY_SESSION,
        params: policyParams,
        body: demandHistorySchema,
        response: {
          200: answer('It is kept.', historyKeptSchema),
          ...refusals(400, 401, 403, 404, 408, 413, 415),
        },
      },
    },
    async ({ params: { policyId }, body }) => {
      const { file } = requirePolicy(context, policyId)
      if (body.frequency !== file.document.frequency) {
        throw new InvalidInputError(
          'PLAN_INVALID',
          'The history is of other periods than the policy forecasts.',
        )
      }
      context.planning.setHistory(policyId, body)
      return { policyId, historyHash: historyHash(body) }
    },
  )

  server.put(
    '/planning/policies/:policyId/batches',
    {
      onRequest: guards.trader,
      bodyLimit: LARGE_BODY,
      schema: {
        summary: "Take in which batches are of the policy's product",
        description:
          'For the staff, and for accounts that trade for the organisation. Each is shown by one pack of it, which is held against the chain.',
        security: BY_SESSION,
        params: policyParams,
        body: batchesSchema,
        response: {
          200: answer('How many the policy has now.', batchesKeptSchema),
          ...refusals(400, 401, 403, 404, 408, 413, 415),
        },
      },
    },
    async ({ params: { policyId }, body }) => ({
      policyId,
      batches: await takeBatches(context, policyId, body),
    }),
  )

  server.post(
    '/planning/policies/:policyId/position',
    {
      onRequest: guards.trader,
      schema: {
        summary: 'Record the stock position now, as the chain has it',
        description:
          'For the staff, and for accounts that trade for the organisation. The committee forecasts and orders from the newest position.',
        security: BY_SESSION,
        params: policyParams,
        response: {
          200: answer('It is recorded.', recordedPositionSchema),
          ...refusals(400, 401, 403, 404),
        },
      },
    },
    async ({ params: { policyId } }) => {
      const { stock, transactionHash } = await recordStock(context, requirePolicy(context, policyId))
      return { policyId, position: stock.commitment, transactionHash, stock: stock.position }
    },
  )
}
