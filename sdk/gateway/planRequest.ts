import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema, signatureSchema } from '../chain/schemas.ts'
import { fields, oracleDomain, type TypedDataSigner } from '../chain/typedData.ts'
import { RefusedError } from '../errors/index.ts'
import { type NodeRequest, recoverNodeRequest } from '../inference/nodeRequest.ts'

const TYPES = { PlanRequest: fields('bytes32 policyId,bytes32 position,uint40 deadline') }

/** What comes with the id of the policy that the path names. */
export const planRequestSchema = z.strictObject({
  position: hashSchema,
  deadline: z.number().int().positive(),
  signature: signatureSchema,
})

/** An oracle node's request for what a policy decides by: the opening of one recorded stock position. */
export interface PlanRequest {
  readonly policyId: string
  /** The position's commitment. */
  readonly position: string
  /** Seconds since 1970. */
  readonly deadline: number
}

export interface SignedPlanRequest extends PlanRequest {
  readonly signature: string
}

export async function signPlanRequest(
  contracts: Contracts,
  signer: TypedDataSigner,
  { policyId, position, deadline }: PlanRequest,
): Promise<SignedPlanRequest> {
  const request = { policyId, position, deadline }
  return { ...request, signature: await signer.signTypedData(oracleDomain(contracts), TYPES, request) }
}

/** The node that signed, and a digest that names its request once and for all. @throws RefusedError SIGNATURE_INVALID */
export function verifyPlanRequest(
  contracts: Contracts,
  { policyId, position, deadline, signature }: SignedPlanRequest,
): NodeRequest {
  const signed = recoverNodeRequest(contracts, TYPES, { policyId, position, deadline }, signature)
  if (signed) return signed
  throw new RefusedError('SIGNATURE_INVALID', 'The request for an opening is not signed.')
}
