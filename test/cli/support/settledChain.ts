import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import hardhat from 'hardhat'
import { type Actors, localActors } from '../../../cli/local/actors.ts'
import { settle } from '../../../cli/local/settle.ts'
import { deploySalus } from '../../../ignition/deploySalus.ts'
import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { connectProvider } from '../../../sdk/chain/provider.ts'
import type { ModelDescriptor } from '../../../sdk/inference/modelVersion.ts'

export const HOST = '127.0.0.1'
/** An id of its own, so that nothing of a developer's chain can be mistaken for it. */
const CHAIN_ID = 31_402

export interface SettledChain {
  readonly deployment: Deployment
  readonly provider: JsonRpcProvider
  readonly actors: Actors
  readonly rpc: string
  /** Folder of `<chainId>.json`. */
  readonly deployments: string
  close(): Promise<void>
}

/** A chain over JSON-RPC in this process, with everyone accredited. */
export async function startSettledChain(
  folder: string,
  models: readonly ModelDescriptor[],
): Promise<SettledChain> {
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
  await Array.fromAsync(settle(deployment, provider, actors, models))
  return {
    deployment,
    provider,
    actors,
    rpc,
    deployments,
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}
