import type { FastifyInstance } from 'fastify'

/**
 * Lets the pages of these origins use the gateway (https://fetch.spec.whatwg.org/#http-cors-protocol), and no others. There
 * are no cookies, so credentials are never allowed.
 */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  const allowed = new Set(origins)
  server.addHook('onRequest', async ({ headers, method }, reply) => {
    reply.header('vary', 'Origin')
    const { origin } = headers
    if (origin === undefined || !allowed.has(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'retry-after, www-authenticate')
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return
    reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, DELETE')
      .header('access-control-allow-headers', 'authorization, content-type, content-digest')
      .header('access-control-max-age', '600')
    return reply.status(204).send()
  })
}
