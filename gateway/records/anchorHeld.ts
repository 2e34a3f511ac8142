import { read } from '../../sdk/chain/send.ts'
import { RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import { anchorRecord } from '../../sdk/records/anchorRecord.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'

/**
 * Anchors a record that is held, once: where an earlier try landed after all, that is the anchor. Where the chain refuses,
 * the record is forgotten, so that nothing is half taken in.
 * @returns the hash of the transaction that anchored it
 */
export async function anchorHeld(context: GatewayContext, record: HeldRecord): Promise<string> {
  const { content, store, transactions } = context
  const { recordId, locator } = record
  let hash: string | undefined
  try {
    hash = await transactions(() => anchorUnlessAnchored(context, record))
  } catch (error) {
    if (error instanceof RefusedError) {
      store.dropRecord(recordId)
      await content.unpin(locator.cid)
    }
    throw error
  }
  store.markAnchored(recordId)
  return hash ?? anchorTransaction(context, recordId)
}

async function anchorUnlessAnchored(
  { contracts }: GatewayContext,
  { recordId, ref }: HeldRecord,
): Promise<string | undefined> {
  const { anchoredAt } = await read(contracts.recordRegistry.stateOf(recordId))
  if (anchoredAt > 0n) return undefined
  try {
    return (await anchorRecord(contracts, ref)).hash
  } catch (error) {
    // A try whose answer was lost landed between the question and this one.
    if (error instanceof RefusedError && error.code === 'ALREADY_ANCHORED') return undefined
    throw error
  }
}

async function anchorTransaction({ contracts }: GatewayContext, recordId: string): Promise<string> {
  const { recordRegistry, deployment } = contracts
  const filter = recordRegistry.filters.RecordAnchored(recordId)
  const [event] = await read(recordRegistry.queryFilter(filter, deployment.block))
  if (event) return event.transactionHash
  throw new UnavailableError(
    'CHAIN_UNAVAILABLE',
    `The node has no event of the anchor of ${recordId}. Try again.`,
  )
}

/** Anchors what a crash left between storing and anchoring. Gives what went wrong, one error per record. */
export async function resumeAnchors(context: GatewayContext): Promise<unknown[]> {
  const errors: unknown[] = []
  for (const record of context.store.recordsToAnchor()) {
    await anchorHeld(context, record).catch((error: unknown) => errors.push(error))
  }
  return errors
}
