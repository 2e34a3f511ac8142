import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import { type Caller, requireStaff } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import { requireTrader } from '../planning/traders.ts'
import type { LimitAccount } from './rateLimits.ts'

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Who may go on, asked before a body is read: a stranger cannot make the gateway take in a record's worth of bytes. */
export interface Guards {
  /** Anyone who has signed in, and the custodian's machines. */
  readonly signedIn: Guard
  readonly staff: Guard
  /** The staff, and accounts that trade in medicines for the organisation. */
  readonly trader: Guard
  /** Who sent a request that was let through. */
  callerOf(request: FastifyRequest): Caller
}

export function createGuards(context: GatewayContext, access: Access, limitAccount: LimitAccount): Guards {
  const callers = new WeakMap<FastifyRequest, Caller>()

  const signedIn = async (request: FastifyRequest, reply: FastifyReply): Promise<Caller> => {
    const caller = access.identify(request.headers.authorization)
    await limitAccount(request, reply, caller.kind === 'machine' ? 'machine' : caller.account)
    callers.set(request, caller)
    return caller
  }
  return {
    signedIn: async (request, reply) => {
      await signedIn(request, reply)
    },
    staff: async (request, reply) => requireStaff(context, await signedIn(request, reply)),
    trader: async (request, reply) => requireTrader(context, await signedIn(request, reply)),
    callerOf(request) {
      const caller = callers.get(request)
      if (!caller) throw new Error('The route has no guard.')
      return caller
    },
  }
}
