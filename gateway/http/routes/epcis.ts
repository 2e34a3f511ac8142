import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Edge, Server } from '../edge.ts'
import { captureRoutes } from '../epcis/captureRoutes.ts'
import { eventRoutes } from '../epcis/eventRoutes.ts'
import { answerProblems, problems } from '../epcis/problems.ts'
import { queryRoutes } from '../epcis/queryRoutes.ts'
import { readingsRoute } from '../epcis/readingsRoute.ts'
import { discover, negotiate } from '../epcis/versions.ts'
import { empty } from '../openApi.ts'

/** The REST binding of EPCIS 2.0, section 12, without subscriptions; and readings for the committee. */
export function epcisRoutes(server: Server, edge: Edge): void {
  server.register(async (plain) => {
    const scope = plain.withTypeProvider<ZodTypeProvider>()
    answerProblems(scope)
    negotiate(scope)
    discoveryRoutes(scope)
    captureRoutes(scope, edge)
    eventRoutes(scope, edge)
    queryRoutes(scope, edge)
    readingsRoute(scope, edge)
  })
}

const METHODS = {
  '/epcis': 'OPTIONS',
  '/epcis/capture': 'OPTIONS, GET, POST',
  '/epcis/events': 'OPTIONS, GET',
  '/epcis/queries': 'OPTIONS, GET, POST',
} as const

function discoveryRoutes(server: Server): void {
  for (const [path, methods] of Object.entries(METHODS)) {
    server.options(
      path,
      {
        schema: {
          summary: 'Versions and limits of this EPCIS repository',
          response: { 204: empty('They are in the headers.'), ...problems() },
        },
      },
      async (_request, reply) => discover(reply, methods).send(undefined),
    )
  }
}
