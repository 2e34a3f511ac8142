import { epcisDocumentSchema } from '../../../sdk/gateway/answers.ts'
import { tracePackOf } from '../../provenance/tracePackOf.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals } from '../openApi.ts'
import { PACK_LINKS, type PackLink, packIn, packQuery } from './packLinks.ts'

/** Where packs have been, for those who answer for them. */
export function traceRoutes(server: Server, edge: Edge): void {
  for (const link of PACK_LINKS) traceRoute(server, edge, link)
}

function traceRoute(server: Server, { context, guards }: Edge, { path, params }: PackLink): void {
  server.get(
    `/trace${path}`,
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'What happened to a pack',
        description:
          'Its steps on the chain as EPCIS events, and events that were captured here. For the staff, and for accounts that are ' +
          'accredited as manufacturer, distributor, dispenser, carrier, quality assurance or auditor; captured events only for ' +
          'organisations that hold or held a part of the batch, and for that of this gateway.',
        security: BY_SESSION,
        params,
        querystring: packQuery,
        response: { 200: answer('An EPCIS document.', epcisDocumentSchema), ...refusals(400, 401, 403, 404) },
      },
    },
    (request) => tracePackOf(context, guards.callerOf(request), packIn(request)),
  )
}
