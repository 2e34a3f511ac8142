import type { Wallet } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { ChainContext, ChainOptions } from '../context.ts'

/** A chain, and the account from SALUS_KEY to act with. */
export interface ActingContext extends ChainContext {
  readonly wallet: Wallet
  /** Connected to the wallet. */
  readonly own: Contracts
}

/** Connects, works, disconnects. What is needed for it is loaded only now, so that help is quick. */
export async function withChain<T>(
  options: ChainOptions,
  work: (chain: ChainContext) => Promise<T>,
): Promise<T> {
  const { openChain } = await import('../context.ts')
  const chain = await openChain(options)
  try {
    return await work(chain)
  } finally {
    chain.close()
  }
}

/** Likewise, as the account from SALUS_KEY. */
export function withAccount<T>(
  options: ChainOptions,
  work: (chain: ActingContext) => Promise<T>,
): Promise<T> {
  return withChain(options, async (chain) => {
    const { accountOf } = await import('../context.ts')
    const { connectContracts } = await import('../../sdk/chain/contracts.ts')
    const wallet = accountOf(chain)
    return work({ ...chain, wallet, own: connectContracts(chain.deployment, wallet) })
  })
}
