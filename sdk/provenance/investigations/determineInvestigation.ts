import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { UnitRef } from '../unit.ts'
import { INVESTIGATION_VERDICTS, type InvestigationVerdict } from './verdicts.ts'

/**
 * Ends an investigation, as quality assurance of the organisation that opened it: cleared lifts the suspicion, illegitimate
 * holds the unit for good.
 * @throws RefusedError
 */
export const determineInvestigation = (
  contracts: Contracts,
  unit: UnitRef,
  verdict: Exclude<InvestigationVerdict, 'open'>,
  reason: string,
): Promise<ContractTransactionReceipt> =>
  send(contracts.investigations.determine(unit, INVESTIGATION_VERDICTS.indexOf(verdict), reason))
