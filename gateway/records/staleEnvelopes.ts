import type { BlockTag } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { decideMany } from '../../sdk/consent/decideMany.ts'
import { type Decision, isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldEnvelope, HeldRecord } from '../store/gatewayStore.ts'

/** An envelope that is out, and what the law says of its principal now. */
export interface StaleEnvelope extends HeldEnvelope {
  readonly present: Decision
}

/** The envelopes of these records' present epochs whose holders have lost the right to them. */
export async function staleEnvelopes(
  context: GatewayContext,
  records: readonly HeldRecord[],
  blockTag: BlockTag,
): Promise<StaleEnvelope[]> {
  const { contracts } = context
  const released = records.flatMap((record) => releasedOf(context, record))
  if (released.length === 0) return []
  const questions = released.map(({ envelope: { principal, purpose }, ref: { patient, category } }) => ({
    patient,
    grantee: principal,
    category,
    purpose,
  }))
  // A node holds its key under the committee's consent for as long as it is a signer.
  const committee = contracts.deployment.contracts.oracleCommittee
  const nodes = released.flatMap(({ envelope: { principal, grantee } }) =>
    principal === committee ? [grantee] : [],
  )
  const [decisions, signers] = await Promise.all([
    decideMany(contracts, questions, blockTag),
    signersAmong(context, nodes, blockTag),
  ])
  return released.flatMap(({ envelope }, index) => {
    const present = decisions[index] ?? 'no-consent'
    if (!isPersonAllowed(present)) return [{ ...envelope, present }]
    if (envelope.principal !== committee || signers.has(envelope.grantee)) return []
    return [{ ...envelope, present: 'accreditation-missing' as const }]
  })
}

/** Those of the records that have such an envelope: many records are looked at in few calls. */
export async function staleRecords(
  context: GatewayContext,
  recordIds: readonly string[],
): Promise<Set<string>> {
  const records = recordIds.flatMap((recordId) => context.store.findRecord(recordId) ?? [])
  const stale = await staleEnvelopes(context, records, 'latest')
  return new Set(stale.map(({ recordId }) => recordId))
}

/** What was handed out: also to the patient's own account, which another may have taken the place of. */
function releasedOf({ store }: GatewayContext, { recordId, ref, locator }: HeldRecord) {
  return store
    .envelopesOf(recordId, locator.keyEpoch)
    .filter(({ requestDigest }) => requestDigest !== null)
    .map((envelope) => ({ envelope, ref }))
}

async function signersAmong(
  { contracts }: GatewayContext,
  nodes: readonly string[],
  blockTag: BlockTag,
): Promise<Set<string>> {
  const distinct = [...new Set(nodes)]
  const answers = await Promise.all(
    distinct.map((node) => read(contracts.oracleCommittee.isSigner(node, { blockTag }))),
  )
  return new Set(distinct.filter((_, index) => answers[index]))
}
