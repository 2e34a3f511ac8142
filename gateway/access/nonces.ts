import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** Milliseconds for which a nonce is good. */
const LIFETIME = 5 * 60_000
/** Nonces remembered as used: each took a valid signature and is forgotten when it expires. */
const CAPACITY = 100_000

const SHAPE = /^([0-9a-f]{32})([0-9a-f]{12})([0-9a-f]{64})$/

/** Single-use numbers for signing in. */
export interface Nonces {
  issue(): { readonly nonce: string; readonly expiresAt: Date }
  /** Whether a nonce was issued here and has not expired. */
  isLive(nonce: string): boolean
  /**
   * Uses a live nonce up. False where it was used before.
   * @throws UnavailableError RATE_LIMITED where more were used of late than can be remembered
   */
  use(nonce: string): boolean
}

/**
 * A nonce is random bytes, the time of its end and a MAC over both. Nothing is stored until it is used, so nobody can use
 * up memory, or push out the nonces of others, by asking for many. The MAC's key dies with the process.
 *
 * @param now milliseconds since 1970
 */
export function createNonces(now: () => number): Nonces {
  const key = randomBytes(32)
  const used = new Map<string, number>()

  const macOf = (random: string, end: string) =>
    createHmac('sha256', key)
      .update(random + end)
      .digest()

  const isLive = (nonce: string): boolean => {
    const [, random = '', end = '', mac = ''] = SHAPE.exec(nonce) ?? []
    if (random === '') return false
    return timingSafeEqual(Buffer.from(mac, 'hex'), macOf(random, end)) && Number.parseInt(end, 16) > now()
  }

  const forgetExpired = () => {
    for (const [nonce, end] of used) if (end <= now()) used.delete(nonce)
  }

  return {
    issue() {
      const random = randomBytes(16).toString('hex')
      const expires = now() + LIFETIME
      const end = expires.toString(16).padStart(12, '0')
      return { nonce: random + end + macOf(random, end).toString('hex'), expiresAt: new Date(expires) }
    },
    isLive,
    use(nonce) {
      if (!isLive(nonce) || used.has(nonce)) return false
      if (used.size >= CAPACITY) forgetExpired()
      if (used.size >= CAPACITY) {
        throw new UnavailableError(
          'RATE_LIMITED',
          'Too many people sign in at once. Try again in five minutes.',
        )
      }
      used.set(nonce, Number.parseInt(nonce.slice(32, 44), 16))
      return true
    },
  }
}
