import { toQuantity } from 'ethers'
import type { EthereumProvider } from 'hardhat/types/providers'

/** The time of a simulated chain, which only transactions and {@link SteadyClock.advance} move. */
export interface SteadyClock {
  /** Time of the latest block, in seconds since 1970. */
  now(): number
  /** Lets the next transaction's block come this many seconds later. */
  advance(seconds: number): void
}

/** Seconds between the blocks of two transactions, as on Ethereum. */
const SLOT = 12

const SENDS = new Set(['eth_sendTransaction', 'eth_sendRawTransaction'])

/**
 * Gives the block of every transaction sent through `provider`, Ignition's too, a fixed time. Times reach block hashes,
 * and block hashes reach the numbers that the contracts draw: with the machine's clock no two runs were the same.
 *
 * @param start seconds since 1970 of the first transaction's block
 */
export function steadyClock(provider: EthereumProvider, start: number): SteadyClock {
  const request = provider.request.bind(provider)
  let next = start
  let latest = start
  provider.request = async (call) => {
    if (SENDS.has(call.method)) {
      latest = next
      next += SLOT
      await request({ method: 'evm_setNextBlockTimestamp', params: [toQuantity(latest)] })
    }
    return request(call)
  }
  return {
    now: () => latest,
    advance(seconds) {
      next += seconds
    },
  }
}
