import type { FastifyInstance } from 'fastify'
import { nestingDepth } from '../../sdk/json/nestingDepth.ts'
import { RefusedStatus } from './refusals.ts'

/** Levels of objects and arrays in a message: a report's FHIR resources are the deepest. */
const MAXIMUM_DEPTH = 32

/**
 * Reads JSON bodies and nothing else. Nesting is counted before anything is parsed; a member that would become an object's
 * prototype is refused.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = textOf(body as Buffer)
    if (text === undefined || nestingDepth(body as Buffer) > MAXIMUM_DEPTH) {
      done(new RefusedStatus(400, `The message is not JSON in UTF-8 of ${MAXIMUM_DEPTH} levels at most.`))
      return
    }
    parseJson(request, text, done)
  })
}

function textOf(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}
