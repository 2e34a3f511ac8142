import { z } from 'zod'
import { InvalidInputError, RefusedError } from '../../../sdk/errors/index.ts'
import { namedQueriesSchema, namedQuerySchema } from '../../../sdk/gateway/epcisAnswers.ts'
import { queryLimits } from '../../epcis/limits.ts'
import { queryDocument } from '../../epcis/query/eventDocuments.ts'
import { parseEventQuery } from '../../epcis/query/parseEventQuery.ts'
import { queryEvents, sizeOfPage } from '../../epcis/query/queryEvents.ts'
import type { NamedQuery } from '../../epcis/store/epcisStore.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, empty } from '../openApi.ts'
import { RefusedStatus } from '../refusals.ts'
import { jsonLd, queryDocumentSchema } from './eventRoutes.ts'
import { linkNext } from './lists.ts'
import { problems } from './problems.ts'
import { mediaTypeOf } from './versions.ts'

const pageQuery = z.strictObject({ perPage: z.string().optional(), nextPageToken: z.string().optional() })
const params = z.object({ name: z.string().max(64) })
const forStaff = 'For the staff.'

export function queryRoutes(server: Server, { context, guards }: Edge): void {
  const staffOnly = { onRequest: guards.staff }

  server.post(
    '/epcis/queries',
    {
      ...staffOnly,
      schema: {
        summary: 'Name a query',
        description: `${forStaff} The parameters are those of GET /epcis/events, several values as lists.`,
        security: BY_SESSION,
        body: namedQuerySchema,
        response: {
          201: empty('It is kept; Location names it.'),
          ...problems(400, 401, 403, 409, 413, 415),
        },
      },
    },
    async ({ body }, reply) => {
      parseEventQuery(body.query)
      if (context.epcis.store.countQueries() >= queryLimits.namedQueries) {
        throw new InvalidInputError('INPUT_TOO_LARGE', 'As many queries are named as can be. Remove one.')
      }
      if (!context.epcis.store.addQuery({ name: body.name, query: JSON.stringify(body.query) })) {
        throw new RefusedStatus(409, 'A query of this name exists. Remove it first, or choose another name.')
      }
      return reply.status(201).header('location', `/epcis/queries/${body.name}`).send(undefined)
    },
  )

  server.get(
    '/epcis/queries',
    {
      ...staffOnly,
      schema: {
        summary: 'Named queries, by name',
        description: forStaff,
        security: BY_SESSION,
        querystring: pageQuery,
        response: { 200: answer('The queries.', namedQueriesSchema), ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const { perPage, nextPageToken } = request.query
      const limit = sizeOfPage(perPage)
      const [skipped = 0] =
        nextPageToken === undefined ? [] : context.epcis.tokens.open(QUERIES, nextPageToken)
      const queries = context.epcis.store.listQueries(skipped, limit + 1)
      linkNext(
        request,
        reply,
        queries.length > limit ? context.epcis.tokens.issue(QUERIES, [skipped + limit]) : undefined,
      )
      return queries.slice(0, limit).map(queryAnswer)
    },
  )

  server.get(
    '/epcis/queries/:name',
    {
      ...staffOnly,
      schema: {
        summary: 'A named query',
        description: forStaff,
        security: BY_SESSION,
        params,
        response: { 200: answer('What it asks.', namedQuerySchema), ...problems(400, 401, 403, 404) },
      },
    },
    async (request) => queryAnswer(find(request.params.name)),
  )

  server.delete(
    '/epcis/queries/:name',
    {
      ...staffOnly,
      schema: {
        summary: 'Forget a named query',
        description: forStaff,
        security: BY_SESSION,
        params,
        response: { 204: empty('It is gone.'), ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      if (!context.epcis.store.removeQuery(request.params.name)) throw unknownQuery()
      return reply.status(204).send(undefined)
    },
  )

  server.get(
    '/epcis/queries/:name/events',
    {
      ...staffOnly,
      schema: {
        summary: 'Events that a named query finds',
        description: forStaff,
        security: BY_SESSION,
        params,
        querystring: pageQuery,
        response: {
          200: jsonLd('An EPCISQueryDocument; Link names the next page.', queryDocumentSchema),
          ...problems(400, 401, 403, 404, 413),
        },
      },
    },
    async (request, reply) => {
      const { query } = queryAnswer(find(request.params.name))
      const { events, next } = queryEvents(context.epcis, { sees: 'all' }, query, request.query)
      linkNext(request, reply, next)
      return reply.type(mediaTypeOf(request)).send(queryDocument(events, new Date()))
    },
  )

  function find(name: string): NamedQuery {
    const found = context.epcis.store.findQuery(name)
    if (found) return found
    throw unknownQuery()
  }
}

/** What page tokens of named queries are good for. */
const QUERIES = 'named queries'

const unknownQuery = () => new RefusedError('EPCIS_NOT_FOUND', 'There is no such named query.')

const queryAnswer = ({ name, query }: NamedQuery) => ({
  name,
  query: JSON.parse(query) as z.infer<typeof namedQuerySchema>['query'],
})
