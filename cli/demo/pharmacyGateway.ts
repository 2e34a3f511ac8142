import { BrowserProvider, type JsonRpcApiProvider, Network, Wallet } from 'ethers'
import { startGateway } from '../../gateway/gateway.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import type { Law } from './1-law.ts'
import type { World } from './world.ts'

export interface PharmacyGateway {
  readonly url: string
  /** As the pharmacy's staff. */
  readonly staff: GatewayClient
}

/** The pharmacy's gateway, which records its stock by itself, under an account of its own: people sign with others. */
export async function openPharmacyGateway(world: World, { deployment }: Law): Promise<PharmacyGateway> {
  const { privateKey, seed, organisation } = world.actors.pharmacyMachine
  const gateway = await startGateway({
    deployment,
    signer: new Wallet(privateKey, overRpc(world, deployment.chainId)),
    seed,
    custodianOrg: organisation,
    staffToken: seed,
    dataFolder: `${world.folder}/pharmacy`,
    host: '127.0.0.1',
    port: 0,
    confirmations: 0,
    watchInterval: 100,
    positionPause: 100,
    replenishment: { sites: [] },
  })
  world.closers.push(() => gateway.close())
  const { url } = gateway
  return { url, staff: gatewayClient({ url, staffToken: seed }) }
}

/** The chain as a gateway's index reads it: by its JSON-RPC answers. */
function overRpc({ connection, closers }: World, chainId: number): JsonRpcApiProvider {
  const network = Network.from(chainId)
  const provider = new BrowserProvider(connection.provider, network, {
    staticNetwork: network,
    cacheTimeout: -1,
  })
  provider.pollingInterval = 50
  closers.push(async () => provider.destroy())
  return provider
}
