/** Runs one node of the oracle until it is told to stop. Settings come from the environment: see `.env.example`. */
import 'dotenv/config'
import { Wallet } from 'ethers'
import { readDeployment } from '../sdk/chain/node/readDeployment.ts'
import { connectProvider } from '../sdk/chain/provider.ts'
import { useFastKeccak } from '../sdk/crypto/node/useFastKeccak.ts'
import { runService } from '../sdk/process/node/runService.ts'
import { readOracleConfig } from './config.ts'
import { loadShippedModels } from './models/shippedModels.ts'
import { startNode } from './network/node.ts'
import { modelAssessor } from './requests/assessRequest.ts'
import { loadRuntime } from './runtime/tensorflow.ts'

await runService('oracle', async (log) => {
  await useFastKeccak()
  const config = readOracleConfig(process.env)
  const deployment = await readDeployment(config.deploymentPath)
  const provider = await connectProvider(config.rpcUrl, deployment)
  const models = await loadShippedModels(await loadRuntime('wasm'))
  const node = await startNode({
    deployment,
    signer: new Wallet(config.key, provider),
    seed: config.seed,
    gatewayUrl: config.gatewayUrl,
    peers: () => config.peers,
    assessors: new Map(models.map(({ model, version }) => [version, modelAssessor(model, version)])),
    host: config.host,
    port: config.port,
    interval: 500,
    turn: 5_000,
    onEvent: ({ kind, ...event }) => log({ event: kind, ...withoutBigInts(event) }),
  })
  log({ event: 'listening', url: node.url, account: node.account })
  return async () => {
    await node.close()
    provider.destroy()
  }
})

/** JSON has no bigints. A function declaration: the await above returns only when the node has stopped. */
function withoutBigInts(event: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  )
}
