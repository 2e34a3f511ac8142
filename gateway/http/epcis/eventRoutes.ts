import { z } from 'zod'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { eventDocument, queryDocument } from '../../epcis/query/eventDocuments.ts'
import { queryEvents } from '../../epcis/query/queryEvents.ts'
import { viewerOf } from '../../epcis/viewer.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { linkNext, parametersOf } from './lists.ts'
import { problems } from './problems.ts'
import { mediaTypeOf } from './versions.ts'

/** An answer in JSON-LD, under either of its names. */
export const jsonLd = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema }, 'application/ld+json': { schema } },
})

export const queryDocumentSchema: z.ZodType = z.looseObject({
  '@context': z.array(z.unknown()),
  type: z.literal('EPCISQueryDocument'),
})
export const eventSchema: z.ZodType = z.looseObject({ '@context': z.array(z.unknown()), type: z.string() })

/** Named here to be documented; what else there is, and what it means, the query language says. */
const eventsQuery = z.looseObject(
  Object.fromEntries(
    [
      'eventType',
      'GE_eventTime',
      'LT_eventTime',
      'GE_recordTime',
      'LT_recordTime',
      'EQ_action',
      'EQ_bizStep',
      'EQ_disposition',
      'EQ_readPoint',
      'EQ_bizLocation',
      'EQ_eventID',
      'MATCH_epc',
      'MATCH_parentID',
      'MATCH_anyEPC',
      'MATCH_anyEPCClass',
      'EXISTS_errorDeclaration',
      'orderBy',
      'orderDirection',
      'eventCountLimit',
      'maxEventCount',
      'perPage',
      'nextPageToken',
    ].map((name) => [name, z.string().optional()]),
  ),
)

const WHO =
  'For the staff; accounts accredited to keep medicines, for quality assurance or as auditors see the events that name a ' +
  'batch which their organisation holds or held.'

export function eventRoutes(server: Server, { context, guards }: Edge): void {
  server.get(
    '/epcis/events',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'Events that a query finds (SimpleEventQuery)',
        description: `${WHO} The parameters are those of EPCIS 2.0, section 8.2.7.1, with | between values; what is not supported is refused.`,
        security: BY_SESSION,
        querystring: eventsQuery,
        response: {
          200: jsonLd('An EPCISQueryDocument; Link names the next page.', queryDocumentSchema),
          ...problems(400, 401, 403, 413),
        },
      },
    },
    async (request, reply) => {
      const { perPage, nextPageToken, ...parameters } = parametersOf(request)
      const viewer = await viewerOf(context, guards.callerOf(request))
      const { events, next } = queryEvents(context.epcis, viewer, parameters, { perPage, nextPageToken })
      linkNext(request, reply, next)
      return reply.type(mediaTypeOf(request)).send(queryDocument(events, new Date()))
    },
  )

  server.get(
    '/epcis/events/:eventID',
    {
      onRequest: guards.signedIn,
      schema: {
        summary: 'One event',
        description: `${WHO} By its eventID, or its event hash where it came without one. With its latest error declaration.`,
        security: BY_SESSION,
        params: z.object({ eventID: z.string() }),
        response: { 200: jsonLd('The event.', eventSchema), ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const viewer = await viewerOf(context, guards.callerOf(request))
      const asked = { EQ_eventID: [request.params.eventID], orderBy: 'recordTime', orderDirection: 'DESC' }
      const [event] = queryEvents(context.epcis, viewer, asked, { perPage: 1 }).events
      if (!event) throw new RefusedError('EPCIS_NOT_FOUND', 'There is no such event.')
      return reply.type(mediaTypeOf(request)).send(eventDocument(event))
    },
  )
}
