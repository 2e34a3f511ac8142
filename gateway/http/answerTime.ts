import type { FastifyInstance } from 'fastify'

/** Ends connections whose peer does not read the answer: it would be held in memory for as long as they like. */
export function limitAnswerTime(server: FastifyInstance, milliseconds: number): void {
  // From here on only writing is left, so standing still means that nothing is read. Node resets this for the next request.
  server.addHook('onSend', async ({ raw }, _reply, payload) => {
    raw.socket.setTimeout(milliseconds)
    return payload
  })
}
