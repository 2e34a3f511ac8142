import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deploySalus } from '../../ignition/deploySalus.ts'
import { loadShippedModels } from '../../oracle/models/shippedModels.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { connectProvider } from '../../sdk/chain/provider.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import { type Actors, localActors } from '../local/actors.ts'
import { loadHardhat } from '../local/hardhat.ts'
import { settle } from '../local/settle.ts'
import { type Service, startService } from './service.ts'

const HOST = '127.0.0.1'
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const JOURNAL = join(ROOT, 'ignition/deployments/chain-31337')

export interface LocalNetworkOptions {
  /** Port of the chain. The four oracles take the four after it, the gateway the next. */
  readonly port: number
  /** Folder of `<chainId>.json` files. */
  readonly deployments: string
  /** Folder of the project that gateway and oracles run from. Default: this one. */
  readonly root?: string
  readonly onStep: (what: string) => void
  readonly onLog: (service: string, line: { readonly event: string }) => void
}

export interface LocalNetwork {
  readonly rpcUrl: string
  readonly gateway: Service
  readonly oracles: readonly Service[]
  readonly deployment: Deployment
  readonly deploymentPath: string
  readonly actors: Actors
  stop(): Promise<void>
}

/** Hardhat's server ends the process where its port is taken, so that is found out before. */
async function requireFree(port: number): Promise<void> {
  const probe = createServer()
  try {
    await once(probe.listen(port, HOST), 'listening')
  } catch (cause) {
    throw new UnavailableError(
      'SERVICE_FAILED',
      `The chain cannot listen on port ${port}: something else does. Stop it, or give another --port.`,
      { cause },
    )
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** A chain in this process, and gateway and oracles in processes of their own, as they would run anywhere. */
export async function startLocalNetwork(options: LocalNetworkOptions): Promise<LocalNetwork> {
  const { port, deployments, root = ROOT, onStep, onLog } = options
  const closers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    onStep('compile the contracts and start the chain')
    await requireFree(port)
    const hardhat = await loadHardhat()
    const server = await hardhat.network.createServer('default', HOST, port)
    const { address, port: actualPort } = await server.listen()
    closers.push(() => server.close())
    const rpcUrl = `http://${address}:${actualPort}`

    onStep('deploy the contracts through Ignition')
    // The chain is new: what Ignition remembers of an earlier one with this id is not on it.
    await rm(JOURNAL, { recursive: true, force: true })
    const connection = await hardhat.network.create({
      network: 'localhost',
      override: { url: rpcUrl, accounts: 'remote' },
    })
    const deployment = await deploySalus(connection)
    await connection.close()
    await mkdir(deployments, { recursive: true })
    const deploymentPath = join(deployments, `${deployment.chainId}.json`)
    await writeFile(deploymentPath, `${JSON.stringify(deployment, null, 2)}\n`)

    onStep('accredit everyone, approve the models, announce the committee')
    const actors = localActors()
    const models = await loadShippedModels(await loadRuntime('wasm'))
    const provider = await connectProvider(rpcUrl, deployment)
    const descriptors = models.map(({ descriptor }) => descriptor)
    for await (const { act } of settle(deployment, provider, actors, descriptors)) onStep(act)
    provider.destroy()

    const folder = await mkdtemp(join(tmpdir(), 'salus-up-'))
    closers.push(() => rm(folder, { recursive: true, force: true }))
    const shared = { SALUS_RPC_URL: rpcUrl, SALUS_DEPLOYMENT: deploymentPath }

    onStep('start the gateway')
    const { hospital, oracles: operators } = actors
    const gateway = await startService({
      name: 'gateway',
      main: join(root, 'gateway/main.ts'),
      onLog,
      environment: {
        ...shared,
        SALUS_GATEWAY_KEY: hospital.privateKey,
        SALUS_GATEWAY_SEED: hospital.seed,
        SALUS_GATEWAY_ORGANISATION: hospital.organisation,
        SALUS_GATEWAY_TOKEN: hospital.seed,
        SALUS_GATEWAY_DATA: folder,
        SALUS_GATEWAY_HOST: HOST,
        SALUS_GATEWAY_PORT: String(actualPort + 5),
      },
    })
    closers.push(() => gateway.stop())

    const ports = operators.map((_, index) => actualPort + 1 + index)
    const oracles: Service[] = []
    for (const [index, operator] of operators.entries()) {
      onStep(`start ${operator.name}`)
      const oracle = await startService({
        name: operator.name,
        main: join(root, 'oracle/main.ts'),
        onLog,
        environment: {
          ...shared,
          SALUS_ORACLE_KEY: operator.privateKey,
          SALUS_ORACLE_SEED: operator.seed,
          SALUS_GATEWAY_URL: gateway.url,
          SALUS_ORACLE_PEERS: ports
            .filter((_, other) => other !== index)
            .map((peer) => `http://${HOST}:${peer}`)
            .join(),
          SALUS_ORACLE_HOST: HOST,
          SALUS_ORACLE_PORT: String(ports[index]),
        },
      })
      oracles.push(oracle)
      closers.push(() => oracle.stop())
    }
    return { rpcUrl, gateway, oracles, deployment, deploymentPath, actors, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
