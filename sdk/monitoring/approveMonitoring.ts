import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeStandingRequest, type StandingRequest } from './standingRequest.ts'

/** Approves a standing request as the patient's controller, to whom `contracts` is connected. */
export const approveMonitoring = (
  contracts: Contracts,
  standing: StandingRequest,
): Promise<ContractTransactionReceipt> => send(contracts.monitoring.approve(encodeStandingRequest(standing)))
