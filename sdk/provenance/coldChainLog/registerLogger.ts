import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import { coldChainDomain, fields, type TypedDataSigner } from '../../chain/typedData.ts'

const TYPES = { LoggerConsent: fields('address organisation,uint40 until') }

/**
 * Signs, as the logger, that it belongs to an organisation until a time: nobody registers a logger without.
 * @param until seconds since 1970
 */
export const signLoggerConsent = async (
  contracts: Contracts,
  logger: TypedDataSigner,
  organisation: string,
  until: number,
): Promise<string> => logger.signTypedData(await coldChainDomain(contracts), TYPES, { organisation, until })

/**
 * Registers a logger's account, as its organisation.
 * @param until seconds since 1970
 * @param consent what {@link signLoggerConsent} gives for the same organisation and time
 * @throws RefusedError
 */
export const registerLogger = (
  contracts: Contracts,
  logger: string,
  until: number,
  consent: string,
): Promise<ContractTransactionReceipt> => send(contracts.coldChain.registerLogger(logger, until, consent))
