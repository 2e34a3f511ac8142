import type { Contracts } from '../../chain/contracts.ts'
import { RefusedError } from '../../errors/index.ts'
import { expiryDay } from '../../provenance/expiry.ts'
import { type Ledger, replay } from '../../provenance/history/ledger.ts'
import type { MinedAct } from '../../provenance/history/step.ts'
import { type ActsReader, actsOnce } from './actsOnce.ts'
import { type Offer, openOffers } from './openOffers.ts'

/** A block, as far as it says when something was. */
export interface BlockTime {
  readonly number: number
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** A batch as its events have it at a block. */
export interface BatchAtBlock {
  readonly batchId: string
  readonly acts: readonly MinedAct[]
  readonly ledger: Ledger
  readonly offers: readonly Offer[]
  /** Last day of use, with what its maker changed: days since 1970. */
  readonly expiryDay: number
  readonly isExpired: boolean
}

/** @throws RefusedError BATCH_NOT_FOUND; IntegrityError CHAIN_LOG_INVALID; UnavailableError */
export const readBatchAt = async (
  contracts: Contracts,
  batchId: string,
  block: BlockTime,
  actsOf: ActsReader = actsOnce(contracts),
): Promise<BatchAtBlock> => batchAt(batchId, await actsOf(batchId), block)

/**
 * @param all every act on the batch, in the order of the chain
 * @throws RefusedError BATCH_NOT_FOUND; IntegrityError CHAIN_LOG_INVALID
 */
export function batchAt(batchId: string, all: readonly MinedAct[], block: BlockTime): BatchAtBlock {
  const acts = all.filter(({ blockNumber }) => blockNumber <= block.number)
  if (acts.length === 0) {
    throw new RefusedError('BATCH_NOT_FOUND', 'The chain holds no such batch at this block.')
  }
  const day = lastDayOf(acts)
  return {
    batchId,
    acts,
    ledger: replay(batchId, acts),
    offers: openOffers(acts, block.timestamp),
    expiryDay: day,
    isExpired: dayAt(block) > day,
  }
}

/** Whether its packs have more days left than this, today included. What has expired never has. */
export const hasDaysLeft = (
  { expiryDay: last }: Pick<BatchAtBlock, 'expiryDay'>,
  block: Pick<BlockTime, 'timestamp'>,
  least: number,
): boolean => last - dayAt(block) >= least

/** Days since 1970-01-01. */
export const dayAt = ({ timestamp }: Pick<BlockTime, 'timestamp'>): number => Math.floor(timestamp / 86_400)

function lastDayOf(acts: readonly MinedAct[]): number {
  let day = ''
  for (const act of acts) {
    if (act.name === 'commissioned') day = act.expiry
    if (act.name === 'expiry-amended') day = act.current
  }
  return expiryDay(day)
}
