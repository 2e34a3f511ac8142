import { type BlockHeader, latestHeader } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import { decideMany } from '../../sdk/consent/decideMany.ts'
import { DECISION_SENTENCES, type Decision, isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import { RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import type { RecordAnswer } from '../../sdk/gateway/protocol.ts'
import { encodeRecordRef } from '../../sdk/records/recordRef.ts'
import { type SignedRecordRequest, verifyRecordRequest } from '../../sdk/records/recordRequest.ts'
import type { GatewayContext } from '../context.ts'
import { signRefusal, signRelease } from '../disclosures/signDisclosures.ts'
import type { HeldEnvelope, HeldRecord } from '../store/gatewayStore.ts'
import { ownKey } from './ownKey.ts'
import { atFreshEpoch } from './rekey.ts'
import { staleEnvelopes } from './staleEnvelopes.ts'
import { wrapKey } from './wrapKey.ts'

/** Seconds ahead of the chain that a request's deadline may lie, so that used requests need not be kept for ever. */
const MAXIMUM_LIFETIME = 600

/** Who asks for a key, and under whose consent. */
export interface ReleaseRequest {
  readonly recordId: string
  /** Account that the key is wrapped for. */
  readonly grantee: string
  /** Everyone who must be permitted: the grantee, or the requester and the committee. The last one holds the key. */
  readonly principals: readonly [string, ...string[]]
  readonly purpose: Purpose
  readonly requestId: string | null
  /** Digest of the signed request, and its deadline. */
  readonly digest: string
  readonly deadline: number
  /** What must hold at a block besides the consents: rejects where it does not. Asked whenever they are. */
  readonly requireStanding?: (blockNumber: number) => Promise<void>
}

/** Answers a person's signed request for a record. */
export function releaseToPerson(
  context: GatewayContext,
  request: SignedRecordRequest,
): Promise<RecordAnswer> {
  const digest = verifyRecordRequest(context.contracts, request)
  const { recordId, grantee, purpose, deadline } = request
  return release(context, {
    recordId,
    grantee,
    principals: [grantee],
    purpose,
    requestId: null,
    digest,
    deadline,
  })
}

/**
 * Releases a record's key if the law says so at the latest block and k blocks before. The disclosure is written to the
 * log before the key leaves; so is a refusal, within {@link RefusalBudget}.
 * @throws RefusedError SIGNATURE_EXPIRED, REPLAYED, RECORD_NOT_FOUND, RECORD_NOT_ACTIVE, CONSENT_MISSING
 */
export function release(context: GatewayContext, request: ReleaseRequest): Promise<RecordAnswer> {
  const { contracts, store } = context
  return context.keys(request.recordId, async () => {
    const record = store.findRecord(request.recordId)
    if (!record?.isAnchored) {
      throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${request.recordId}.`)
    }
    if (store.isUsed(request.digest)) throw replayed()
    // Before the rest: a block that comes in after it shows below. Asked together, a revocation could be in the block and
    // not in the answer about the consent.
    const block = await latestHeader(contracts)
    requireTimely(block.timestamp, request.deadline)
    const [decisions, , key, stale] = await Promise.all([
      decisionsOn(context, record, request, block.number),
      requireStanding(context, record, request, block.number),
      context.publishedKeys(request.grantee),
      staleEnvelopes(context, [record], block.number),
    ])
    await requireAllowed(context, record, request, { decisions, blockNumber: block.number })
    const fresh = await atFreshEpoch(context, record, stale, block)
    const dataKey = await ownKey(context, fresh)
    const wrapped = await wrapKey(context, fresh, key, dataKey)
    dataKey.fill(0)
    return hand(context, request, fresh, { decision: decisions.at(-1) ?? 'no-consent', ...wrapped }, block)
  })
}

/** Looks again, writes the receipt, and only then hands over the key. */
async function hand(
  context: GatewayContext,
  request: ReleaseRequest,
  record: HeldRecord,
  wrapped: Omit<HeldEnvelope, 'principal' | 'purpose' | 'requestDigest'>,
  seen: BlockHeader,
): Promise<RecordAnswer> {
  const [block] = await Promise.all([
    latestHeader(context.contracts),
    requireConfirmed(context, record, request, seen.number),
  ])
  // Re-keying and wrapping take time, in which a revocation may land.
  if (block.hash !== seen.hash) await requireStillAllowed(context, record, request, block.number)
  const { keyEpoch } = record.locator
  const receipt = await signRelease(context, { ...request, keyEpoch, blockNumber: block.number })
  const { purpose, digest: requestDigest, principals } = request
  const principal = principals.at(-1) ?? request.grantee
  answer(context, record, request, receipt, { principal, purpose, requestDigest, ...wrapped })
  const { ref, manifest, salt, locator } = record
  return { record: { ref, manifest, salt, locator, envelope: wrapped.envelope }, receipt }
}

/** Writes down what came of a request. It is on disk when this returns. @throws RefusedError REPLAYED */
function answer(
  { store }: GatewayContext,
  { recordId, ref }: HeldRecord,
  { digest, deadline, grantee, purpose }: ReleaseRequest,
  receipt: Receipt,
  envelope: HeldEnvelope | null,
): void {
  const kind = envelope ? 'released' : 'refused'
  const notice = { at: receipt.disclosure.at, kind, recordId, account: grantee, purpose } as const
  if (!store.addAnswer({ digest, deadline, patient: ref.patient, receipt, notice, envelope }))
    throw replayed()
}

const replayed = () => new RefusedError('REPLAYED', 'This signed request was used before. Sign a new one.')

export function requireTimely(now: number, deadline: number): void {
  if (deadline < now) throw new RefusedError('SIGNATURE_EXPIRED', 'The deadline of this request has passed.')
  if (deadline > now + MAXIMUM_LIFETIME) {
    throw new RefusedError(
      'SIGNATURE_EXPIRED',
      `The deadline may lie ${MAXIMUM_LIFETIME} seconds ahead at most.`,
    )
  }
}

/** What the law says of each principal. */
function decisionsOn(
  { contracts }: GatewayContext,
  { ref: { patient, category } }: HeldRecord,
  { principals, purpose }: ReleaseRequest,
  blockNumber: number,
): Promise<Decision[]> {
  const questions = principals.map((grantee) => ({ patient, grantee, category, purpose }))
  return decideMany(contracts, questions, blockNumber)
}

/** That the record is active, and whatever else the request depends on. */
async function requireStanding(
  { contracts }: GatewayContext,
  { ref }: HeldRecord,
  request: ReleaseRequest,
  blockNumber: number,
): Promise<void> {
  await Promise.all([
    read(contracts.recordRegistry.requireActive(encodeRecordRef(ref), { blockTag: blockNumber })),
    request.requireStanding?.(blockNumber),
  ])
}

async function requireStillAllowed(
  context: GatewayContext,
  record: HeldRecord,
  request: ReleaseRequest,
  blockNumber: number,
): Promise<void> {
  const [decisions, , stale] = await Promise.all([
    decisionsOn(context, record, request, blockNumber),
    requireStanding(context, record, request, blockNumber),
    staleEnvelopes(context, [record], blockNumber),
  ])
  await requireAllowed(context, record, request, { decisions, blockNumber })
  if (stale.length > 0) {
    throw new UnavailableError('EPOCH_STALE', 'Someone lost the right to this record just now. Ask again.')
  }
}

/** Asks k blocks before the latest too: what is newer than that a reorganisation may take back. */
async function requireConfirmed(
  context: GatewayContext,
  record: HeldRecord,
  request: ReleaseRequest,
  latest: number,
): Promise<void> {
  const { confirmations } = context
  if (confirmations === 0) return
  const blockNumber = Math.max(0, latest - confirmations)
  const decisions = await decisionsOn(context, record, request, blockNumber)
  await requireAllowed(context, record, request, { decisions, blockNumber, confirmations })
}

/** Refuses, and logs the refusal, unless every principal is allowed. */
async function requireAllowed(
  context: GatewayContext,
  record: HeldRecord,
  request: ReleaseRequest,
  asked: {
    readonly decisions: readonly Decision[]
    readonly blockNumber: number
    /** Blocks before the latest, where it was asked there. */
    readonly confirmations?: number
  },
): Promise<void> {
  const { decisions, blockNumber, confirmations = 0 } = asked
  for (const [index, principal] of request.principals.entries()) {
    const decision = decisions[index] ?? 'no-consent'
    if (isAllowed(decision, request)) continue
    if (context.isRefusalLogged(record.recordId)) {
      const receipt = await signRefusal(context, { ...request, decision, blockNumber })
      answer(context, record, request, receipt, null)
    }
    throw refusal(principal, decision, confirmations)
  }
}

function refusal(grantee: string, decision: Decision, confirmations: number): RefusedError {
  if (confirmations > 0) {
    return new RefusedError(
      'CONSENT_UNCONFIRMED',
      `${grantee} has a consent that is not ${confirmations} blocks old yet. Ask again later.`,
    )
  }
  return new RefusedError('CONSENT_MISSING', `${grantee} ${DECISION_SENTENCES[decision]} (${decision}).`)
}

/** An open emergency lets a person in, never a node. */
const isAllowed = (decision: Decision, { requestId }: ReleaseRequest): boolean =>
  requestId === null ? isPersonAllowed(decision) : decision === 'permitted'
