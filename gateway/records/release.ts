import type { Contracts } from '../../sdk/chain/contracts.ts'
import { latestBlock } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { DECISION_SENTENCES, type Decision, isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { RecordAnswer } from '../../sdk/gateway/protocol.ts'
import { encodeRecordRef } from '../../sdk/records/recordRef.ts'
import { type SignedRecordRequest, verifyRecordRequest } from '../../sdk/records/recordRequest.ts'
import type { GatewayContext } from '../context.ts'
import { logDisclosure } from '../disclosures/logDisclosure.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { ownKey } from './ownKey.ts'
import { atFreshEpoch } from './rekey.ts'
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
 * log before the key leaves; so is a refusal.
 * @throws RefusedError SIGNATURE_EXPIRED, REPLAYED, RECORD_NOT_FOUND, RECORD_NOT_ACTIVE, CONSENT_MISSING
 */
export async function release(context: GatewayContext, request: ReleaseRequest): Promise<RecordAnswer> {
  const { contracts, store } = context
  const now = await requireTimely(contracts, request.deadline)
  const found = store.findRecord(request.recordId)
  if (!found?.isAnchored) {
    throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${request.recordId}.`)
  }
  store.forgetDigests(now)
  if (!store.useDigest(request.digest, request.deadline)) {
    throw new RefusedError('REPLAYED', 'This signed request was used before. Sign a new one.')
  }
  await requireConsent(context, found, request)
  await read(contracts.recordRegistry.requireActive(encodeRecordRef(found.ref)))
  return context.keys(() => hand(context, request))
}

async function requireTimely(contracts: Contracts, deadline: number): Promise<number> {
  const now = await chainTime(contracts)
  if (deadline < now) throw new RefusedError('SIGNATURE_EXPIRED', 'The deadline of this request has passed.')
  if (deadline > now + MAXIMUM_LIFETIME) {
    throw new RefusedError(
      'SIGNATURE_EXPIRED',
      `The deadline may lie ${MAXIMUM_LIFETIME} seconds ahead at most.`,
    )
  }
  return now
}

async function requireConsent(
  context: GatewayContext,
  { ref }: HeldRecord,
  request: ReleaseRequest,
): Promise<void> {
  const { contracts, confirmations } = context
  const blockNumber = await latestBlock(contracts)
  const blocks = confirmations === 0 ? [blockNumber] : [blockNumber, Math.max(0, blockNumber - confirmations)]
  for (const grantee of request.principals) {
    for (const block of blocks) {
      const question = { patient: ref.patient, grantee, category: ref.category, purpose: request.purpose }
      const decision = await decide(contracts, question, block)
      if (isAllowed(decision, request)) continue
      await logDisclosure(context, { kind: 'refusal', decision, blockNumber: block, ...request })
      if (block !== blockNumber) {
        throw new RefusedError(
          'CONSENT_UNCONFIRMED',
          `${grantee} has a consent that is not ${confirmations} blocks old yet. Ask again later.`,
        )
      }
      throw new RefusedError('CONSENT_MISSING', `${grantee} ${DECISION_SENTENCES[decision]} (${decision}).`)
    }
  }
}

/** An open emergency lets a person in, never a node. */
const isAllowed = (decision: Decision, { requestId }: ReleaseRequest): boolean =>
  requestId === null ? isPersonAllowed(decision) : decision === 'permitted'

/** Wraps the key at a fresh epoch, writes the receipt, and only then hands both over. */
async function hand(context: GatewayContext, request: ReleaseRequest): Promise<RecordAnswer> {
  const { contracts, store } = context
  const held = store.findRecord(request.recordId)
  if (!held) throw new RefusedError('RECORD_NOT_FOUND', 'The record was erased meanwhile.')
  const record = await atFreshEpoch(context, held)
  const dataKey = await ownKey(context, record)
  const wrapped = await wrapKey(context, record, request.grantee, dataKey)
  dataKey.fill(0)
  // Asked again, because re-keying and wrapping take time in which a revocation may land.
  await requireConsent(context, record, request)

  const principal = request.principals[request.principals.length - 1] ?? request.grantee
  const receipt = await logDisclosure(context, {
    kind: 'release',
    blockNumber: await latestBlock(contracts),
    keyEpoch: record.locator.keyEpoch,
    ...request,
  })
  store.addEnvelope({ principal, purpose: request.purpose, ...wrapped })
  const { ref, manifest, salt, locator } = record
  return { record: { ref, manifest, salt, locator, envelope: wrapped.envelope }, receipt }
}
