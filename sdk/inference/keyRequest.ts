import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema, signatureSchema } from '../chain/schemas.ts'
import { fields, oracleDomain, type TypedDataSigner } from '../chain/typedData.ts'
import { RefusedError } from '../errors/index.ts'
import { type NodeRequest, recoverNodeRequest } from './nodeRequest.ts'

const TYPES = { KeyRequest: fields('bytes32 requestId,bytes32 recordId,uint40 deadline') }

export const keyRequestSchema = z.strictObject({
  requestId: hashSchema,
  recordId: hashSchema,
  deadline: z.number().int().positive(),
  signature: signatureSchema,
})

/** An oracle node's request for the key of one record of one open inference request. */
export interface KeyRequest {
  readonly requestId: string
  readonly recordId: string
  /** Seconds since 1970. */
  readonly deadline: number
}

export interface SignedKeyRequest extends KeyRequest {
  readonly signature: string
}

const content = ({ requestId, recordId, deadline }: KeyRequest) => ({ requestId, recordId, deadline })

export async function signKeyRequest(
  contracts: Contracts,
  signer: TypedDataSigner,
  request: KeyRequest,
): Promise<SignedKeyRequest> {
  const signature = await signer.signTypedData(oracleDomain(contracts), TYPES, content(request))
  return { ...request, signature }
}

/**
 * The node that signed, and a digest that names its request once and for all: two nodes may ask for the same record with
 * the same deadline. @throws RefusedError SIGNATURE_INVALID
 */
export function verifyKeyRequest(contracts: Contracts, request: SignedKeyRequest): NodeRequest {
  const signed = recoverNodeRequest(contracts, TYPES, content(request), request.signature)
  if (signed) return signed
  throw new RefusedError('SIGNATURE_INVALID', 'The key request is not signed.')
}
