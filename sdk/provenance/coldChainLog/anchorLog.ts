import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { ColdChainProfile } from '../coldChain/profile.ts'
import { chainProfile } from './chainProfile.ts'
import type { SignedLog } from './signLog.ts'

/**
 * Anchors what a logger signed, as anyone. The contract judges it by the profile of the batch; anything but a pass holds the
 * unit.
 * @throws RefusedError
 */
export const anchorLog = (
  contracts: Contracts,
  { unit, summary, eventHash, modelHash, logger, signature }: SignedLog,
  profile: ColdChainProfile,
): Promise<ContractTransactionReceipt> => {
  // A range of the batch, which need not be a unit now: whose part it is, the contract finds itself.
  const range = { ...unit, parentLevel: unit.level }
  const log = { unit: range, summary, eventHash, modelHash, logger }
  return send(contracts.coldChain.anchor(log, chainProfile(profile), signature))
}
