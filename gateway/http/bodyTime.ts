import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route reads its body itself, as a stream, and minds the time that takes. */
    readonly isStreamed?: boolean
  }
}

/** Milliseconds for which what is left of a refused body is thrown away, so that the sender reads the refusal. */
const LINGER = 1_000

/**
 * Ends connections whose body takes too long: Node has one such time for all of a server, which a large record does not
 * keep. Headers have theirs (`headersTimeout`).
 */
export function limitBodyTime(server: FastifyInstance, milliseconds: number): void {
  server.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    if (!routeOptions.config.isStreamed)
      endUnlessComplete(raw, milliseconds, () => refuseSlow(raw, reply.raw.headersSent))
  })
  server.addHook('onResponse', async ({ raw }) => {
    endUnlessComplete(raw, LINGER, () => raw.socket.destroy())
  })
}

function endUnlessComplete(message: IncomingMessage, milliseconds: number, end: () => void): void {
  if (message.complete) return
  const timer = setTimeout(() => {
    if (!message.complete) end()
  }, milliseconds)
  message.once('close', () => clearTimeout(timer))
}

/** As Node itself ends a request that is too slow. */
function refuseSlow({ socket }: IncomingMessage, isAnswered: boolean): void {
  if (!isAnswered) socket.write(plainAnswer(408, 'MESSAGE_SLOW', 'The message did not arrive in time.'))
  socket.destroySoon()
}

/** An answer to what never became a request. */
export function plainAnswer(status: 400 | 408 | 431, code: string, message: string): string {
  const body = JSON.stringify({ code, message })
  const reason = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' }[
    status
  ]
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
