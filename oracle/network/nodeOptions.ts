import type { Deployment } from '../../sdk/chain/deployment.ts'
import type { LogJudge } from '../coldChain/logJudge.ts'
import type { OracleSigner } from '../keys/oracleSigner.ts'
import type { DriftMonitor } from '../monitoring/drift.ts'
import type { Planner } from '../planning/plan.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import type { NodeEvent } from './events.ts'
import type { NodeMetrics } from './metrics.ts'

/** What a node of the oracle is started with. */
export interface NodeOptions {
  readonly deployment: Deployment
  /** The node's signing account; its provider is the node's own view of the chain. */
  readonly signer: OracleSigner
  /** 32 bytes as hexadecimal: the node's encryption key comes from it. */
  readonly seed: string
  readonly gatewayUrl: string
  /** The other nodes' exchanges; may change while the node runs. */
  readonly peers: () => readonly string[]
  /** The model versions that this node answers for. */
  readonly assessors: ReadonlyMap<string, Assessor>
  /** Judges logs of temperatures. Default: this node does not. */
  readonly logJudge?: LogJudge
  /** Gateways that may have the readings of those logs. Default: the one gateway. */
  readonly readingsUrls?: readonly string[]
  /** Forecasts and orders by the policies of sites. Default: this node does not. */
  readonly planner?: Planner
  /** Gateways that may have those policies. Default: those of the readings. */
  readonly planningUrls?: readonly string[]
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Milliseconds between looks at the chain. */
  readonly interval: number
  /** Milliseconds by which each later node in the order waits longer before it transmits. */
  readonly turn: number
  /** Blocks after which the chain counts as settled: requests are answered, and landed reports let go, that deep. Default 0. */
  readonly confirmations?: number
  readonly onEvent?: (event: NodeEvent) => void
  /** Counts the reports that the node signs. Default: nobody does. */
  readonly drift?: Pick<DriftMonitor, 'observe'>
  /** Default: the node's own, which nobody sees but through its endpoint. */
  readonly metrics?: NodeMetrics
  /** Bearer token of whoever collects metrics, or null: then they are for this machine only. Default null. */
  readonly metricsToken?: string | null
  /** Origins of the pages that may read health and status. Default: none. */
  readonly origins?: readonly string[]
}
