import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { PackTree } from './packTree.ts'
import type { UnitPlace } from './unit.ts'

/** Stores the root of a subtree, so that proofs for the packs in it are shorter. Anyone may. @throws RefusedError */
export const anchorNode = (
  contracts: Contracts,
  { batchId, level, position }: UnitPlace,
  tree: Pick<PackTree, 'node' | 'nodeProof'>,
): Promise<ContractTransactionReceipt> =>
  send(
    contracts.drugProvenance.anchorNode(
      batchId,
      level,
      position,
      tree.node(level, position),
      tree.nodeProof(level, position),
    ),
  )
