import { join } from 'node:path'
import { Wallet } from 'ethers'
import { startGateway } from '../../../gateway/gateway.ts'
import { loadShippedModels } from '../../../oracle/models/shippedModels.ts'
import { type RunningNode, startNode } from '../../../oracle/network/node.ts'
import { modelAssessor } from '../../../oracle/requests/assessRequest.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { HOST, type SettledChain, startSettledChain } from './settledChain.ts'

export interface Network extends SettledChain {
  readonly gateway: string
  /** The gateway's content store. */
  readonly store: string
  readonly staffToken: string
}

/** A chain over JSON-RPC, settled, with the hospital's gateway and four oracle nodes, all in this process. */
export async function startNetwork(folder: string): Promise<Network> {
  const models = await loadShippedModels(await loadRuntime('wasm'))
  const chain = await startSettledChain(
    folder,
    models.map(({ descriptor }) => descriptor),
  )
  const { deployment, provider, actors } = chain
  const closers: (() => unknown)[] = [() => chain.close()]

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
    ...chain,
    gateway: gateway.url,
    store: join(dataFolder, 'content'),
    staffToken,
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}
