import { type ContractTransactionReceipt, ZeroHash } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import { RefusedError } from '../errors/index.ts'
import type { GatewayClient } from '../gateway/client.ts'
import type { RecordRef } from '../records/recordRef.ts'
import { type Impression, stateImpression } from './impression.ts'
import { type InferenceRequest, requestIdOf } from './inferenceRequest.ts'
import { requestInference } from './requestInference.ts'
import { createRequestSecret, requestSecretHash } from './requestSecret.ts'
import type { Statement } from './statement.ts'

/** States of a request, as `IInferenceOracle.RequestStatus` counts them. */
const UNKNOWN = 0n
const EXPIRED = 3n

export interface Question {
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  readonly records: readonly RecordRef[]
  /** What the requester thinks before there is a score. A clinician who asks without one cannot attest. */
  readonly impression?: Pick<Impression, 'likelihood' | 'note'> | undefined
}

/** A request before it is sent. Who loses the secret can neither announce the request nor open its report. */
export interface PreparedRequest {
  readonly request: InferenceRequest
  readonly requestId: string
  /** By which the requester checks the report. */
  readonly secret: Uint8Array
  /** By which the requester can show the impression later; null where there is none. */
  readonly impression: Statement<Impression> | null
}

/** A request that is on chain and announced. */
export interface AskedReport extends PreparedRequest {
  readonly receipt: ContractTransactionReceipt
}

export interface ResumedReport extends PreparedRequest {
  /** Null where an earlier try had landed. */
  readonly receipt: ContractTransactionReceipt | null
}

/**
 * Opens a request on chain, as the requester that `contracts` is connected to, and announces it to the committee.
 * @param onPrepared keeps what {@link resumeAsking} needs to go on after a crash; awaited before anything is paid for
 */
export async function askForReport(
  contracts: Contracts,
  gateway: GatewayClient,
  question: Question,
  onPrepared?: (prepared: PreparedRequest) => Promise<void>,
): Promise<AskedReport> {
  const secret = createRequestSecret()
  const impression = question.impression ? stateImpression(question.requester, question.impression) : null
  const request: InferenceRequest = {
    requester: question.requester,
    modelVersion: question.modelVersion,
    purpose: question.purpose,
    records: question.records,
    secretHash: requestSecretHash(secret),
    impression: impression?.commitment ?? ZeroHash,
  }
  const prepared = { request, requestId: requestIdOf(contracts, request), secret, impression }
  // A gateway that is down is found out before the transaction is paid for.
  await findReport(gateway, prepared.requestId)
  await onPrepared?.(prepared)
  const receipt = await requestInference(contracts, request)
  await gateway.announceRequest(request, secret)
  return { ...prepared, receipt }
}

/**
 * Goes on with a request wherever an earlier try ended: sends it unless it is on chain, and announces it again, which
 * changes nothing where it was announced.
 * @throws RefusedError REQUEST_EXPIRED; as {@link askForReport}
 */
export async function resumeAsking(
  contracts: Contracts,
  gateway: GatewayClient,
  prepared: PreparedRequest,
): Promise<ResumedReport> {
  const { request, requestId, secret } = prepared
  const reported = await findReport(gateway, requestId)
  if (reported !== undefined) return { ...prepared, receipt: null }
  const receipt = await sendUnlessThere(contracts, prepared)
  await gateway.announceRequest(request, secret)
  return { ...prepared, receipt }
}

async function sendUnlessThere(contracts: Contracts, { request, requestId }: PreparedRequest) {
  const { status } = await read(contracts.inferenceOracle.requestOf(requestId))
  if (status === EXPIRED) {
    throw new RefusedError(
      'REQUEST_EXPIRED',
      `No report of the request ${requestId} landed in time. Ask anew.`,
    )
  }
  if (status !== UNKNOWN) return null
  try {
    return await requestInference(contracts, request)
  } catch (error) {
    // The transaction of the earlier try was mined meanwhile.
    if (error instanceof RefusedError && error.code === 'ALREADY_REQUESTED') return null
    throw error
  }
}

/** Record in which the report of a request is kept, or undefined where there is none yet. */
export async function findReport(gateway: GatewayClient, requestId: string): Promise<string | undefined> {
  try {
    return (await gateway.findReport(requestId)).recordId
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'RECORD_NOT_FOUND') return undefined
    throw error
  }
}
