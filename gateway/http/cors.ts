import type { FastifyInstance } from 'fastify'

/** Headers that a page may read of an answer, and set in a request; those of EPCIS 2.0, section 12.2, among them. */
const EXPOSED =
  'retry-after, www-authenticate, link, location, gs1-epcis-version, gs1-cbv-version, gs1-next-page-token-expires'
const ALLOWED =
  'authorization, content-type, content-digest, gs1-epcis-version, gs1-cbv-version, gs1-capture-error-behaviour'

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
    reply.header('access-control-expose-headers', EXPOSED)
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return
    reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, DELETE')
      .header('access-control-allow-headers', ALLOWED)
      .header('access-control-max-age', '600')
    return reply.status(204).send()
  })
}
