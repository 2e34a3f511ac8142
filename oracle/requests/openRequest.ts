import type { Contracts } from '../../sdk/chain/contracts.ts'
import { decideMany } from '../../sdk/consent/decideMany.ts'
import { DECISION_SENTENCES } from '../../sdk/consent/decision.ts'
import type { EncryptionIdentity } from '../../sdk/crypto/encryptionIdentity.ts'
import { openSecret } from '../../sdk/crypto/envelope.ts'
import { IntegrityError, InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'
import { bundleLimits } from '../../sdk/fhir/limits.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import type { CallOptions } from '../../sdk/gateway/call.ts'
import type { GatewayClient } from '../../sdk/gateway/client.ts'
import type { KeyAnswer } from '../../sdk/gateway/protocol.ts'
import { type InferenceRequest, requestIdOf } from '../../sdk/inference/inferenceRequest.ts'
import { signKeyRequest } from '../../sdk/inference/keyRequest.ts'
import { requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { secretContext } from '../../sdk/inference/secretContext.ts'
import { openRecord } from '../../sdk/records/openRecord.ts'
import { recordIdOf } from '../../sdk/records/recordRef.ts'
import { requireSubject } from '../../sdk/records/requireSubject.ts'
import type { ContentReader } from '../../sdk/storage/contentStore.ts'
import type { OracleSigner } from '../keys/oracleSigner.ts'
import type { KeyDeadline } from './keyDeadlines.ts'

/** What a node needs in order to get at the data of a request. */
export interface RequestOpener {
  readonly contracts: Contracts
  readonly signer: OracleSigner
  readonly account: string
  readonly identity: EncryptionIdentity
  readonly gateway: GatewayClient
  readonly content: ContentReader
  readonly keyDeadline: KeyDeadline
}

/** A request on chain, as its event gives it. */
export interface ChainRequest {
  readonly requestId: string
  readonly patient: string
  readonly requester: string
  readonly modelVersion: string
  readonly recordIds: readonly string[]
  /** Block time of the request, in seconds since 1970. */
  readonly requestedAt: number
  readonly blockNumber: number
}

/** A request with everything it asks about, in memory only. */
export interface OpenedRequest extends ChainRequest {
  readonly request: InferenceRequest
  readonly secret: Uint8Array
  /** Plaintext of each record, in the request's order. */
  readonly bundles: readonly Uint8Array[]
}

/**
 * Gets the keys of a request's records and opens them. Everything the gateway says is checked: the request hashes to its
 * id on chain, the secret to its hash, each record to its anchor, each bundle is about the patient.
 * @throws RefusedError where the law or the gateway says no, IntegrityError where anything differs
 */
export async function openRequest(
  opener: RequestOpener,
  onChain: ChainRequest,
  signal?: AbortSignal,
): Promise<OpenedRequest> {
  const options = signal ? { signal } : {}
  const bundles: Uint8Array[] = []
  let answer: KeyAnswer | undefined
  try {
    for (const recordId of onChain.recordIds) {
      answer = await requestKey(opener, onChain, recordId, options)
      await requireConsent(opener.contracts, answer.request)
      requireReadable(answer)
      const bytes = await openRecord({ ...opener, grantee: opener.account }, recordId, answer.record, options)
      bundles.push(bytes)
      requireSubject(opener.contracts, parseBundle(bytes), onChain.patient, { allowUnnamed: false })
    }
    if (!answer) throw new IntegrityError('RECORD_MISMATCH', 'The request names no record.')
    return { ...onChain, request: answer.request, secret: await openOwnSecret(opener, answer), bundles }
  } catch (error) {
    for (const bytes of bundles) bytes.fill(0)
    throw error
  }
}

/** The size is the custodian's word: a node does not start to read what it could not hold. */
export function requireReadable({ record }: Pick<KeyAnswer, 'record'>): void {
  if (record.manifest.size <= bundleLimits.maximumBytes) return
  throw new InvalidInputError(
    'INPUT_TOO_LARGE',
    `The record ${record.locator.recordId} is larger than the ${bundleLimits.maximumBytes} bytes that a node reads.`,
  )
}

/** Refuses unless requester and committee may use every record of the request now. */
export async function requireConsent(contracts: Contracts, request: InferenceRequest): Promise<void> {
  const { requester, purpose, records } = request
  const grantees = [requester, contracts.deployment.contracts.oracleCommittee]
  const questions = grantees.flatMap((grantee) =>
    records.map(({ patient, category }) => ({ patient, grantee, category, purpose })),
  )
  const decisions = await decideMany(contracts, questions)
  for (const [index, { grantee }] of questions.entries()) {
    const decision = decisions[index] ?? 'no-consent'
    if (decision === 'permitted') continue
    throw new RefusedError('CONSENT_MISSING', `${grantee} ${DECISION_SENTENCES[decision]}.`)
  }
}

async function requestKey(
  { contracts, signer, gateway, keyDeadline }: RequestOpener,
  onChain: ChainRequest,
  recordId: string,
  options: CallOptions,
): Promise<KeyAnswer> {
  const { requestId } = onChain
  const deadline = await keyDeadline()
  const answer = await gateway.requestKey(
    await signKeyRequest(contracts, signer, { requestId, recordId, deadline }),
    options,
  )
  if (requestIdOf(contracts, answer.request) !== requestId) {
    throw new IntegrityError(
      'RECORD_MISMATCH',
      `The gateway answered with another request than ${requestId}.`,
    )
  }
  const recordIds = answer.request.records.map((ref) => recordIdOf(contracts, ref))
  if (recordIds.join() !== onChain.recordIds.join()) {
    throw new IntegrityError(
      'RECORD_MISMATCH',
      `The records of the request ${requestId} differ from the chain's.`,
    )
  }
  return answer
}

async function openOwnSecret(
  { contracts, account, identity }: RequestOpener,
  { request, secret }: KeyAnswer,
): Promise<Uint8Array> {
  const context = secretContext(contracts, requestIdOf(contracts, request), account, identity.keyId)
  const opened = await openSecret(identity.privateKey, context, secret)
  if (requestSecretHash(opened) === request.secretHash) return opened
  opened.fill(0)
  throw new IntegrityError('RECORD_MISMATCH', 'The request secret is not the one the request names.')
}
