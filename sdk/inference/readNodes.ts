import type { Contracts } from '../chain/contracts.ts'
import { type BlockHeader, latestHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { InvalidInputError } from '../errors/index.ts'
import { askNode } from './askNode.ts'
import type { NodeStatus } from './nodeStatus.ts'

/** Blocks by which a node may differ from ours: they look at different times, and not each at every block. */
const MOST_APART = 5

/** Where a node can be asked, and as whose it is known. */
export interface KnownNode {
  readonly url: string
  /** Account with which it signs. */
  readonly signer: string
}

/** How a node stands, the gravest fault first. */
export const NODE_STATES = [
  'unreachable',
  /** It answers with something else. */
  'malformed',
  /** It says that it signs as another account. */
  'stranger',
  /** It says itself that it does not see the chain. */
  'blind',
  /** The block that it has seen is not our chain's. */
  'branched',
  'behind',
  /** Of blocks that our own node does not have. */
  'ahead',
  'well',
] as const
export type NodeState = (typeof NODE_STATES)[number]

export interface NodeReading {
  readonly signer: string
  readonly state: NodeState
  /** What it says of itself, if it says anything that can be read. */
  readonly status: NodeStatus | null
  /** Blocks from its head to ours; below 0 where it is ahead. Null where it has none. */
  readonly lag: number | null
}

/**
 * Asks every node how it stands, and holds the block that it says it has seen against our own node of the chain.
 * @throws UnavailableError CHAIN_UNAVAILABLE
 */
export async function readNodes(
  contracts: Contracts,
  nodes: readonly KnownNode[],
  signal?: AbortSignal,
): Promise<NodeReading[]> {
  const answers = await Promise.all(nodes.map((node) => answerOf(node, signal)))
  // Afterwards: a node is not blamed for blocks that came meanwhile, but for a few.
  const head = await latestHeader(contracts)
  return Promise.all(
    nodes.map(async ({ signer }, index) => {
      const answer = answers[index] ?? 'unreachable'
      if (typeof answer === 'string') return { signer, state: answer, status: null, lag: null }
      const lag = answer.head && head.number - answer.head.number
      return { signer, state: await stateOf(contracts, signer, answer, head), status: answer, lag }
    }),
  )
}

async function answerOf(
  { url }: KnownNode,
  signal?: AbortSignal,
): Promise<NodeStatus | 'unreachable' | 'malformed'> {
  try {
    return await askNode(url, signal)
  } catch (error) {
    signal?.throwIfAborted()
    return error instanceof InvalidInputError ? 'malformed' : 'unreachable'
  }
}

async function stateOf(
  contracts: Contracts,
  signer: string,
  { account, status, head }: NodeStatus,
  own: BlockHeader,
): Promise<NodeState> {
  if (account !== signer) return 'stranger'
  if (status !== 'ok' || !head) return 'blind'
  if (head.number <= own.number && (await hashAt(contracts, head.number)) !== head.hash) return 'branched'
  if (own.number - head.number > MOST_APART) return 'behind'
  return head.number - own.number > MOST_APART ? 'ahead' : 'well'
}

const hashAt = async ({ runner }: Contracts, number: number): Promise<string | undefined | null> =>
  (await read(Promise.resolve(runner.provider?.getBlock(number))))?.hash
