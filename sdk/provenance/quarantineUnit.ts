import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/**
 * Quarantines the unit, as custodian or owner; of a disaggregated unit the parts that were not touched since.
 *
 * @param reason what `reasonCommitment` gives, or `NO_REASON`
 * @throws RefusedError where the contract refuses: see `IDrugProvenance`
 */
export const quarantineUnit = (
  contracts: Contracts,
  unit: UnitRef,
  reason: string,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.quarantine(unit, reason))
