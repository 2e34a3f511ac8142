import { z } from 'zod'
import { hashSchema } from '../../../sdk/chain/schemas.ts'
import { openedForecastSchema, orderKeptSchema } from '../../../sdk/gateway/planningCalls.ts'
import { planRequestSchema } from '../../../sdk/gateway/planRequest.ts'
import { openedOrderSchema } from '../../../sdk/planning/order.ts'
import { planOpeningSchema } from '../../../sdk/planning/planOpening.ts'
import { releaseOpening } from '../../planning/releaseOpening.ts'
import { takeForecast, takeOrder } from '../../planning/takeDecided.ts'
import type { Edge, Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { RefusedStatus } from '../refusals.ts'
import { policyParams } from './params.ts'

/** Signed messages, and what the chain holds commitments to: neither needs a session. */
export function committeeRoutes(server: Server, { context }: Edge): void {
  server.post(
    '/planning/policies/:policyId/opening',
    {
      schema: {
        summary:
          'As a node of the committee: ask for what stands behind a stock position, by a signed message',
        description:
          'The position must be the newest of a policy that nobody holds. A message is good for one answer and ten minutes.',
        params: policyParams,
        body: planRequestSchema,
        response: {
          200: answer('The opening. Hold it against the chain.', planOpeningSchema),
          ...refusals(400, 403, 404, 408, 413, 415),
        },
      },
    },
    ({ params, body }) => releaseOpening(context, { ...params, ...body }),
  )

  server.post(
    '/planning/policies/:policyId/forecast',
    {
      schema: {
        summary: 'Hand in the forecast that landed',
        description: 'For anyone: only what the chain holds the commitment to is taken.',
        params: policyParams,
        body: openedForecastSchema,
        response: {
          200: answer('It is kept.', z.strictObject({ policyId: hashSchema })),
          ...refusals(400, 403, 404, 408, 413, 415),
        },
      },
    },
    async ({ params: { policyId }, body }) => {
      if (body.forecast.policyId !== policyId) {
        throw new RefusedStatus(400, 'The forecast is for another policy than the path names.')
      }
      await takeForecast(context, body)
      return { policyId }
    },
  )

  server.post(
    '/planning/orders',
    {
      schema: {
        summary: 'Hand in an order that landed',
        description: 'For anyone: only what the chain holds the commitment to is taken.',
        body: openedOrderSchema,
        response: {
          200: answer('It is kept.', orderKeptSchema),
          ...refusals(400, 403, 404, 408, 413, 415),
        },
      },
    },
    async ({ body }) => ({ orderId: await takeOrder(context, body) }),
  )
}
