import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import { blockPieces } from '../network/blockRanges.ts'
import type { ChainRequest } from './openRequest.ts'

/** A report on chain. */
export interface Landing {
  readonly requestId: string
  readonly outputHash: string
  readonly transactionHash: string
  readonly blockNumber: number
}

export interface RequestEvents {
  readonly requests: readonly ChainRequest[]
  readonly landings: readonly Landing[]
}

/** Requests made and reports landed in the blocks `from` to `to`, in the order of the chain. */
export async function readRequestEvents(
  contracts: Contracts,
  from: number,
  to: number,
): Promise<RequestEvents> {
  const requests: ChainRequest[] = []
  const landings: Landing[] = []
  for (const [start, end] of blockPieces(from, to)) {
    const [opened, landed] = await Promise.all([
      readOpened(contracts, start, end),
      readLanded(contracts, start, end),
    ])
    requests.push(...opened)
    landings.push(...landed)
  }
  return { requests, landings }
}

async function readOpened(contracts: Contracts, from: number, to: number): Promise<ChainRequest[]> {
  const { inferenceOracle } = contracts
  const events = await read(
    inferenceOracle.queryFilter(inferenceOracle.filters.InferenceRequested(), from, to),
  )
  const hashes = [...new Set(events.map(({ blockHash }) => blockHash))]
  const times = new Map(
    await Promise.all(hashes.map(async (hash) => [hash, await timeOf(contracts, hash)] as const)),
  )
  return events.map(({ args, blockHash, blockNumber }) => ({
    requestId: args.requestId,
    patient: args.patient,
    requester: args.requester,
    modelVersion: args.modelVersion,
    recordIds: [...args.recordIds],
    requestedAt: times.get(blockHash) ?? 0,
    blockNumber,
  }))
}

async function readLanded({ inferenceOracle }: Contracts, from: number, to: number): Promise<Landing[]> {
  const events = await read(inferenceOracle.queryFilter(inferenceOracle.filters.ReportLanded(), from, to))
  return events.map(({ args, transactionHash, blockNumber }) => ({
    requestId: args.requestId,
    outputHash: args.outputHash,
    transactionHash,
    blockNumber,
  }))
}

/** By hash: of a block that a reorganisation took back there is no time. */
async function timeOf({ runner }: Contracts, blockHash: string): Promise<number> {
  const block = await read(Promise.resolve(runner.provider?.getBlock(blockHash)))
  if (block) return block.timestamp
  throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain changed while it was read.')
}

/** The first block at or after a time, in seconds since 1970; the latest where there is none yet. */
export async function firstBlockSince({ runner, deployment }: Contracts, time: number): Promise<number> {
  const { provider } = runner
  let low = deployment.block
  let high = (await read(Promise.resolve(provider?.getBlockNumber()))) ?? low
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const block = await read(Promise.resolve(provider?.getBlock(middle)))
    if (block && block.timestamp < time) low = middle + 1
    else high = middle
  }
  return low
}
