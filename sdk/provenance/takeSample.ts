import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/**
 * Says that the unit was taken as a sample, as custodian and owner.
 *
 * @param reason what `reasonCommitment` gives, or `NO_REASON`
 * @throws RefusedError where the contract refuses: see `IDrugProvenance`
 */
export const takeSample = (
  contracts: Contracts,
  unit: UnitRef,
  reason: string,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.takeSample(unit, reason))
