import { eventTransaction } from '../../sdk/chain/eventTransaction.ts'
import { read } from '../../sdk/chain/send.ts'
import { type ErrorCode, RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import { amendRecord, anchorRecord } from '../../sdk/records/anchorRecord.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'

/** Refusals that are the law's: trying again changes nothing. An empty account, for one, is none. */
const LAWFUL: readonly ErrorCode[] = [
  'NOT_ACCREDITED',
  'NOT_ENROLLED',
  'RECORD_NOT_ACTIVE',
  'RECORD_NOT_ANCHORED',
  'RECORD_NOT_FOUND',
]

/**
 * Anchors a record that is held, once: where an earlier try landed after all, that is the anchor. Where the law refuses a
 * record that was never anchored, it is forgotten, so that nothing is half taken in.
 * @returns the hash of the transaction that anchored it
 */
export async function anchorHeld(context: GatewayContext, record: HeldRecord): Promise<string> {
  const { recordId } = record
  const hash = await context.transactions(() =>
    anchorUnlessAnchored(context, record).catch((error: unknown) => handleRefusal(context, record, error)),
  )
  context.store.markAnchored(recordId)
  if (hash) return hash
  const { recordRegistry } = context.contracts
  return eventTransaction(context.contracts, recordRegistry, recordRegistry.filters.RecordAnchored(recordId))
}

async function anchorUnlessAnchored(
  context: GatewayContext,
  { recordId, ref, manifest }: HeldRecord,
): Promise<string | undefined> {
  const { contracts, store } = context
  if (await isAnchored(context, recordId)) return undefined
  // Nothing is anchored that is not on the disk: who waited before this one may have forgotten it.
  if (!store.findRecord(recordId)) {
    throw new RefusedError('RECORD_NOT_FOUND', `The record ${recordId} was refused or erased meanwhile.`)
  }
  const predecessor = manifest.predecessor === null ? undefined : store.findRecord(manifest.predecessor)
  if (manifest.predecessor !== null && !predecessor) {
    throw new RefusedError('RECORD_NOT_FOUND', `The record that ${recordId} amends was erased meanwhile.`)
  }
  try {
    const sent = predecessor ? amendRecord(contracts, predecessor.ref, ref) : anchorRecord(contracts, ref)
    return (await sent).hash
  } catch (error) {
    // A try whose answer was lost landed between the question and this one.
    if (error instanceof RefusedError && error.code === 'ALREADY_ANCHORED') return undefined
    throw error
  }
}

/**
 * Forgets a record that the law refuses, once it is certain that no earlier try can still land: the chain would name a
 * record that nobody could open.
 */
async function handleRefusal(
  context: GatewayContext,
  { recordId }: HeldRecord,
  error: unknown,
): Promise<undefined> {
  if (!(error instanceof RefusedError)) throw error
  // Asked first: what is under way now and lands before the next question is seen there.
  const isUnderWay = await isSending(context)
  // The refusal itself may be the work of an earlier try that landed in between.
  if (await isAnchored(context, recordId)) return undefined
  if (!LAWFUL.includes(error.code)) throw error
  if (isUnderWay) {
    throw new UnavailableError(
      'CHAIN_UNAVAILABLE',
      `A transaction of this custodian is still under way. The record ${recordId} is anchored once it has landed.`,
      { cause: error },
    )
  }
  context.store.dropRecord(recordId)
  throw error
}

async function isAnchored({ contracts }: GatewayContext, recordId: string): Promise<boolean> {
  return (await read(contracts.recordRegistry.stateOf(recordId))).anchoredAt > 0n
}

/** Whether the node holds transactions of this account that no block has yet: the answer to one of them was lost. */
async function isSending({ signer }: GatewayContext): Promise<boolean> {
  const [landed, sent] = await Promise.all([
    read(signer.getNonce('latest')),
    read(signer.getNonce('pending')),
  ])
  return sent > landed
}

/** Anchors what a crash left between storing and anchoring. Gives what went wrong, one error per record. */
export async function resumeAnchors(context: GatewayContext): Promise<unknown[]> {
  const errors: unknown[] = []
  for (const record of context.store.recordsToAnchor()) {
    await anchorHeld(context, record).catch((error: unknown) => errors.push(error))
  }
  return errors
}
