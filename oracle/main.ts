/** Runs one node of the oracle until it is told to stop. Settings come from the environment: see `.env.example`. */
import 'dotenv/config'
import { readDeployment } from '../sdk/chain/node/readDeployment.ts'
import { connectProvider } from '../sdk/chain/provider.ts'
import { useFastKeccak } from '../sdk/crypto/node/useFastKeccak.ts'
import { runService } from '../sdk/process/node/runService.ts'
import { shippedLogJudge } from './coldChain/logJudge.ts'
import { readOracleConfig } from './config.ts'
import { openKeys } from './keys/openKeys.ts'
import { selfCheckAll } from './models/golden.ts'
import type { ShippedModel } from './models/shippedModel.ts'
import { loadShippedModel, loadShippedModels } from './models/shippedModels.ts'
import { loadColdChainNetwork } from './monitoring/coldChainNetwork.ts'
import { driftMonitor } from './monitoring/drift.ts'
import { createMetrics } from './network/metrics.ts'
import { startNode } from './network/node.ts'
import { selfCheckPlanner } from './planning/goldenPlan.ts'
import { shippedPlanner } from './planning/planner.ts'
import { modelAssessor } from './requests/assessRequest.ts'
import { loadRuntime, type Runtime } from './runtime/tensorflow.ts'

await runService('oracle', async (log) => {
  await useFastKeccak()
  const config = readOracleConfig(process.env)
  // Before anything else: a node that computes otherwise than the others must not take part.
  const runtime = await loadRuntime('wasm')
  const models = await loadModels(config.models, runtime)
  const coldChainNetwork = await loadColdChainNetwork(runtime)
  const { fingerprint, models: checked } = await selfCheckAll(runtime, models)
  const planner = shippedPlanner()
  await selfCheckPlanner(planner)
  log({ event: 'self-checked', fingerprint, models: checked.map(({ name, version }) => ({ name, version })) })

  const deployment = await readDeployment(config.deploymentPath)
  const provider = await connectProvider(config.rpcUrl, deployment)
  const { signer, seed } = await openKeys(config.keys, provider, deployment.chainId)
  const drift = driftMonitor(models)
  const node = await startNode({
    deployment,
    signer,
    seed,
    gatewayUrl: config.gatewayUrl,
    readingsUrls: config.readingsUrls,
    planner,
    planningUrls: config.planningUrls,
    peers: () => config.peers,
    assessors: new Map(models.map((model) => [model.version, modelAssessor(model)])),
    logJudge: shippedLogJudge(coldChainNetwork),
    host: config.host,
    port: config.port,
    interval: config.interval,
    turn: config.turn,
    confirmations: config.confirmations,
    metrics: createMetrics(models, drift),
    drift,
    metricsToken: config.metricsToken,
    origins: config.origins,
    onEvent: ({ kind, ...event }) => log({ event: kind, ...withoutBigInts(event) }),
  })
  log({ event: 'listening', url: node.url, account: node.account })
  return async () => {
    await node.close()
    provider.destroy()
  }
})

async function loadModels(names: readonly string[] | null, runtime: Runtime): Promise<ShippedModel[]> {
  if (names === null) return loadShippedModels(runtime)
  const models: ShippedModel[] = []
  for (const name of names) models.push(await loadShippedModel(name, runtime))
  return models
}

/** JSON has no bigints. A function declaration: the await above returns only when the node has stopped. */
function withoutBigInts(event: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  )
}
