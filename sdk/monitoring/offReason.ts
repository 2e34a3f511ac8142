import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { read, send } from '../chain/send.ts'
import { encodeStandingRequest, type StandingRequest } from './standingRequest.ts'

/** In the order of `IMonitoring.OffReason`. */
export const OFF_REASONS = ['none', 'period-ended', 'consent-ended', 'silent'] as const
export type OffReason = (typeof OFF_REASONS)[number]

/** Why an approved monitoring is off now, or 'none'. @throws RefusedError where it is not approved, or ended */
export async function offReasonOf(contracts: Contracts, standing: StandingRequest): Promise<OffReason> {
  const reason = await read(contracts.monitoring.offReasonOf(encodeStandingRequest(standing)))
  return OFF_REASONS[Number(reason)] ?? 'none'
}

/** Declares on chain that the monitoring is off, and why. Anyone may. */
export const declareOff = (
  contracts: Contracts,
  standing: StandingRequest,
): Promise<ContractTransactionReceipt> =>
  send(contracts.monitoring.declareOff(encodeStandingRequest(standing)))
