import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** How often a kind of request may come, as a multiple of the usual. */
const SHARES = {
  usual: 1,
  /** Checking a signature costs more than asking for it. */
  signIn: 1 / 20,
  /** Who guesses serial numbers of medicines learns which exist. */
  verification: 1 / 10,
  /** A record is as many blocks as it has MiB. */
  block: 50,
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: usual. */
    readonly rate?: keyof typeof SHARES
  }
}

const MINUTE = 60_000

/** Limits a signed-in account, wherever it asks from. @throws UnavailableError RATE_LIMITED */
export type LimitAccount = (request: FastifyRequest, reply: FastifyReply, account: string) => Promise<void>

/**
 * Limits each address (each /64 network of IPv6), before anything costly is looked at.
 * @returns the limit for accounts; it can be used once the server is ready
 */
export function limitRates(server: FastifyInstance, requestsPerMinute: number): LimitAccount {
  server.register(rateLimit, { global: false })
  const names = Object.keys(SHARES) as (keyof typeof SHARES)[]
  const maximumOf = (name: keyof typeof SHARES) => Math.max(1, Math.floor(requestsPerMinute * SHARES[name]))
  const limiter = (max: number, keyGenerator?: (request: FastifyRequest) => string) =>
    server.createRateLimit({
      max,
      timeWindow: MINUTE,
      ...(keyGenerator && { keyGenerator }),
    })

  let limitAccount: LimitAccount = async () => undefined
  server.after(() => {
    const limiters = new Map(names.map((name) => [name, limiter(maximumOf(name))]))
    server.addHook('onRequest', async (request, reply) => {
      const result = await limiters.get(request.routeOptions.config.rate ?? 'usual')?.(request)
      if (result && !result.isAllowed && result.isExceeded) refuse(reply, result.ttlInSeconds)
    })
    const accounts = new WeakMap<FastifyRequest, string>()
    const ofAccount = limiter(requestsPerMinute, (request) => accounts.get(request) ?? '')
    limitAccount = async (request, reply, account) => {
      accounts.set(request, account)
      const result = await ofAccount(request)
      if (!result.isAllowed && result.isExceeded) refuse(reply, result.ttlInSeconds)
    }
  })
  return (request, reply, account) => limitAccount(request, reply, account)
}

function refuse(reply: FastifyReply, seconds: number): never {
  reply.header('retry-after', String(seconds))
  throw new UnavailableError('RATE_LIMITED', `Too many requests. Ask again in ${seconds} seconds.`)
}
