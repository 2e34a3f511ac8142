import type { BlockHeader } from '../../sdk/chain/latestBlock.ts'
import { decideMany } from '../../sdk/consent/decideMany.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import type { GatewayContext } from '../context.ts'
import { signOrphaning } from '../disclosures/signDisclosures.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import type { StaleEnvelope } from './staleEnvelopes.ts'

/**
 * Writes down, and tells the patient of, every key that was released under a consent of which the chain knows nothing
 * any more, not even at the block of the release: a reorganisation removed it.
 */
export async function logOrphaned(
  context: GatewayContext,
  record: HeldRecord,
  stale: readonly StaleEnvelope[],
  { number: blockNumber }: BlockHeader,
): Promise<void> {
  const { recordId, ref, locator } = record
  for (const envelope of stale) {
    const { grantee, purpose, present, requestDigest } = envelope
    if (requestDigest === null || !(await isOrphaned(context, record, envelope, blockNumber))) continue
    const asked = { recordId, grantee, purpose, digest: requestDigest, decision: present, blockNumber }
    const receipt = await signOrphaning(context, asked)
    const { at } = receipt.disclosure
    const notice = { at, kind: 'consent-orphaned', recordId, account: grantee, purpose } as const
    const key = `consent-orphaned:${recordId}:${locator.keyEpoch}:${grantee}`
    context.store.addDisclosure(ref.patient, receipt, notice, key)
  }
}

/**
 * 'no-consent' alone does not show it: whoever was permitted as the patient's controller, or as a clinician of an
 * organisation, ends there too once they are that no more.
 */
async function isOrphaned(
  { contracts, store }: GatewayContext,
  { recordId, ref }: HeldRecord,
  { principal, purpose, decision, present, requestDigest }: StaleEnvelope,
  latest: number,
): Promise<boolean> {
  // What an emergency opened has no consent once its window is over.
  if (decision !== 'permitted' || present !== 'no-consent') return false
  const release = store
    .receiptsOf(recordId)
    .map(({ receipt: { disclosure } }) => disclosure)
    .find((disclosure) => disclosure.kind === 'release' && disclosure.requestDigest === requestDigest)
  if (release?.kind !== 'release') return false
  if (release.blockNumber > latest) return true
  const question = { patient: ref.patient, grantee: principal, category: ref.category, purpose }
  try {
    const [then] = await decideMany(contracts, [question], release.blockNumber)
    return then === 'no-consent'
  } catch (error) {
    // A node that has forgotten the state of that block: no reorganisation goes back so far.
    if (error instanceof UnavailableError) return false
    throw error
  }
}
