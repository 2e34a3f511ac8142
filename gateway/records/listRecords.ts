import { read } from '../../sdk/chain/send.ts'
import { decideMany } from '../../sdk/consent/decideMany.ts'
import { isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Category, Purpose } from '../../sdk/consent/vocabulary.ts'
import type { ListedRecord } from '../../sdk/gateway/protocol.ts'
import { statusOf } from '../../sdk/records/status.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'

/** Who looks, and what for. */
export interface Viewer {
  readonly viewer: string
  readonly purpose: Purpose
}

/** The records of a patient: all of them, or those that the law opens to a viewer now. */
export async function listRecords(
  context: GatewayContext,
  patient: string,
  asked: Viewer | 'all',
): Promise<ListedRecord[]> {
  const held = context.store.recordsOf(patient)
  const shown = asked === 'all' ? held : await permitted(context, patient, held, asked)
  return Promise.all(shown.map((record) => describe(context, record)))
}

async function permitted(
  { contracts }: GatewayContext,
  patient: string,
  held: readonly HeldRecord[],
  { viewer, purpose }: Viewer,
): Promise<HeldRecord[]> {
  const categories = [...new Set<Category>(held.map(({ ref }) => ref.category))]
  const questions = categories.map((category) => ({ patient, grantee: viewer, category, purpose }))
  const decisions = await decideMany(contracts, questions)
  const open = new Set(categories.filter((_, index) => isPersonAllowed(decisions[index] ?? 'no-consent')))
  return held.filter(({ ref, isAnchored }) => isAnchored && open.has(ref.category))
}

async function describe(
  { contracts, store }: GatewayContext,
  { recordId, manifest, locator, isAnchored }: HeldRecord,
): Promise<ListedRecord> {
  const { category, mediaType, size } = manifest
  const { keyEpoch, cid } = locator
  const { status } = await read(contracts.recordRegistry.stateOf(recordId))
  return {
    recordId,
    category,
    mediaType,
    size,
    keyEpoch,
    cid,
    status: statusOf(status),
    anchored: isAnchored,
    report: store.requestOfReport(recordId) ?? null,
  }
}
