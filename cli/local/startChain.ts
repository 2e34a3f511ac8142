import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import { deploySalus } from '../../ignition/deploySalus.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { connectProvider } from '../../sdk/chain/provider.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import type { ModelDescriptor } from '../../sdk/inference/modelVersion.ts'
import { type Actors, localActors } from './actors.ts'
import { loadHardhat } from './hardhat.ts'
import { settle } from './settle.ts'

export const LOCALHOST = '127.0.0.1'
const JOURNALS = new URL('../../ignition/deployments/', import.meta.url)

export interface ChainOptions {
  /** 0 for any free port. */
  readonly port: number
  /** Folder of `<chainId>.json` files. */
  readonly deployments: string
  readonly models: readonly ModelDescriptor[]
  readonly onStep?: (what: string) => void
}

export interface LocalChain {
  readonly rpcUrl: string
  readonly port: number
  readonly deployment: Deployment
  readonly deploymentPath: string
  readonly provider: JsonRpcProvider
  readonly actors: Actors
  close(): Promise<void>
}

/** A chain in this process, served over HTTP, with the contracts deployed and everyone accredited. */
export async function startChain({
  port,
  deployments,
  models,
  onStep = () => undefined,
}: ChainOptions): Promise<LocalChain> {
  onStep('compile the contracts and start the chain')
  if (port !== 0) await requireFree(port)
  const hardhat = await loadHardhat()
  const server = await hardhat.network.createServer('default', LOCALHOST, port)
  const listening = await server.listen()
  const rpcUrl = `http://${listening.address}:${listening.port}`
  try {
    onStep('deploy the contracts through Ignition')
    // Of its own by its port, so that several chains can start at once. The chain is new: what Ignition remembers of an
    // earlier one is not on it, and nobody will resume this one.
    const deploymentId = `local-${listening.port}`
    const journal = new URL(deploymentId, JOURNALS)
    await rm(journal, { recursive: true, force: true })
    const connection = await hardhat.network.create({
      network: 'localhost',
      override: { url: rpcUrl, accounts: 'remote' },
    })
    const deployment = await deploySalus(connection, { deploymentId })
    await connection.close()
    await rm(journal, { recursive: true, force: true })
    await mkdir(deployments, { recursive: true })
    const deploymentPath = join(deployments, `${deployment.chainId}.json`)
    await writeFile(deploymentPath, `${JSON.stringify(deployment, null, 2)}\n`)

    onStep('accredit everyone, approve the models, announce the committee')
    const actors = localActors()
    const provider = await connectProvider(rpcUrl, deployment)
    for await (const { act } of settle(deployment, provider, actors, models)) onStep(act)
    return {
      rpcUrl,
      port: listening.port,
      deployment,
      deploymentPath,
      provider,
      actors,
      async close() {
        provider.destroy()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Hardhat's server ends the process where its port is taken, so that is found out before. */
async function requireFree(port: number): Promise<void> {
  const probe = createServer()
  try {
    await once(probe.listen(port, LOCALHOST), 'listening')
  } catch (cause) {
    throw new UnavailableError(
      'SERVICE_FAILED',
      `The chain cannot listen on port ${port}: something else does. Stop it, or give another --port.`,
      { cause },
    )
  }
  await new Promise((resolve) => probe.close(resolve))
}
