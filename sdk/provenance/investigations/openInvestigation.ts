import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { UnitRef } from '../unit.ts'

/**
 * Holds a unit as suspect and starts the clocks, as an organisation that keeps or owns it.
 * @param reason what `reasonCommitment` gives, or `NO_REASON`
 * @throws RefusedError
 */
export const openInvestigation = (
  contracts: Contracts,
  unit: UnitRef,
  reason: string,
): Promise<ContractTransactionReceipt> => send(contracts.investigations.open(unit, reason))
