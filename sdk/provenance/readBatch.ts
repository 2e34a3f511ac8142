import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { expiryOfDay } from './expiry.ts'
import type { PackRange } from './recallPacks.ts'

/** What the chain holds of a batch. */
export interface BatchState {
  readonly root: string
  readonly depth: number
  /** Last day of use, YYYY-MM-DD, with what its maker changed since. */
  readonly expiry: string
  /** All of it. */
  readonly isRecalled: boolean
  /** Ranges of it, in the order of their recall. */
  readonly recalls: readonly PackRange[]
}

/** At which block something is read; the latest where none is named. */
export interface ReadOptions {
  readonly blockTag?: number
}

/** @throws RefusedError BATCH_NOT_FOUND */
export async function readBatch(
  { drugProvenance }: Contracts,
  batchId: string,
  options: ReadOptions = {},
): Promise<BatchState> {
  const [batch, recalls] = await Promise.all([
    read(drugProvenance.batchOf(batchId, options)),
    read(drugProvenance.recallsOf(batchId, options)),
  ])
  return {
    root: batch.root,
    depth: Number(batch.depth),
    expiry: expiryOfDay(Number(batch.expiryDay)),
    isRecalled: batch.isRecalled,
    recalls: rangesOf(recalls),
  }
}

function rangesOf(recalls: readonly bigint[]): PackRange[] {
  return Array.from({ length: recalls.length / 2 }, (_, index) => ({
    from: Number(recalls[2 * index]),
    to: Number(recalls[2 * index + 1]),
  }))
}
