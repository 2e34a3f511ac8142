import type { ContractTransactionReceipt } from 'ethers'
import { ROLES } from '../../accreditation/roles.ts'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'

/** Seconds that the law gives, by what has to be done. */
export interface InvestigationClocks {
  readonly determination: number
  readonly notification: number
}

/** Sets the clocks of one role, as the authority. @throws RefusedError */
export const configureClocks = (
  contracts: Contracts,
  role: 'manufacturer' | 'distributor' | 'dispenser',
  clocks: InvestigationClocks,
): Promise<ContractTransactionReceipt> => send(contracts.investigations.configure(ROLES[role], clocks))
