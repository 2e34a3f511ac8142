import { isError, type JsonRpcProvider, type TransactionResponse } from 'ethers'
import { RefusedError, UnavailableError } from '../../sdk/errors/index.ts'

export interface FollowOptions {
  readonly provider: JsonRpcProvider
  /** The latest block before it was sent. */
  readonly from: number
  readonly onAway: (isAway: boolean) => void
  readonly signal: AbortSignal
}

/** Milliseconds between looks; for which the node may not know what was sent; and for which it may wait to be mined. */
const PAUSE = 250
const UNKNOWN = 60_000
const PENDING = 600_000
/** Milliseconds in which what took its place is found. */
const SEARCH = 30_000

/**
 * Follows what a wallet has sent until it has landed, or the same at another price, as wallets do to hurry it. Time counts
 * only while the node answers: what was sent stands, whether somebody looks at it or not.
 * @throws RefusedError TRANSACTION_OVERTAKEN, UnavailableError CHAIN_UNAVAILABLE; the signal's reason
 */
export async function followSent(hash: string, options: FollowOptions): Promise<TransactionResponse> {
  const { onAway, signal } = options
  let known: TransactionResponse | undefined
  for (let waited = 0; waited < (known ? PENDING : UNKNOWN); ) {
    const seen = await look(hash, known, options).catch((error: unknown) => {
      if (error instanceof RefusedError) throw error
      return undefined
    })
    signal.throwIfAborted()
    onAway(seen === undefined)
    if (seen !== undefined) {
      if (seen?.blockNumber) return seen
      known = seen ?? known
      waited += PAUSE
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
    signal.throwIfAborted()
  }
  throw new UnavailableError(
    'CHAIN_UNAVAILABLE',
    known
      ? 'The transaction still waits to be mined. It may land later.'
      : 'The wallet has sent the transaction, and the node of this page does not know it. It may still land.',
  )
}

/** The transaction as the node has it now, or the one that landed in its place. */
async function look(
  hash: string,
  known: TransactionResponse | undefined,
  { provider, from }: FollowOptions,
): Promise<TransactionResponse | null> {
  const found = await provider.getTransaction(hash)
  if (found || !known) return found
  // It was there and is not: another with its number may have landed.
  if ((await provider.getTransactionCount(known.from)) <= known.nonce) return null
  try {
    await known.replaceableTransaction(from).wait(1, SEARCH)
  } catch (error) {
    if (!isError(error, 'TRANSACTION_REPLACED')) throw error
    if (!error.cancelled) return provider.getTransaction(error.hash)
    throw new RefusedError(
      'TRANSACTION_OVERTAKEN',
      'Another transaction took the place of this one: it was replaced in the wallet.',
      { cause: error },
    )
  }
  return provider.getTransaction(hash)
}
