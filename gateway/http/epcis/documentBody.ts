import type { FastifyInstance } from 'fastify'
import { transform } from '../openApi.ts'

/** Media types of documents (EPCIS 2.0, section 12.5). */
const TYPES = ['application/json', 'application/ld+json']

/** Bodies come as the bytes that they are: documents have a reader of their own, which trusts none of them. */
export function takeDocuments(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** Documents such a body, for which there is no schema to read it by. */
export const takesDocument =
  (description: string): typeof transform =>
  (route) => {
    const { schema, url } = transform(route)
    return { url, schema: { ...schema, body: { type: 'object', description }, consumes: TYPES } }
  }
