import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import { bytesToHex, randomBytes } from '../crypto/bytes.ts'
import { RefusedError } from '../errors/index.ts'
import type { GatewayClient } from '../gateway/client.ts'
import type { RecordRef } from '../records/recordRef.ts'
import { type InferenceRequest, requestIdOf } from './inferenceRequest.ts'
import { requestInference } from './requestInference.ts'
import { createRequestSecret, requestSecretHash } from './requestSecret.ts'

export interface Question {
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  readonly records: readonly RecordRef[]
}

/** A request that is on chain and announced. */
export interface AskedReport {
  readonly request: InferenceRequest
  readonly requestId: string
  /** By which the requester checks the report. */
  readonly secret: Uint8Array
  readonly receipt: ContractTransactionReceipt
}

/** Opens a request on chain, as the requester that `contracts` is connected to, and announces it to the committee. */
export async function askForReport(
  contracts: Contracts,
  gateway: GatewayClient,
  question: Question,
): Promise<AskedReport> {
  const secret = createRequestSecret()
  const request: InferenceRequest = {
    ...question,
    secretHash: requestSecretHash(secret),
    nonce: BigInt(bytesToHex(randomBytes(16))).toString(),
  }
  const requestId = requestIdOf(contracts, request)
  // A gateway that is down is found out before the transaction is paid for.
  await findReport(gateway, requestId)
  const receipt = await requestInference(contracts, request)
  await gateway.announceRequest(request, secret)
  return { request, requestId, secret, receipt }
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
