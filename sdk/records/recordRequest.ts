import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { addressSchema, hashSchema, signatureSchema } from '../chain/schemas.ts'
import {
  fields,
  recordDomain,
  recoverAccount,
  type TypedDataSigner,
  typedDataDigest,
} from '../chain/typedData.ts'
import { PURPOSES, type Purpose, purposeNumber } from '../consent/vocabulary.ts'
import { RefusedError } from '../errors/index.ts'

const TYPES = {
  RecordRequest: fields('address grantee,bytes32 recordId,uint8 purpose,uint256 nonce,uint40 deadline'),
}

export const recordRequestSchema = z.strictObject({
  grantee: addressSchema,
  recordId: hashSchema,
  purpose: z.enum(PURPOSES),
  nonce: z.string().regex(/^\d{1,78}$/),
  deadline: z.number().int().positive(),
  signature: signatureSchema,
})

/** A person's signed request for the key of one record, good for one answer. */
export interface RecordRequest {
  readonly grantee: string
  readonly recordId: string
  readonly purpose: Purpose
  /** Any number not used before. */
  readonly nonce: string
  readonly deadline: number
}

export interface SignedRecordRequest extends RecordRequest {
  readonly signature: string
}

const content = ({ grantee, recordId, purpose, nonce, deadline }: RecordRequest) => ({
  grantee,
  recordId,
  purpose: purposeNumber(purpose),
  nonce,
  deadline,
})

export async function signRecordRequest(
  contracts: Contracts,
  signer: TypedDataSigner,
  request: RecordRequest,
): Promise<SignedRecordRequest> {
  const signature = await signer.signTypedData(recordDomain(contracts), TYPES, content(request))
  return { ...request, signature }
}

/** @throws RefusedError SIGNATURE_INVALID. Returns the digest, which names this request once and for all. */
export function verifyRecordRequest(contracts: Contracts, request: SignedRecordRequest): string {
  const digest = typedDataDigest(recordDomain(contracts), TYPES, content(request))
  if (digest !== undefined && recoverAccount(digest, request.signature) === request.grantee) return digest
  throw new RefusedError('SIGNATURE_INVALID', `The request is not signed by ${request.grantee}.`)
}
