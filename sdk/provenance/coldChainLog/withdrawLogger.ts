import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'

/** Withdraws a logger, as its organisation or the authority. @throws RefusedError */
export const withdrawLogger = (contracts: Contracts, logger: string): Promise<ContractTransactionReceipt> =>
  send(contracts.coldChain.withdrawLogger(logger))
