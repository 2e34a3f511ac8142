import type { FastifyInstance } from 'fastify'

/** Pages that may use a server, and what of it. */
export interface Allowance {
  readonly origins: readonly string[]
  /** Methods, with commas between them, as in `access-control-allow-methods`. */
  readonly methods: string
  /** Headers that a page may set in a request. */
  readonly allowed?: string
  /** Headers that a page may read of an answer. */
  readonly exposed?: string
}

/**
 * Lets the pages of these origins use the server's routes (https://fetch.spec.whatwg.org/#http-cors-protocol), and no others.
 * There are no cookies, so credentials are never allowed.
 */
export function allowOrigins(
  server: FastifyInstance,
  { origins, methods, allowed, exposed }: Allowance,
): void {
  if (origins.length === 0) return
  const known = new Set(origins)
  server.addHook('onRequest', async ({ headers, method }, reply) => {
    reply.header('vary', 'Origin')
    const { origin } = headers
    if (origin === undefined || !known.has(origin)) return
    reply.header('access-control-allow-origin', origin)
    if (exposed) reply.header('access-control-expose-headers', exposed)
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return
    reply.header('access-control-allow-methods', methods).header('access-control-max-age', '600')
    if (allowed) reply.header('access-control-allow-headers', allowed)
    return reply.status(204).send()
  })
}
