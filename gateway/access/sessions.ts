import { createHash, randomBytes } from 'node:crypto'
import type { Scope } from '../../sdk/gateway/scopes.ts'

/** Milliseconds for which a session is good. */
const LIFETIME = 60 * 60_000
/** Sessions open at once; the one that was not used for longest makes room. */
const CAPACITY = 20_000
const PER_ACCOUNT = 10

/** Someone who has shown that an account is theirs. */
export interface Session {
  readonly account: string
  readonly scopes: readonly Scope[]
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface OpenedSession extends Session {
  /** Said once, to whoever signed in. */
  readonly token: string
}

/** Open sessions, in memory: a restart signs everyone out. */
export interface Sessions {
  open(account: string, scopes: readonly Scope[]): OpenedSession
  find(token: string): Session | undefined
  close(token: string): void
}

/**
 * Tokens are 32 random bytes, kept as their hashes: what leaks from memory or a dump opens nothing.
 * @param now milliseconds since 1970
 */
export function createSessions(now: () => number): Sessions {
  // Both in the order of their last use.
  const sessions = new Map<string, Session>()
  const hashesOf = new Map<string, Set<string>>()

  const insert = (hash: string, session: Session) => {
    sessions.set(hash, session)
    hashesOf.set(session.account, (hashesOf.get(session.account) ?? new Set<string>()).add(hash))
  }
  const close = (hash: string | undefined) => {
    const session = hash === undefined ? undefined : sessions.get(hash)
    if (hash === undefined || !session) return
    sessions.delete(hash)
    const own = hashesOf.get(session.account)
    own?.delete(hash)
    if (own?.size === 0) hashesOf.delete(session.account)
  }

  return {
    open(account, scopes) {
      const own = hashesOf.get(account)
      if (own && own.size >= PER_ACCOUNT) close(own.values().next().value)
      if (sessions.size >= CAPACITY) close(sessions.keys().next().value)
      const token = randomBytes(32).toString('base64url')
      const session = { account, scopes, expiresAt: now() + LIFETIME }
      insert(hashOf(token), session)
      return { ...session, token }
    },
    find(token) {
      const hash = hashOf(token)
      const session = sessions.get(hash)
      if (!session) return undefined
      close(hash)
      if (session.expiresAt <= now()) return undefined
      insert(hash, session)
      return session
    },
    close: (token) => close(hashOf(token)),
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
