import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { coldChainDescriptor } from '../../oracle/coldChain/logJudge.ts'
import { loadShippedModels } from '../../oracle/models/shippedModels.ts'
import { loadColdChainNetwork } from '../../oracle/monitoring/coldChainNetwork.ts'
import { planningDescriptor } from '../../oracle/planning/planner.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import type { Actor, Actors } from '../local/actors.ts'
import { LOCALHOST, startChain } from '../local/startChain.ts'
import { buildPortal } from './buildPortal.ts'
import { type GatewayServiceOptions, startGatewayService } from './gatewayService.ts'
import { startOracleService } from './oracleService.ts'
import { type PortalService, startPortalService } from './portalService.ts'
import { portalSettings } from './portalSettings.ts'
import type { Service } from './service.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface LocalNetworkOptions {
  /** Port of the chain. The four oracles take the four after it, the gateways of hospital, manufacturer and pharmacy the next three,
   * the portal the eighth. */
  readonly port: number
  /** Folder of `<chainId>.json` files. */
  readonly deployments: string
  /** Folder of the project that gateway and oracles run from. Default: this one, from which the portal comes always. */
  readonly root?: string
  readonly onStep: (what: string) => void
  readonly onLog: (service: string, line: { readonly event: string }) => void
}

export interface LocalNetwork {
  readonly rpcUrl: string
  /** The hospital's. */
  readonly gateway: Service
  readonly manufacturerGateway: Service
  readonly pharmacyGateway: Service
  readonly oracles: readonly Service[]
  readonly portal: PortalService
  readonly deployment: Deployment
  readonly deploymentPath: string
  readonly actors: Actors
  stop(): Promise<void>
}

/** A chain in this process, and gateways and oracles in processes of their own, as they would run anywhere. */
export async function startLocalNetwork(options: LocalNetworkOptions): Promise<LocalNetwork> {
  const { port, deployments, root = ROOT, onStep, onLog } = options
  const closers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    const runtime = await loadRuntime('wasm')
    const shipped = await loadShippedModels(runtime)
    const models = [
      ...shipped.map(({ descriptor }) => descriptor),
      coldChainDescriptor(await loadColdChainNetwork(runtime)),
      planningDescriptor(),
    ]
    const chain = await startChain({ port, deployments, models, onStep })
    closers.push(() => chain.close())
    const dataFolder = await mkdtemp(join(tmpdir(), 'salus-up-'))
    closers.push(() => rm(dataFolder, { recursive: true, force: true }))

    const { hospital, manufacturer, manufacturerMachine, pharmacy, pharmacyMachine } = chain.actors
    const portOf = (place: number) => chain.port + 1 + chain.actors.oracles.length + place
    const portalPort = portOf(3)
    // A page that was opened under either name of this machine.
    const origins = [LOCALHOST, 'localhost'].map((host) => `http://${host}:${portalPort}`).join()
    const startGateway = async (
      actor: Actor,
      place: number,
      more: Pick<GatewayServiceOptions, 'account' | 'settings'> = {},
    ) => {
      onStep(`start the gateway of the ${actor.name}`)
      const options = { root, dataFolder: join(dataFolder, actor.name), port: portOf(place), actor, onLog }
      const settings = { SALUS_GATEWAY_ORIGINS: origins, ...more.settings }
      const service = await startGatewayService(chain, { ...options, ...more, settings })
      closers.push(() => service.stop())
      return service
    }
    const gateway = await startGateway(hospital, 0)
    const manufacturerGateway = await startGateway(manufacturer, 1, {
      account: manufacturerMachine,
      settings: {
        SALUS_GATEWAY_REPLENISHMENT: 'yes',
        SALUS_GATEWAY_SITES: `http://${LOCALHOST}:${portOf(2)}`,
      },
    })
    const pharmacyGateway = await startGateway(pharmacy, 2, {
      account: pharmacyMachine,
      settings: { SALUS_GATEWAY_REPLENISHMENT: 'yes' },
    })

    const oracles: Service[] = []
    for (const index of chain.actors.oracles.keys()) {
      onStep(`start oracle ${index + 1}`)
      const oracle = await startOracleService(chain, {
        root,
        gatewayUrl: gateway.url,
        operator: index,
        settings: {
          SALUS_ORACLE_READINGS: [gateway.url, manufacturerGateway.url].join(),
          SALUS_ORACLE_PLANNING: pharmacyGateway.url,
          SALUS_ORACLE_ORIGINS: origins,
        },
        onLog,
      })
      oracles.push(oracle)
      closers.push(() => oracle.stop())
    }
    const { rpcUrl, deployment, deploymentPath, actors } = chain
    onStep('build and serve the portal')
    const portal = await startPortalService({
      folder: await buildPortal(ROOT),
      host: LOCALHOST,
      port: portalPort,
      settings: portalSettings({
        rpcUrl,
        deployment,
        actors,
        gatewayUrl: gateway.url,
        manufacturerGatewayUrl: manufacturerGateway.url,
        pharmacyGatewayUrl: pharmacyGateway.url,
        oracleUrls: oracles.map(({ url }) => url),
        models: shipped.map(({ version, card }) => ({ version, title: card.title })),
      }),
    })
    closers.push(() => portal.stop())
    const gateways = { gateway, manufacturerGateway, pharmacyGateway }
    return { rpcUrl, ...gateways, oracles, portal, deployment, deploymentPath, actors, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
