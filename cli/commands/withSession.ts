import type { Wallet } from 'ethers'
import type { GatewayClient } from '../../sdk/gateway/client.ts'
import type { ChainContext, ChainOptions } from '../context.ts'
import { withChain } from './withChain.ts'

export interface SessionOptions extends ChainOptions {
  readonly gateway: string
}

/** A gateway to which the caller has shown who they are. */
export interface SessionContext extends ChainContext {
  readonly client: GatewayClient
}

export const SESSION_HELP =
  'Signs in to the gateway with SALUS_KEY; where SALUS_GATEWAY_TOKEN is set, it acts as the staff instead.'

/** Connects, signs in, works, signs out and disconnects. */
export function withSession<T>(
  options: SessionOptions,
  work: (session: SessionContext) => Promise<T>,
): Promise<T> {
  return withChain(options, async (chain) => {
    const { accountOf } = await import('../context.ts')
    return asCaller(
      options.gateway,
      () => accountOf(chain),
      (client) => work({ ...chain, client }),
    )
  })
}

/** Works as the staff where SALUS_GATEWAY_TOKEN is set, and otherwise signed in as an account. */
export async function asCaller<T>(
  gateway: string,
  account: () => Wallet | Promise<Wallet>,
  work: (client: GatewayClient) => Promise<T>,
): Promise<T> {
  const { openGateway } = await import('../context.ts')
  const client = openGateway(gateway)
  if (process.env.SALUS_GATEWAY_TOKEN) return work(client)
  await client.signIn(await account())
  try {
    return await work(client)
  } finally {
    await client.signOut()
  }
}
