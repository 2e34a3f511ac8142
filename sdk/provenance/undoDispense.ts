import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { NO_PRESCRIPTION } from './dispensePack.ts'
import type { UnitRef } from './unit.ts'

/**
 * Takes a dispensed pack back within the window, as the dispenser that has kept its unit all the while.
 * @param prescription as it was dispensed
 * @throws RefusedError
 */
export const undoDispense = (
  contracts: Contracts,
  unit: UnitRef,
  index: number,
  prescription: string = NO_PRESCRIPTION,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.undoDispense(unit, index, prescription))
