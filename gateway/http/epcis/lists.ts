import type { FastifyReply, FastifyRequest } from 'fastify'
import { invalidQuery } from '../../epcis/query/invalidQuery.ts'
import type { PageToken } from '../../epcis/query/pageTokens.ts'

/**
 * The parameters of a query as they were sent, whatever they are called: a parser that drops some would answer another
 * question. @throws InvalidInputError EPCIS_QUERY_INVALID
 */
export function parametersOf({ url }: FastifyRequest): Record<string, string> {
  const given = [...new URLSearchParams(splitUrl(url).search)]
  if (new Set(given.map(([name]) => name)).size < given.length) {
    throw invalidQuery('Each parameter is given once, with | between its values.')
  }
  return Object.fromEntries(given)
}

/** Names the next page of a list (EPCIS 2.0, section 12.2; RFC 8288). */
export function linkNext({ url }: FastifyRequest, reply: FastifyReply, next: PageToken | undefined): void {
  if (!next) return
  const { path, search } = splitUrl(url)
  const parameters = new URLSearchParams(search)
  parameters.set('nextPageToken', next.token)
  reply
    .header('link', `<${path}?${parameters}>; rel="next"`)
    .header('gs1-next-page-token-expires', next.expiresAt.toISOString())
}

/** A second question mark is of the query (RFC 3986, section 3.4): event hashes have one. */
function splitUrl(url: string): { readonly path: string; readonly search: string } {
  const end = url.indexOf('?')
  return end < 0 ? { path: url, search: '' } : { path: url.slice(0, end), search: url.slice(end + 1) }
}
