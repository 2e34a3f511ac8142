import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { queryLimits } from '../limits.ts'
import { invalidQuery } from './invalidQuery.ts'

/** Where a list goes on. They are good for one question of one caller, for an hour, and for this process. */
export interface PageTokens {
  /** @param question what is asked and by whom, without the page */
  issue(question: string, place: readonly number[]): PageToken
  /** The place that a token of the same question names. @throws InvalidInputError EPCIS_QUERY_INVALID */
  open(question: string, token: string): readonly number[]
}

export interface PageToken {
  readonly token: string
  readonly expiresAt: Date
}

const MAC = 32
const LONGEST = 300

/** @param now milliseconds since 1970 */
export function createPageTokens(now: () => number = Date.now): PageTokens {
  const key = randomBytes(32)
  const macOf = (question: string, content: Uint8Array): Buffer =>
    createHmac('sha256', key)
      .update(createHmac('sha256', key).update(question).digest())
      .update(content)
      .digest()

  return {
    issue(question, place) {
      const expires = now() + queryLimits.pageLifetime
      const content = Buffer.from(JSON.stringify([expires, ...place]))
      const token = Buffer.concat([macOf(question, content), content]).toString('base64url')
      return { token, expiresAt: new Date(expires) }
    },
    open(question, token) {
      const bytes = token.length <= LONGEST ? Buffer.from(token, 'base64url') : Buffer.alloc(0)
      const content = bytes.subarray(MAC)
      const isOurs = bytes.length > MAC && timingSafeEqual(bytes.subarray(0, MAC), macOf(question, content))
      if (!isOurs) throw invalidQuery('The nextPageToken is not of this query. Begin at the first page.')
      const [expires = 0, ...place] = JSON.parse(content.toString()) as number[]
      if (expires < now()) throw invalidQuery('The nextPageToken has expired. Begin at the first page.')
      return place
    },
  }
}
