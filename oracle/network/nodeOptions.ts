import type { Wallet } from 'ethers'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import type { NodeEvent } from './events.ts'

/** What a node of the oracle is started with. */
export interface NodeOptions {
  readonly deployment: Deployment
  /** The node's signing account, connected to a provider. */
  readonly signer: Wallet
  /** 32 bytes as hexadecimal: the node's encryption key comes from it. */
  readonly seed: string
  readonly gatewayUrl: string
  /** The other nodes' exchanges; may change while the node runs. */
  readonly peers: () => readonly string[]
  /** The model versions that this node answers for. */
  readonly assessors: ReadonlyMap<string, Assessor>
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Milliseconds between looks at the chain. */
  readonly interval: number
  /** Milliseconds by which each later node in the order waits longer before it transmits. */
  readonly turn: number
  readonly onEvent?: (event: NodeEvent) => void
}
