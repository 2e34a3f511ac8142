import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeModelDescriptor, type ModelDescriptor } from './modelVersion.ts'

/** Approves a model version, as the authority that `contracts` is connected to. */
export const approveModel = (
  contracts: Contracts,
  model: ModelDescriptor,
): Promise<ContractTransactionReceipt> => send(contracts.modelRegistry.approve(encodeModelDescriptor(model)))
