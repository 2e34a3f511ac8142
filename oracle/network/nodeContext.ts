import type { CommitteeReader } from '../quorum/committee.ts'
import type { PeerBook } from '../quorum/peers.ts'
import type { RequestOpener } from '../requests/openRequest.ts'
import type { Memory } from './memory.ts'
import type { NodeOptions } from './nodeOptions.ts'

/** What the steps of a running node share. */
export interface NodeContext {
  readonly opener: RequestOpener
  readonly options: NodeOptions
  readonly memory: Memory
  readonly committee: CommitteeReader
  readonly peers: PeerBook
  /** Block up to which the chain counts as settled. */
  readonly settledBlock: () => number
  /** Aborted when the node stops. */
  readonly signal: AbortSignal
}
