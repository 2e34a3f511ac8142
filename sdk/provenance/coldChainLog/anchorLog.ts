import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { read, send } from '../../chain/send.ts'
import type { ColdChainProfile } from '../coldChain/profile.ts'
import { chainProfile } from './chainProfile.ts'
import type { SignedLog } from './signLog.ts'

/**
 * Anchors what a logger signed, as anyone. The contract judges it by the profile of the batch; anything but a pass holds the
 * unit.
 * @throws RefusedError
 */
export async function anchorLog(
  contracts: Contracts,
  log: SignedLog,
  profile: ColdChainProfile,
): Promise<ContractTransactionReceipt> {
  const { unit, summary, eventHash, modelHash, logger, signature } = log
  // A range of the batch, which need not be a unit now: whose part it is, the contract finds itself.
  const range = { ...unit, parentLevel: await attachedLevel(contracts, log) }
  return send(
    contracts.coldChain.anchor(
      { unit: range, summary, eventHash, modelHash, logger },
      chainProfile(profile),
      signature,
    ),
  )
}

/** Level of the unit with the range that the logger was attached to in time; that of the range where there is none. */
async function attachedLevel(
  { coldChain, drugProvenance }: Contracts,
  { unit: { batchId, level, position }, summary, logger }: SignedLog,
): Promise<number> {
  const { depth } = await read(drugProvenance.batchOf(batchId))
  for (let above = level; above <= Number(depth); above++) {
    const since = await read(
      coldChain.attachedSince(logger, batchId, above, Math.floor(position / 2 ** (above - level))),
    )
    if (since !== 0n && since <= summary.from) return above
  }
  return level
}
