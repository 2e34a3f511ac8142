import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/**
 * Puts what came back on sale again, as custodian and owner.
 *
 * @param reason what `reasonCommitment` gives, or `NO_REASON`
 * @throws RefusedError where the contract refuses: see `IDrugProvenance`
 */
export const restockUnit = (
  contracts: Contracts,
  unit: UnitRef,
  reason: string,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.restock(unit, reason))
