import { z } from 'zod'
import {
  keptPolicySchema,
  policySetSchema,
  policyStandingSchema,
} from '../../../sdk/gateway/planningCalls.ts'
import { policyFileSchema } from '../../../sdk/planning/policy.ts'
import { keepPolicy } from '../../planning/keepPolicy.ts'
import { standingOf } from '../../planning/standingOf.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { policyParams } from './params.ts'

export function policyRoutes(server: Server, { context, guards }: Edge): void {
  server.put(
    '/planning/policies',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'Take in a replenishment policy of this organisation, and set it on the chain',
        description:
          'For the staff. The chain sees a commitment and the terms. The same again changes nothing.',
        security: BY_SESSION,
        body: policyFileSchema,
        response: {
          200: answer('It is set.', policySetSchema),
          ...refusals(400, 401, 403, 408, 413, 415),
        },
      },
    },
    ({ body }) => keepPolicy(context, body),
  )

  server.get(
    '/planning/policies',
    {
      onRequest: guards.trader,
      schema: {
        summary: 'The replenishment policies kept here',
        description: 'For the staff, and for accounts that trade for the organisation. No secret is told.',
        security: BY_SESSION,
        response: {
          200: answer('In the order in which they came.', z.array(keptPolicySchema)),
          ...refusals(401, 403),
        },
      },
    },
    async () =>
      context.planning.listPolicies().map(({ policyId, file: { document } }) => ({ policyId, document })),
  )

  server.get(
    '/planning/policies/:policyId',
    {
      onRequest: guards.trader,
      schema: {
        summary:
          'What a policy stands at: its newest position, the forecast that landed, the history and batches',
        description: 'For the staff, and for accounts that trade for the organisation. No secret is told.',
        security: BY_SESSION,
        params: policyParams,
        response: {
          200: answer('Null where there is none yet.', policyStandingSchema),
          ...refusals(400, 401, 403, 404),
        },
      },
    },
    ({ params }) => standingOf(context, params.policyId),
  )
}
