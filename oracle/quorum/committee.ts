import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** One configuration of the committee. */
export interface Committee {
  readonly digest: string
  readonly quorum: number
  /** As announced, in the contract's order; some may have been excluded since. */
  readonly signers: readonly string[]
}

export interface CommitteeReader {
  /** The current configuration. The signers of a digest never change, so they are read once. */
  current(): Promise<Committee>
}

export function createCommitteeReader(contracts: Contracts): CommitteeReader {
  const { oracleCommittee, deployment } = contracts
  let known: Committee | undefined
  return {
    async current() {
      const { digest, quorum } = await read(oracleCommittee.currentConfiguration())
      if (known?.digest === digest) return known
      const filter = oracleCommittee.filters.CommitteeAnnounced(digest)
      const [announced] = await read(oracleCommittee.queryFilter(filter, deployment.block))
      if (!announced) {
        throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain shows no announcement of its committee.')
      }
      known = { digest, quorum: Number(quorum), signers: [...announced.args.signers] }
      return known
    },
  }
}
