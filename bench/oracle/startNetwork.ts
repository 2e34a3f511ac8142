import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalChain, startChain } from '../../cli/local/startChain.ts'
import { startGatewayService } from '../../cli/up/gatewayService.ts'
import { startOracleService } from '../../cli/up/oracleService.ts'
import type { Service } from '../../cli/up/service.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { loadShippedModel } from '../../oracle/models/shippedModels.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MODEL = 'heart'
/** Of the chain; the nodes take those after it. None that the system gives to whoever asks for any. */
const PORT = 27_545

/** A chain in this process, and a gateway and four nodes in processes of their own, that answer for the heart model. */
export interface OracleNetwork {
  readonly chain: LocalChain
  readonly gateway: Service
  readonly model: RiskModel
  /** By operator. Who kills one puts another in its place. */
  readonly nodes: Service[]
  startNode(operator: number): Promise<Service>
  close(): Promise<void>
}

/** @param settings of the nodes, as `.env.example` names them */
export async function startNetwork(settings: Readonly<Record<string, string>> = {}): Promise<OracleNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-oracle-'))
  const model = (await loadShippedModel(MODEL, await loadRuntime('wasm'))) as RiskModel
  const chain = await startChain({ port: PORT, deployments: folder, models: [model.descriptor] })
  const gateway = await startGatewayService(chain, {
    root: ROOT,
    dataFolder: join(folder, 'gateway'),
    port: 0,
    settings: { SALUS_GATEWAY_REQUESTS_PER_MINUTE: '1000000' },
    onLog: () => undefined,
  })
  const startNode = (operator: number) =>
    startOracleService(chain, {
      root: ROOT,
      gatewayUrl: gateway.url,
      operator,
      settings: { SALUS_ORACLE_MODELS: MODEL, ...settings },
      onLog: () => undefined,
    })
  const nodes: Service[] = []
  for (const operator of chain.actors.oracles.keys()) nodes.push(await startNode(operator))
  return {
    chain,
    gateway,
    model,
    nodes,
    startNode,
    async close() {
      for (const node of nodes) await node.stop()
      await gateway.stop()
      await chain.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
