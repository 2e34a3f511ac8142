import { z } from 'zod'
import { batchesKeptSchema, batchesSchema, plannedOrderSchema } from '../../../sdk/gateway/planningCalls.ts'
import { openedOrderSchema } from '../../../sdk/planning/order.ts'
import { listPlanned } from '../../planning/listPlanned.ts'
import { orderFor } from '../../planning/orderFor.ts'
import { takeShippedBatches } from '../../planning/takeBatches.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { LARGE_BODY, orderParams, policyParams } from './params.ts'

export function orderRoutes(server: Server, { context, guards }: Edge): void {
  server.get(
    '/planning/policies/:policyId/orders',
    {
      onRequest: guards.trader,
      schema: {
        summary: 'The orders under a policy',
        description:
          'For the staff, and for accounts that trade for the organisation. What was ordered is null until a node of the committee ' +
          'has handed it in; waits says why the gateway does not go on with an order by itself.',
        security: BY_SESSION,
        params: policyParams,
        response: {
          200: answer('In the order in which they were decided.', z.array(plannedOrderSchema)),
          ...refusals(400, 401, 403, 404),
        },
      },
    },
    ({ params }) => listPlanned(context, params.policyId),
  )

  server.get(
    '/planning/orders/:orderId',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'What was ordered',
        description:
          'For the staff, and for accounts that trade for the organisation or for the one that it is addressed to. Its salt opens this order ' +
          'alone: policy, stock and demand stay closed.',
        security: BY_SESSION,
        params: orderParams,
        response: {
          200: answer(
            'The order, and what shows that the chain holds a commitment to it.',
            openedOrderSchema,
          ),
          ...refusals(400, 401, 404),
        },
      },
    },
    (request) => orderFor(context, guards.callerOf(request), request.params.orderId),
  )

  server.put(
    '/planning/orders/:orderId/batches',
    {
      onRequest: guards.signedIn,
      bodyLimit: LARGE_BODY,
      schema: {
        summary: 'As the supplier: show of which product the batches are that were shipped',
        description:
          'For those who may read the order. Each is shown by one pack of it, which is held against the chain.',
        security: BY_SESSION,
        params: orderParams,
        body: batchesSchema,
        response: {
          200: answer('How many the policy has now.', batchesKeptSchema),
          ...refusals(400, 401, 403, 404, 408, 413, 415),
        },
      },
    },
    (request) => takeShippedBatches(context, guards.callerOf(request), request.params.orderId, request.body),
  )
}
