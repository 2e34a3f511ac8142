import { eventTransaction } from '../../sdk/chain/eventTransaction.ts'
import { latestBlock } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { retireRecord } from '../../sdk/records/retireRecord.ts'
import { statusOf } from '../../sdk/records/status.ts'
import type { GatewayContext } from '../context.ts'
import type { Erasure } from '../store/gatewayStore.ts'
import { collectLeft } from './collectLeft.ts'

/**
 * Erases a record: first salt, manifest and envelopes are destroyed, without which ciphertext and commitment say nothing
 * to anyone who holds no key yet; then the tombstone is anchored and the blocks are deleted. What a crash or a
 * reorganisation leaves {@link resumeErasures} finishes.
 * @returns the transaction that anchored the tombstone
 * @throws RefusedError RECORD_NOT_FOUND
 */
export function eraseRecord(
  context: GatewayContext,
  recordId: string,
): Promise<{ recordId: string; transactionHash: string }> {
  const { store } = context
  return context.keys(recordId, async () => {
    const begun = store.erasures().find((erasure) => erasure.recordId === recordId)
    if (begun) return finish(context, begun)
    const record = store.findRecord(recordId)
    if (!record?.isAnchored) {
      throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${recordId}.`)
    }
    const at = new Date().toISOString()
    store.beginErasure(recordId, { at, kind: 'erased', recordId, account: null, purpose: null })
    return finish(context, { recordId, ref: record.ref })
  })
}

async function finish(context: GatewayContext, erasure: Erasure) {
  const { recordId } = erasure
  // Neither waits for the other: blocks go while the chain is away, a tombstone lands while some other block is damaged.
  const [tombstone, collected] = await Promise.allSettled([
    context.transactions(() => anchorTombstone(context, erasure)),
    collectLeft(context),
  ])
  if (tombstone.status === 'rejected') throw tombstone.reason
  if (collected.status === 'rejected') throw collected.reason
  if (await isSettled(context, recordId)) context.store.finishErasure(recordId)
  return { recordId, transactionHash: tombstone.value }
}

/** Whether the tombstone is as deep as this chain can lose blocks. Until then it is looked at again. */
async function isSettled({ contracts, confirmations }: GatewayContext, recordId: string): Promise<boolean> {
  if (confirmations === 0) return true
  const blockTag = Math.max(0, (await latestBlock(contracts)) - confirmations)
  const { status } = await read(contracts.recordRegistry.stateOf(recordId, { blockTag }))
  return statusOf(status) === 'erased'
}

async function anchorTombstone({ contracts }: GatewayContext, { recordId, ref }: Erasure): Promise<string> {
  const { recordRegistry } = contracts
  const { status } = await read(recordRegistry.stateOf(recordId))
  if (statusOf(status) !== 'erased') return (await retireRecord(contracts, ref, 'erased')).hash
  return eventTransaction(contracts, recordRegistry, recordRegistry.filters.RecordRetired(recordId))
}

/** Finishes the erasures that a crash left. Gives what went wrong, one error per record. */
export async function resumeErasures(context: GatewayContext): Promise<unknown[]> {
  const errors: unknown[] = []
  for (const { recordId } of context.store.erasures()) {
    await eraseRecord(context, recordId).catch((error: unknown) => errors.push(error))
  }
  return errors
}
