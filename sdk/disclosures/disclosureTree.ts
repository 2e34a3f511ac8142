import { AbiCoder, id, keccak256 } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import type { LeafContext } from '../merkle/positionalMerkle.ts'

const DISCLOSURE_LEAF = id('salus.disclosure.v1')

/** What the leaves of one period of one custodian name: the twin of `DisclosureLog.treeOf`. */
export const disclosureTree = (
  contracts: Contracts,
  custodianOrg: string,
  sequence: number,
): LeafContext => ({
  type: DISCLOSURE_LEAF,
  chainId: contracts.chainId,
  contract: contracts.deployment.contracts.disclosureLog,
  tree: keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'uint64'], [custodianOrg, sequence])),
})

/** A disclosure and where the log holds it. */
export interface DisclosureProof {
  readonly custodianOrg: string
  readonly sequence: number
  readonly index: number
  readonly proof: readonly string[]
}
