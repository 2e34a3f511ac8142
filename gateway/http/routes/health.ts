import { z } from 'zod'
import { addressSchema } from '../../../sdk/chain/schemas.ts'
import type { Edge, Server } from '../edge.ts'
import type { Health } from '../health.ts'
import { answer, refusals } from '../openApi.ts'

const healthSchema: z.ZodType<Health> = z.object({
  status: z.enum(['ok', 'unavailable']),
  custodianOrg: addressSchema,
  chain: z.object({
    reachable: z.boolean(),
    latestBlock: z.number().int().nonnegative().nullable(),
    time: z.iso.datetime().nullable(),
  }),
  store: z.object({ writable: z.boolean() }),
  warnings: z.array(z.string()),
})

export function healthRoute(server: Server, { health }: Edge): void {
  const { 429: tooMany, 500: failed } = refusals()
  server.get(
    '/health',
    {
      schema: {
        summary: 'Whether the gateway runs and can do its work',
        description: 'Any answer means that it runs. 503 means that chain or store keep it from working.',
        response: {
          200: answer('Everything works.', healthSchema),
          429: tooMany,
          500: failed,
          503: answer('Chain or store are missing.', healthSchema),
        },
      },
    },
    async (_request, reply) => {
      const found = await health.read()
      return reply.status(found.status === 'ok' ? 200 : 503).send(found)
    },
  )
}
