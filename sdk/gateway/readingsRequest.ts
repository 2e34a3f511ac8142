import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema, signatureSchema } from '../chain/schemas.ts'
import { fields, oracleDomain, type TypedDataSigner } from '../chain/typedData.ts'
import { RefusedError } from '../errors/index.ts'
import { type NodeRequest, recoverNodeRequest } from '../inference/nodeRequest.ts'

const TYPES = { ReadingsRequest: fields('bytes32 logId,uint40 deadline') }

/** What comes with the id of the log that the path names. */
export const readingsRequestSchema = z.strictObject({
  deadline: z.number().int().positive(),
  signature: signatureSchema,
})

export const logParams = z.object({ logId: hashSchema })

/** An oracle node's request for the readings of one anchored log of conditions. */
export interface ReadingsRequest {
  readonly logId: string
  /** Seconds since 1970. */
  readonly deadline: number
}

export interface SignedReadingsRequest extends ReadingsRequest {
  readonly signature: string
}

export async function signReadingsRequest(
  contracts: Contracts,
  signer: TypedDataSigner,
  { logId, deadline }: ReadingsRequest,
): Promise<SignedReadingsRequest> {
  const signature = await signer.signTypedData(oracleDomain(contracts), TYPES, { logId, deadline })
  return { logId, deadline, signature }
}

/** The node that signed, and a digest that names its request once and for all. @throws RefusedError SIGNATURE_INVALID */
export function verifyReadingsRequest(
  contracts: Contracts,
  { logId, deadline, signature }: SignedReadingsRequest,
): NodeRequest {
  const signed = recoverNodeRequest(contracts, TYPES, { logId, deadline }, signature)
  if (signed) return signed
  throw new RefusedError('SIGNATURE_INVALID', 'The request for readings is not signed.')
}
