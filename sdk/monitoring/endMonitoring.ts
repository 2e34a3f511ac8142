import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import { fields, monitoringDomain, type TypedDataSigner } from '../chain/typedData.ts'
import { encodeStandingRequest, type StandingRequest, standingIdOf } from './standingRequest.ts'

const TYPES = { EndMonitoring: fields('string words,address patient,bytes32 standingId,uint40 deadline') }
const WORDS = 'Stop this monitoring of my records'

/** The end of a standing request that anyone may submit. */
export interface SignedEnd {
  readonly standing: StandingRequest
  readonly deadline: number
  readonly signature: string
}

/** Ends a standing request for good, as the patient's controller or the requester, to whom `contracts` is connected. */
export const endMonitoring = (
  contracts: Contracts,
  standing: StandingRequest,
): Promise<ContractTransactionReceipt> => send(contracts.monitoring.end(encodeStandingRequest(standing)))

/** Signs the end as the patient's controller. @param deadline seconds since 1970 */
export async function signEnd(
  contracts: Contracts,
  signer: TypedDataSigner,
  standing: StandingRequest,
  deadline: number,
): Promise<SignedEnd> {
  const signature = await signer.signTypedData(monitoringDomain(contracts), TYPES, {
    words: WORDS,
    patient: standing.patient,
    standingId: standingIdOf(contracts, standing),
    deadline,
  })
  return { standing, deadline, signature }
}

/** Submits a signed end. */
export const relayEnd = (
  contracts: Contracts,
  { standing, deadline, signature }: SignedEnd,
): Promise<ContractTransactionReceipt> =>
  send(contracts.monitoring.endBySignature(encodeStandingRequest(standing), deadline, signature))

/** Whether a standing request has ended. */
export async function isEnded(contracts: Contracts, standing: StandingRequest): Promise<boolean> {
  const { endedAt } = await read(contracts.monitoring.standingOf(standingIdOf(contracts, standing)))
  return endedAt !== 0n
}
