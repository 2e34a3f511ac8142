import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

export interface Connections {
  /** Connections that are open now. */
  count(): number
}

/**
 * Keeps at most `capacity` connections open. A new one is always taken: the one that has waited longest makes room, be it for
 * its first byte, the rest of a request or the next one. A connection that the gateway is working for never does, so
 * however many a stranger opens, whoever sends a whole request gets an answer. Node's own `maxConnections` would turn new
 * ones away instead.
 */
export function limitConnections(server: FastifyInstance, capacity: number): Connections {
  const waiting = new Set<Socket>()
  const working = new Set<Socket>()

  server.server.on('connection', (socket) => {
    waiting.add(socket)
    socket.once('close', () => {
      waiting.delete(socket)
      working.delete(socket)
    })
    if (waiting.size + working.size <= capacity) return
    const [oldest] = waiting
    if (!oldest) return
    waiting.delete(oldest)
    oldest.destroy()
  })
  // By now the message is whole, or a stream that its sender may send.
  server.addHook('preHandler', async ({ raw }) => {
    if (waiting.delete(raw.socket)) working.add(raw.socket)
  })
  server.addHook('onResponse', async ({ raw }) => {
    if (working.delete(raw.socket) && !raw.socket.destroyed) waiting.add(raw.socket)
  })
  // Half a request would keep the server from closing.
  server.addHook('preClose', async () => {
    for (const socket of waiting) socket.destroy()
  })
  return { count: () => waiting.size + working.size }
}
