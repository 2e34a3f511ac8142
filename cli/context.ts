import { join } from 'node:path'
import { JsonRpcProvider, Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../sdk/chain/contracts.ts'
import type { Deployment } from '../sdk/chain/deployment.ts'
import { readDeployment } from '../sdk/chain/node/readDeployment.ts'
import { connectProvider } from '../sdk/chain/provider.ts'
import { read } from '../sdk/chain/send.ts'
import { InvalidInputError } from '../sdk/errors/index.ts'
import { type GatewayClient, gatewayClient } from '../sdk/gateway/client.ts'

/** Options that every command which touches a chain takes. */
export interface ChainOptions {
  readonly rpc: string
  /** Folder of `<chainId>.json` files. */
  readonly deployments: string
}

/** A connection that must be closed. */
export interface ChainContext {
  readonly deployment: Deployment
  readonly provider: JsonRpcProvider
  /** Connected to nobody: to read. */
  readonly contracts: Contracts
  close(): void
}

/** Connects to a node and finds the deployment on its chain. */
export async function openChain({ rpc, deployments }: ChainOptions): Promise<ChainContext> {
  const probe = new JsonRpcProvider(rpc, undefined, { cacheTimeout: -1, staticNetwork: true })
  const chainId = Number(await read(probe.send('eth_chainId', []).finally(() => probe.destroy())))
  const deployment = await readDeployment(join(deployments, `${chainId}.json`))
  const provider = await connectProvider(rpc, deployment)
  return {
    deployment,
    provider,
    contracts: connectContracts(deployment, provider),
    close: () => provider.destroy(),
  }
}

/** The account of whoever runs the command. The key comes from the environment alone: a flag would stay in histories. */
export function accountOf({ provider }: ChainContext, environment = process.env): Wallet {
  const key = environment.SALUS_KEY
  if (!key) {
    throw new InvalidInputError(
      'CONFIG_INVALID',
      'Set SALUS_KEY, in the environment or in .env, to the private key of your account.',
    )
  }
  try {
    return new Wallet(key, provider)
  } catch {
    throw new InvalidInputError(
      'KEY_INVALID',
      'SALUS_KEY is not a private key: 0x and 64 hexadecimal digits.',
    )
  }
}

/** The gateway, as staff where SALUS_GATEWAY_TOKEN is set. */
export const openGateway = (url: string, environment = process.env): GatewayClient =>
  gatewayClient({ url, staffToken: environment.SALUS_GATEWAY_TOKEN })

/** The gateway, as its staff. @throws InvalidInputError CONFIG_INVALID where SALUS_GATEWAY_TOKEN is not set */
export function openStaffGateway(url: string, environment = process.env): GatewayClient {
  if (environment.SALUS_GATEWAY_TOKEN) return openGateway(url, environment)
  throw new InvalidInputError(
    'CONFIG_INVALID',
    "Set SALUS_GATEWAY_TOKEN to the token of the gateway's staff.",
  )
}
