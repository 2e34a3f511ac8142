import { relayedSchema } from '../../../sdk/gateway/answers.ts'
import {
  enrolmentSchema,
  grantSchema,
  monitoringEndSchema,
  restrictionSchema,
} from '../../../sdk/gateway/protocol.ts'
import { signedApprovalSchema } from '../../../sdk/monitoring/signedApproval.ts'
import { relayOwnEnrolment, relayPatientGrant, relayPatientRestriction } from '../../relay/relay.ts'
import { relayMonitoringApproval, relayMonitoringEnd } from '../../relay/relayMonitoring.ts'
import type { Edge, Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'

export function relayRoutes(server: Server, { context }: Edge): void {
  const response = { 200: answer('It landed.', relayedSchema), ...refusals(400, 403, 413, 415) }
  const description =
    'The signature is what authorises it; anyone may hand it in, here or to the contract itself.'

  server.post(
    '/v1/enrolments',
    {
      schema: {
        summary: 'Pay for a signed enrolment with this custodian',
        description,
        body: enrolmentSchema,
        response,
      },
    },
    ({ body }) => relayOwnEnrolment(context, body),
  )
  server.post(
    '/v1/consents',
    { schema: { summary: 'Pay for a signed grant of consent', description, body: grantSchema, response } },
    ({ body }) => relayPatientGrant(context, body),
  )
  server.post(
    '/v1/restrictions',
    {
      schema: {
        summary: 'Pay for a signed revocation, denial or opt-out',
        description,
        body: restrictionSchema,
        response,
      },
    },
    ({ body }) => relayPatientRestriction(context, body),
  )
  server.post(
    '/v1/monitoring-approvals',
    {
      schema: {
        summary: 'Pay for a signed approval of a monitoring',
        description,
        body: signedApprovalSchema,
        response,
      },
    },
    ({ body }) => relayMonitoringApproval(context, body),
  )
  server.post(
    '/v1/monitoring-ends',
    {
      schema: {
        summary: 'Pay for a signed end of a monitoring',
        description,
        body: monitoringEndSchema,
        response,
      },
    },
    ({ body }) => relayMonitoringEnd(context, body),
  )
}
