import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RefusedStatus } from './refusals.ts'

/**
 * Headers that decide something. Node keeps the first of two and a proxy may keep the last (RFC 9110, section 5.3): which of
 * them counts must never be a question.
 */
const SINGLE = new Set([
  'authorization',
  'content-digest',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'origin',
  'transfer-encoding',
])

/** Refuses requests that could mean two things, or that unpack to more than was sent. */
export function checkRequests(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    requireSingleHeaders(request)
    requirePlainBody(request)
  })
}

function requireSingleHeaders({ raw }: FastifyRequest): void {
  const seen = new Set<string>()
  for (let index = 0; index < raw.rawHeaders.length; index += 2) {
    const name = (raw.rawHeaders[index] ?? '').toLowerCase()
    if (SINGLE.has(name) && seen.has(name)) throw new RefusedStatus(400, `The header ${name} comes twice.`)
    seen.add(name)
  }
}

function requirePlainBody({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return
  throw new RefusedStatus(415, 'Send the body without a content encoding: nothing is unpacked here.')
}
