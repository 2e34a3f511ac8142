import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { IntegrityError, RefusedError, UnavailableError } from '../errors/index.ts'
import { actsOnPack } from './history/actsOnPack.ts'
import { readActs } from './history/readActs.ts'
import type { HistoryStep, MinedAct } from './history/step.ts'

/** Blocks that are asked for at the same time. */
const AT_A_TIME = 20

/**
 * All that happened to a batch, or, where an index is named, what happened to its pack: to the pack itself, to a unit while it
 * held the pack, to the batch. In the order of the chain.
 *
 * @throws RefusedError BATCH_NOT_FOUND; UnavailableError; IntegrityError CHAIN_LOG_INVALID
 */
export async function readHistory(
  contracts: Contracts,
  batchId: string,
  index?: number,
): Promise<HistoryStep[]> {
  const acts = await readActs(contracts, batchId)
  if (acts[0]?.name !== 'commissioned') {
    throw new RefusedError('BATCH_NOT_FOUND', 'The chain holds no such batch.')
  }
  const chosen = index === undefined ? acts : actsOnPack(batchId, acts, index)
  const times = await timesOf(contracts, chosen)
  return chosen.map((act) => ({ ...act, time: times.get(act.blockHash) ?? 0 }))
}

/** Seconds since 1970 of the blocks of acts, by hash. @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID */
export async function timesOf(
  { runner }: Contracts,
  acts: readonly MinedAct[],
): Promise<Map<string, number>> {
  const blocks = [...new Map(acts.map(({ blockHash, blockNumber }) => [blockHash, blockNumber]))]
  const times = new Map<string, number>()
  for (let start = 0; start < blocks.length; start += AT_A_TIME) {
    await Promise.all(
      blocks.slice(start, start + AT_A_TIME).map(async ([hash, number]) => {
        const block = await read(Promise.resolve(runner.provider?.getBlock(number)))
        if (!block)
          throw new UnavailableError('CHAIN_UNAVAILABLE', 'The node does not have a block any more.')
        if (block.hash !== hash) {
          throw new IntegrityError(
            'CHAIN_LOG_INVALID',
            'The chain was reorganised meanwhile, or the node contradicts itself. Ask again.',
          )
        }
        times.set(hash, block.timestamp)
      }),
    )
  }
  return times
}
