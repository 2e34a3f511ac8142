import { JsonRpcApiProvider, toQuantity } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { chainError } from '../../sdk/chain/revert.ts'
import { mapInOrder } from '../../sdk/crypto/mapInOrder.ts'
import { InvalidInputError, UnavailableError } from '../../sdk/errors/index.ts'
import type { LogDecoder } from './logDecoder.ts'
import { type Header, parseHeader, parseLogs, parseNumber, type RawLog } from './rpcAnswers.ts'

/** Requests under way at once. Providers of ethers join them into few. */
const REQUESTS_AT_ONCE = 200

/** Which logs: those of a range of blocks, or those of the one block with this hash (EIP-234). */
export type LogRange =
  | { readonly fromBlock: number; readonly toBlock: number }
  | { readonly blockHash: string }

/** The node, as the index asks it. No request lasts longer than until its signal is aborted. */
export interface ChainSource {
  readonly decode: LogDecoder
  latest(): Promise<number>
  /** Undefined where the node has no such block. */
  header(number: number): Promise<Header | undefined>
  /** In the order of the numbers. @throws UnavailableError where the node has not all of them */
  headers(numbers: readonly number[]): Promise<Header[]>
  /** Of the deployment's contracts, in order of their place in the chain. A failed request rejects as ethers has it. */
  logs(range: LogRange): Promise<readonly RawLog[]>
}

/** Asks without ethers' own reading of blocks and logs, which takes longer than everything that the index does with them. */
export function chainSource(contracts: Contracts, decode: LogDecoder, signal?: AbortSignal): ChainSource {
  const address = Object.values(contracts.deployment.contracts)
  const { provider } = contracts.runner
  if (!(provider instanceof JsonRpcApiProvider)) {
    throw new InvalidInputError('CHAIN_MISMATCH', 'The index reads a chain over JSON-RPC only.')
  }
  const ask = (method: string, ...params: unknown[]) => untilAborted(provider.send(method, params), signal)
  const asked = (method: string, ...params: unknown[]): Promise<unknown> =>
    ask(method, ...params).catch((error: unknown) => {
      throw chainError(error)
    })
  const header = async (number: number) =>
    parseHeader(await asked('eth_getBlockByNumber', toQuantity(number), false))
  return {
    decode,
    latest: async () => parseNumber(await asked('eth_blockNumber')),
    header,
    headers: (numbers) =>
      Array.fromAsync(
        mapInOrder(numbers, REQUESTS_AT_ONCE, async (number) => (await header(number)) ?? movedOn(number)),
      ),
    logs: async (range) => {
      const blocks =
        'blockHash' in range
          ? range
          : { fromBlock: toQuantity(range.fromBlock), toBlock: toQuantity(range.toBlock) }
      const logs = parseLogs(await ask('eth_getLogs', { ...blocks, address }))
      return logs.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
    },
  }
}

/** The chain changed between two requests. The next try sees the chain as it is then. */
export function movedOn(block: number): never {
  throw new UnavailableError(
    'CHAIN_UNAVAILABLE',
    `The chain changed at block ${block} while it was read. Try again.`,
  )
}

/** A node that does not answer must not hold up whoever waits for the index to stop. */
async function untilAborted<T>(request: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return request
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([request, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
    // Where it lost the race, its failure is nobody's any more.
    request.catch(() => undefined)
  }
}
