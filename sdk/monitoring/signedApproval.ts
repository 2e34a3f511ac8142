import type { ContractTransactionReceipt } from 'ethers'
import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { bytesSchema } from '../chain/schemas.ts'
import { read, send } from '../chain/send.ts'
import { fields, monitoringDomain, type TypedDataSigner } from '../chain/typedData.ts'
import {
  approvalWords,
  encodeStandingRequest,
  type StandingRequest,
  standingIdOf,
  standingRequestSchema,
} from './standingRequest.ts'

const TYPES = {
  ApproveMonitoring: fields(
    'string words,address patient,address requester,bytes32 modelVersion,uint8 purpose,uint8 category,bytes32 secretHash,uint40 start,uint40 end,uint32 heartbeat,uint256 nonce,uint32 generation,uint40 deadline',
  ),
}

/** Shape of {@link SignedApproval} in messages from peers. */
export const signedApprovalSchema = z.strictObject({
  standing: standingRequestSchema,
  generation: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  deadline: z
    .number()
    .int()
    .positive()
    .max(2 ** 40 - 1),
  signature: bytesSchema,
})

/** An approval that anyone may submit: JSON, safe to send by any channel. */
export type SignedApproval = z.infer<typeof signedApprovalSchema>

/**
 * Signs an approval of a standing request for the state of consent that the chain holds now. The wallet shows it in words.
 * @param deadline seconds since 1970 after which the signature is worthless
 */
export async function signApproval(
  contracts: Contracts,
  signer: TypedDataSigner,
  standing: StandingRequest,
  deadline: number,
): Promise<SignedApproval> {
  const header = await read(contracts.consentRegistry.headerOf(standing.patient))
  const generation = Number(header.generation)
  const signature = await signer.signTypedData(monitoringDomain(contracts), TYPES, {
    words: approvalWords(standing),
    ...encodeStandingRequest(standing),
    generation,
    deadline,
  })
  return { standing, generation, deadline, signature }
}

/** Submits a patient's signed approval: whoever calls pays the gas, and can change nothing in it. */
export const relayApproval = (
  contracts: Contracts,
  { standing, generation, deadline, signature }: SignedApproval,
): Promise<ContractTransactionReceipt> =>
  send(
    contracts.monitoring.approveBySignature(
      { standing: encodeStandingRequest(standing), generation, deadline },
      signature,
    ),
  )

/** Whether the standing request is approved, for the state of consent that the approval names, and has not ended. */
export async function isApproved(
  contracts: Contracts,
  { standing, generation }: SignedApproval,
): Promise<boolean> {
  const state = await read(contracts.monitoring.standingOf(standingIdOf(contracts, standing)))
  return state.approvedAt !== 0n && state.endedAt === 0n && Number(state.generation) === generation
}
