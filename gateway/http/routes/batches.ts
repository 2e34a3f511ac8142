import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { publishedBatchSchema } from '../../../sdk/gateway/answers.ts'
import { bookLimits } from '../../../sdk/provenance/batchBook.ts'
import { publishBatch } from '../../provenance/publishBatch.ts'
import { BY_SESSION, type Edge, type Server } from '../edge.ts'
import { answer, refusals, streamed } from '../openApi.ts'
import { RefusedStatus } from '../refusals.ts'
import { steadyBody } from '../upload/steadyBody.ts'

/** The books of the batches that this organisation made. */
export function batchRoutes(server: Server, edge: Edge): void {
  listRoute(server, edge)
  // In a scope of its own: nowhere else is a body left unread.
  server.register(async (scope) => publishRoute(scope, edge))
}

function listRoute(server: Server, { context, guards }: Edge): void {
  server.get(
    '/batches',
    {
      onRequest: guards.staff,
      schema: {
        summary: 'The batches whose packs are verified here',
        description: 'For the staff. No secret and no serial number is told.',
        security: BY_SESSION,
        response: {
          200: answer('The batches, in the order in which they came.', z.array(publishedBatchSchema)),
          ...refusals(401, 403),
        },
      },
    },
    async () => context.batches.list(),
  )
}

function publishRoute(server: Server, { context, guards, settings }: Edge): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
  server.post(
    '/batches',
    {
      onRequest: [guards.staff, async ({ headers }) => requireBookHeaders(headers)],
      config: {
        isStreamed: true,
        swaggerTransform: streamed({
          description: `A batch book: JSON of ${bookLimits.maximumBytes} bytes at most.`,
          headers: { 'content-type': 'application/json' },
        }),
      },
      schema: {
        summary: 'Take in the book of a batch, so that its packs can be verified here',
        description:
          'For the staff. The book counts only as what the chain holds: a batch of this organisation whose root its packs ' +
          'give. The same book again changes nothing. A million packs take a minute; the answer comes when all is done.',
        security: BY_SESSION,
        response: {
          201: answer('Its packs can be verified.', publishedBatchSchema),
          ...refusals(400, 401, 403, 408, 413, 415),
        },
      },
    },
    async ({ raw }, reply) => {
      const published = await publishBatch(context, steadyBody(raw, settings.idleTimeout))
      return reply.status(201).send(published)
    },
  )
}

/** Before any of the body. @throws RefusedStatus 415, InvalidInputError INPUT_TOO_LARGE */
function requireBookHeaders(headers: IncomingHttpHeaders): void {
  if (!/^\s*application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new RefusedStatus(415, 'A batch book is JSON: send it as application/json.')
  }
  // One that does not say its length is counted as it comes.
  if (Number(headers['content-length'] ?? 0) > bookLimits.maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `A batch book has ${bookLimits.maximumBytes} bytes at most.`,
    )
  }
}
