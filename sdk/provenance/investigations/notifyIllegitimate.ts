import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { UnitRef } from '../unit.ts'

/**
 * Says that the authority and the trading partners were notified, as the organisation that opened the investigation.
 * @param notice commitment to the notice, as `reasonCommitment` gives it
 * @throws RefusedError
 */
export const notifyIllegitimate = (
  contracts: Contracts,
  unit: UnitRef,
  notice: string,
): Promise<ContractTransactionReceipt> => send(contracts.investigations.notify(unit, notice))
