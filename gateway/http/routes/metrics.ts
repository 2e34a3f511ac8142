import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { bearerToken, secretMatcher } from '../../access/access.ts'
import type { Edge, Server } from '../edge.ts'
import { refusals } from '../openApi.ts'

export function metricsRoute(server: Server, edge: Edge): void {
  const { context, metrics, health, connections, settings } = edge
  const isAllowed = settings.metricsToken === null ? isLocal : bearerOf(settings.metricsToken)
  server.get(
    '/metrics',
    {
      onRequest: async (request) => {
        if (isAllowed(request)) return
        throw new RefusedError('NOT_AUTHORISED', 'Metrics are for whoever runs this gateway.')
      },
      schema: {
        summary: 'Counts and times, for Prometheus',
        security: [{ metrics: [] }],
        response: {
          200: {
            description: 'In the text format of Prometheus.',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...refusals(401),
        },
      },
      // Text as it is: the other answers are JSON.
      serializerCompiler: () => (text) => (typeof text === 'string' ? text : JSON.stringify(text)),
    },
    async (_request, reply) => {
      const text = await metrics.render({
        unanchoredReceipts: context.store.countReceiptsToAnchor(),
        openConnections: connections.count(),
        chainHeadLag: await health.chainHeadLag(),
      })
      return reply.header('content-type', metrics.contentType).send(text)
    },
  )
}

const bearerOf = (token: string) => {
  const isToken = secretMatcher(token)
  return ({ headers }: FastifyRequest) => isToken(bearerToken(headers.authorization) ?? '')
}

/** What a proxy on this machine passes on does not come from this machine. */
function isLocal({ headers, raw }: FastifyRequest): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false
  return /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(raw.socket.remoteAddress ?? '')
}
