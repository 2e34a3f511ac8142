import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/**
 * Releases the unit from quarantine, as quality assurance of an organisation that neither keeps nor owns it, nor kept it then.
 *
 * @param reason what `reasonCommitment` gives; `NO_REASON` is refused
 * @throws RefusedError where the contract refuses: see `IDrugProvenance`
 */
export const releaseFromQuarantine = (
  contracts: Contracts,
  unit: UnitRef,
  reason: string,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.releaseFromQuarantine(unit, reason))
