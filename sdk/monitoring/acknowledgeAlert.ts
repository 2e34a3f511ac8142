import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeStandingRequest, type StandingRequest } from './standingRequest.ts'

/** Says that the requester, or a clinician with consent, to whom `contracts` is connected, has seen an alert. */
export const acknowledgeAlert = (
  contracts: Contracts,
  standing: StandingRequest,
  eventHash: string,
): Promise<ContractTransactionReceipt> =>
  send(contracts.monitoring.acknowledge(encodeStandingRequest(standing), eventHash))
