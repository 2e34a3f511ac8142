import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/** Escalates a critical alert that nobody acknowledged in time. Anyone may. */
export const escalateAlert = (
  contracts: Contracts,
  standingId: string,
  eventHash: string,
): Promise<ContractTransactionReceipt> => send(contracts.monitoring.escalate(standingId, eventHash))
