import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { UnitRef } from '../unit.ts'

/**
 * Says that a logger of one's organisation is with a unit from now on, as who keeps or owns it. Only what it reads from now
 * on counts, for the packs of that unit.
 * @throws RefusedError
 */
export const attachLogger = (
  contracts: Contracts,
  unit: UnitRef,
  logger: string,
): Promise<ContractTransactionReceipt> => send(contracts.coldChain.attachLogger(unit, logger))
