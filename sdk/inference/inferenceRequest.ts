import { AbiCoder, concat, keccak256 } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { PURPOSES, type Purpose, purposeNumber } from '../consent/vocabulary.ts'
import { InvalidInputError } from '../errors/index.ts'
import { encodeRecordRef, type RecordRef, recordIdOf, recordRefSchema } from '../records/recordRef.ts'

/** Records that one request may name. */
export const MAXIMUM_RECORDS = 8

/** Shape of {@link InferenceRequest} in messages from peers. */
export const inferenceRequestSchema = z.strictObject({
  requester: addressSchema,
  modelVersion: hashSchema,
  purpose: z.enum(PURPOSES),
  secretHash: hashSchema,
  impression: hashSchema,
  records: z.array(recordRefSchema).min(1).max(MAXIMUM_RECORDS),
})

/** One model asked over one to eight records of one patient. */
export interface InferenceRequest {
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  /** keccak256 of the request secret. */
  readonly secretHash: string
  /** Commitment to the requester's {@link Impression}, or zero where none was recorded. */
  readonly impression: string
  readonly records: readonly RecordRef[]
}

/** Checks a request from anywhere. @throws InvalidInputError MESSAGE_INVALID */
export function parseInferenceRequest(value: unknown): InferenceRequest {
  const result = inferenceRequestSchema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInputError(
    'MESSAGE_INVALID',
    `The inference request is malformed at '${result.error.issues[0]?.path.join('.')}'.`,
  )
}

/** The request as the contract takes it. */
export const encodeInferenceRequest = (request: InferenceRequest) => ({
  ...request,
  purpose: purposeNumber(request.purpose),
  records: request.records.map(encodeRecordRef),
})

/** The id of a request: the twin of `InferenceOracle.requestIdOf`. */
export function requestIdOf(contracts: Contracts, request: InferenceRequest): string {
  const recordIds = request.records.map((ref) => recordIdOf(contracts, ref))
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['uint256', 'address', 'address', 'bytes32', 'bytes32', 'uint8', 'bytes32', 'bytes32'],
      [
        contracts.chainId,
        contracts.deployment.contracts.inferenceOracle,
        request.requester,
        keccak256(concat(recordIds)),
        request.modelVersion,
        purposeNumber(request.purpose),
        request.secretHash,
        request.impression,
      ],
    ),
  )
}
