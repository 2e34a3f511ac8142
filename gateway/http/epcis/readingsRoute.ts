import { logParams, readingsRequestSchema } from '../../../sdk/gateway/readingsRequest.ts'
import { eventDocument } from '../../epcis/query/eventDocuments.ts'
import { releaseReadings } from '../../epcis/releaseReadings.ts'
import type { Edge, Server } from '../edge.ts'
import { eventSchema, jsonLd } from './eventRoutes.ts'
import { problems } from './problems.ts'
import { mediaTypeOf } from './versions.ts'

export function readingsRoute(server: Server, { context }: Edge): void {
  server.post(
    '/epcis/readings/:logId',
    {
      schema: {
        summary: 'As a node of the committee: ask for the readings of an anchored log, by a signed message',
        description:
          'The event whose hash the chain has for the log. A message is good for one answer and ten minutes.',
        params: logParams,
        body: readingsRequestSchema,
        response: {
          200: jsonLd('The event with the readings.', eventSchema),
          ...problems(400, 403, 404, 413, 415),
        },
      },
    },
    async (request, reply) => {
      const { deadline, signature } = request.body
      const event = await releaseReadings(context, { logId: request.params.logId, deadline, signature })
      return reply.type(mediaTypeOf(request)).send(eventDocument(event))
    },
  )
}
