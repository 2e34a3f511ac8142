import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'

/**
 * Registers a logger's account, as its organisation.
 * @param until seconds since 1970
 * @throws RefusedError
 */
export const registerLogger = (
  contracts: Contracts,
  logger: string,
  until: number,
): Promise<ContractTransactionReceipt> => send(contracts.coldChain.registerLogger(logger, until))
