import { ZeroHash } from 'ethers'
import { chainError } from '../../sdk/chain/revert.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { BlockPoint, ChainEvent } from './chainEvent.ts'
import { type ChainSource, movedOn } from './chainSource.ts'
import type { Header, RawLog } from './rpcAnswers.ts'

/** The blocks that the index keeps of a range, and the events in them. */
export interface BlocksRead {
  /** The last block of the range. */
  readonly head: BlockPoint
  readonly blocks: readonly BlockPoint[]
  readonly events: readonly ChainEvent[]
}

/**
 * Reads old blocks by one request for all their logs. The hashes of `after`, of the last block and of every block with
 * logs are those of one chain before and after that request, so the logs are of that chain.
 * @throws UnavailableError where the chain changed meanwhile, IntegrityError CHAIN_LOG_INVALID
 */
export async function readRange(
  source: ChainSource,
  after: BlockPoint | undefined,
  fromBlock: number,
  toBlock: number,
): Promise<BlocksRead> {
  const end = (await source.header(toBlock)) ?? movedOn(toBlock)
  const logs = await source.logs({ fromBlock, toBlock })
  const outside = logs.find(({ blockNumber }) => blockNumber < fromBlock || blockNumber > toBlock)
  if (outside) throw refused(outside.blockNumber, `lies outside of blocks ${fromBlock} to ${toBlock}`)
  const numbers = new Set([...logs.map(({ blockNumber }) => blockNumber), toBlock])
  const headers = await source.headers([...numbers])
  if (headers.at(-1)?.hash !== end.hash) movedOn(toBlock)
  if (after && (await source.header(after.number))?.hash !== after.hash) movedOn(after.number)
  return { head: pointOf(end), blocks: headers, events: eventsOf(source, headers, logs) }
}

/**
 * Reads the newest blocks, those that a reorganisation may replace, one by one: the logs of each by the hash of its
 * header (EIP-234), each header linked to the one before. Nothing of another fork, and nothing that the node has not
 * caught up with, can pass.
 * @throws as {@link readRange}
 */
export async function readTail(
  source: ChainSource,
  after: BlockPoint | undefined,
  fromBlock: number,
  toBlock: number,
): Promise<BlocksRead> {
  const headers = await source.headers(range(fromBlock, toBlock))
  const head = headers.at(-1) ?? movedOn(toBlock)
  requireLinked(after, headers)
  try {
    const logs = await Promise.all(headers.map(({ hash }) => source.logs({ blockHash: hash })))
    return { head: pointOf(head), blocks: headers, events: eventsOf(source, headers, logs.flat()) }
  } catch (error) {
    throw chainError(error)
  }
}

function requireLinked(after: BlockPoint | undefined, headers: readonly Header[]): void {
  let previous = after
  for (const header of headers) {
    // Hardhat gives the blocks of one hardhat_mine a parent of zero. No block has a hash of zero, so none is forged by it.
    const isLinked = !previous || header.parentHash === previous.hash || header.parentHash === ZeroHash
    if (!isLinked) movedOn(header.number)
    previous = header
  }
}

function eventsOf(source: ChainSource, headers: readonly Header[], logs: readonly RawLog[]): ChainEvent[] {
  const byNumber = new Map(headers.map((header) => [header.number, header]))
  let previous: RawLog | undefined
  return logs.map((log) => {
    const header = byNumber.get(log.blockNumber)
    if (!header || log.isRemoved || log.blockHash !== header.hash) movedOn(log.blockNumber)
    if (previous?.blockNumber === log.blockNumber && previous.logIndex === log.logIndex) {
      throw refused(log.blockNumber, 'has the place of another')
    }
    previous = log
    return source.decode(log, header)
  })
}

const pointOf = ({ number, hash }: Header): BlockPoint => ({ number, hash })

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

const refused = (block: number, problem: string) =>
  new IntegrityError(
    'CHAIN_LOG_INVALID',
    `The node answered with a log of block ${block} that ${problem}. Check the node.`,
  )
