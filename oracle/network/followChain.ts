import type { Contracts } from '../../sdk/chain/contracts.ts'
import { type BlockHeader, latestHeader } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import { type RequestEvents, readRequestEvents } from '../requests/readEvents.ts'

/** Heads that are remembered, to find where the chain branched off. */
const REMEMBERED_HEADS = 256

/** What a look at the chain found. */
export interface ChainNews extends RequestEvents {
  readonly head: BlockHeader
  /** Where blocks were taken back: the last block that still stands, and how many above it fell. */
  readonly branch?: { readonly block: number; readonly depth: number }
}

export interface ChainFollower {
  /** What happened since the last look; undefined where nothing did. A look that rejects loses nothing. */
  look(): Promise<ChainNews | undefined>
}

/** Follows the chain from a block on, through reorganisations. */
export function followChain(contracts: Contracts, from: number): ChainFollower {
  /** Heads of earlier looks, the latest last. */
  let heads: BlockHeader[] = []

  const hashAt = async (number: number) =>
    (await read(Promise.resolve(contracts.runner.provider?.getBlock(number))))?.hash

  /** The heads that are still on the chain. */
  const standingHeads = async (head: BlockHeader): Promise<BlockHeader[]> => {
    for (let count = heads.length; count > 0; count--) {
      const known = heads[count - 1] as BlockHeader
      const hash = known.number === head.number ? head.hash : await hashAt(known.number)
      if (hash === known.hash) return heads.slice(0, count)
    }
    return []
  }

  return {
    async look() {
      const head = await latestHeader(contracts)
      const last = heads.at(-1)
      if (head.hash === last?.hash) return undefined
      // A node behind the others of its kind, as behind a load balancer: nothing was taken back.
      if (heads.some(({ hash }) => hash === head.hash) && (await hashAt(last?.number ?? 0)) === last?.hash) {
        return undefined
      }
      const standing = await standingHeads(head)
      const stood = standing.at(-1)?.number ?? from - 1
      const events = await readRequestEvents(contracts, stood + 1, head.number)
      const isReorganised = last !== undefined && standing.length < heads.length
      heads = [...standing, head].slice(-REMEMBERED_HEADS)
      const branch = isReorganised ? { block: stood, depth: last.number - stood } : undefined
      return { head, ...events, ...(branch && { branch }) }
    },
  }
}
