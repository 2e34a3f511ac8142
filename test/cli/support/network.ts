import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type JsonRpcProvider, Wallet } from 'ethers'
import hardhat from 'hardhat'
import { type Actors, localActors } from '../../../cli/local/actors.ts'
import { settle } from '../../../cli/local/settle.ts'
import { startGateway } from '../../../gateway/gateway.ts'
import { deploySalus } from '../../../ignition/deploySalus.ts'
import { loadShippedModels } from '../../../oracle/models/shippedModels.ts'
import { type RunningNode, startNode } from '../../../oracle/network/node.ts'
import { modelAssessor } from '../../../oracle/requests/assessRequest.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { connectProvider } from '../../../sdk/chain/provider.ts'

const HOST = '127.0.0.1'
/** An id of its own, so that nothing of a developer's chain can be mistaken for it. */
const CHAIN_ID = 31_402

export interface Network {
  readonly deployment: Deployment
  readonly provider: JsonRpcProvider
  readonly actors: Actors
  readonly rpc: string
  readonly gateway: string
  /** Folder of `<chainId>.json`. */
  readonly deployments: string
  /** The gateway's content store. */
  readonly store: string
  readonly staffToken: string
  close(): Promise<void>
}

/** A chain over JSON-RPC, settled, with the hospital's gateway and four oracle nodes, all in this process. */
export async function startNetwork(folder: string): Promise<Network> {
  const closers: (() => unknown)[] = []
  const server = await hardhat.network.createServer(
    { network: 'default', override: { chainId: CHAIN_ID } },
    HOST,
    0,
  )
  const { port } = await server.listen()
  closers.push(() => server.close())
  const rpc = `http://${HOST}:${port}`
  const connection = await hardhat.network.create({
    network: 'localhost',
    override: { url: rpc, accounts: 'remote' },
  })
  // A journal of its own, thrown away: one of an earlier run would say that all is deployed already.
  const deploymentId = `test-cli-${process.pid}`
  const journal = join(hardhat.config.paths.ignition, 'deployments', deploymentId)
  closers.push(() => rmSync(journal, { recursive: true, force: true }))
  const deployment = await deploySalus(connection, { deploymentId, confirmations: 1 })
  await connection.close()
  const deployments = join(folder, 'deployments')
  mkdirSync(deployments)
  writeFileSync(join(deployments, `${CHAIN_ID}.json`), JSON.stringify(deployment))

  const provider = await connectProvider(rpc, deployment)
  closers.push(() => provider.destroy())
  const actors = localActors()
  const models = await loadShippedModels(await loadRuntime('wasm'))
  const descriptors = models.map(({ descriptor }) => descriptor)
  await Array.fromAsync(settle(deployment, provider, actors, descriptors))

  const { hospital } = actors
  const staffToken = 'the token of the staff for tests'
  const dataFolder = join(folder, 'hospital')
  const gateway = await startGateway({
    deployment,
    signer: new Wallet(hospital.privateKey, provider),
    seed: hospital.seed,
    custodianOrg: hospital.organisation,
    staffToken,
    dataFolder,
    host: HOST,
    port: 0,
    confirmations: 0,
    watchInterval: 200,
  })
  closers.push(() => gateway.close())

  const assessors = new Map(models.map((model) => [model.version, modelAssessor(model)]))
  const nodes: RunningNode[] = []
  for (const { address, privateKey, seed } of actors.oracles) {
    const node = await startNode({
      deployment,
      signer: new Wallet(privateKey, provider),
      seed,
      gatewayUrl: gateway.url,
      peers: () => nodes.filter(({ account }) => account !== address).map(({ url }) => url),
      assessors,
      host: HOST,
      port: 0,
      interval: 200,
      turn: 500,
    })
    nodes.push(node)
    closers.push(() => node.close())
  }
  return {
    deployment,
    provider,
    actors,
    rpc,
    gateway: gateway.url,
    deployments,
    store: join(dataFolder, 'content'),
    staffToken,
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}
