import type { Contracts } from '../chain/contracts.ts'
import type { BlockHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { expiryDay, isPastDay } from './expiry.ts'
import { findUnit } from './findUnit.ts'
import { type BatchState, readBatch } from './readBatch.ts'
import { HOLDS, holdsOf } from './unit.ts'
import type { PackState } from './verificationMessage.ts'

/** A batch and one pack of it, as of one block. */
export interface PackOnChain {
  readonly batch: BatchState
  readonly state: PackState
}

/**
 * What the chain holds of one pack. A recall of other packs of its unit is none of it.
 * @throws RefusedError BATCH_NOT_FOUND; InvalidInputError UNIT_INVALID; UnavailableError
 */
export async function readPackState(
  contracts: Contracts,
  batchId: string,
  index: number,
  block: Pick<BlockHeader, 'number' | 'timestamp'>,
): Promise<PackOnChain> {
  const options = { blockTag: block.number }
  const [batch, { unit, state }, dispensedAt] = await Promise.all([
    readBatch(contracts, batchId, options),
    findUnit(contracts, batchId, { index }, options),
    read(contracts.drugProvenance.dispensedAtOf(batchId, index, options)),
  ])
  const isRecalled = batch.isRecalled || batch.recalls.some(({ from, to }) => from <= index && index < to)
  const put = state.holds.filter((hold) => hold !== 'recalled')
  return {
    batch,
    state: {
      unit: { level: unit.level, position: unit.position },
      lifecycle: state.lifecycle,
      holds: [...put, ...(isRecalled ? holdsOf(HOLDS.recalled) : [])],
      dispensedAt: Number(dispensedAt),
      isExpired: isPastDay(expiryDay(batch.expiry), block.timestamp),
    },
  }
}
