import { type BlockHeader, latestHeader } from '../../sdk/chain/latestBlock.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { storePayload, streamPayload } from '../../sdk/records/payload.ts'
import type { GatewayContext } from '../context.ts'
import { signLocatorChange } from '../disclosures/signDisclosures.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { logOrphaned } from './logOrphaned.ts'
import { ownKey } from './ownKey.ts'
import { type StaleEnvelope, staleEnvelopes, staleRecords } from './staleEnvelopes.ts'
import { wrapForPatient } from './wrapKey.ts'

/**
 * The record at an epoch whose envelopes are all still permitted: re-keyed first where one is stale, so that no envelope
 * is handed out at an epoch to which someone has lost the right. The caller holds the record's lock.
 */
export async function atFreshEpoch(
  context: GatewayContext,
  record: HeldRecord,
  stale: readonly StaleEnvelope[],
  block: BlockHeader,
): Promise<HeldRecord> {
  if (stale.length === 0) return record
  await logOrphaned(context, record, stale, block)
  return rekey(context, record)
}

/** Re-keys a record because someone asks for it. @throws RefusedError RECORD_NOT_FOUND */
export function rekeyRecord(
  context: GatewayContext,
  recordId: string,
): Promise<{ recordId: string; keyEpoch: number; cid: string }> {
  return context.keys(recordId, async () => {
    const record = context.store.findRecord(recordId)
    if (!record?.isAnchored) {
      throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${recordId}.`)
    }
    const { keyEpoch, cid } = (await rekey(context, record)).locator
    return { recordId, keyEpoch, cid }
  })
}

/** Encrypts a record anew under a new key and epoch, for the custodian and the patient only. */
async function rekey(context: GatewayContext, record: HeldRecord): Promise<HeldRecord> {
  const { contracts, content, receiptSigner, store } = context
  const { recordId } = record
  const { locator: fresh, dataKey } = await encryptAnew(context, record)
  try {
    const locator = await signLocator(contracts, receiptSigner, fresh)
    const ownKey = await context.ownKeys.seal(recordId, locator.keyEpoch, dataKey)
    const renewed = { ...record, locator, ownKey }
    const envelopes = [await wrapForPatient(context, renewed, dataKey)]
    const receipt = await signLocatorChange(context, renewed.locator)
    const { at } = receipt.disclosure
    const notice = { at, kind: 'rekeyed', recordId, account: null, purpose: null } as const
    store.replaceLocator(renewed, { envelopes, receipt, notice })
    return renewed
  } catch (error) {
    await content.unpin(fresh.cid)
    throw error
  } finally {
    dataKey.fill(0)
  }
}

/** Stream to stream: a record of any size is re-keyed in little memory. Nothing is stored if the old one is damaged. */
async function encryptAnew(context: GatewayContext, record: HeldRecord) {
  const { recordId, manifest, locator } = record
  const oldKey = await ownKey(context, record)
  try {
    const plaintext = streamPayload(context.content, locator, manifest, oldKey)
    return await storePayload(context.content, { recordId, keyEpoch: locator.keyEpoch + 1, plaintext })
  } finally {
    oldKey.fill(0)
  }
}

export interface Rekeying {
  /** Records that were re-keyed, by their patient. */
  readonly rekeyed: ReadonlyMap<string, number>
  /** One per record that could not be looked at; the others were. */
  readonly errors: readonly unknown[]
}

/** Re-keys those of the records that someone could open who may not any more. */
export async function rekeyStale(context: GatewayContext, recordIds: readonly string[]): Promise<Rekeying> {
  const rekeyed = new Map<string, number>()
  const errors: unknown[] = []
  for (const recordId of await staleRecords(context, recordIds)) {
    await context
      .keys(recordId, async () => {
        const record = context.store.findRecord(recordId)
        if (!record) return
        const block = await latestHeader(context.contracts)
        const stale = await staleEnvelopes(context, [record], block.number)
        if ((await atFreshEpoch(context, record, stale, block)) === record) return
        const { patient } = record.ref
        rekeyed.set(patient, (rekeyed.get(patient) ?? 0) + 1)
      })
      .catch((error: unknown) => errors.push(error))
  }
  return { rekeyed, errors }
}
