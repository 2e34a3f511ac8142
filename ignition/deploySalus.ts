import { readFile } from 'node:fs/promises'
import { concat, keccak256, type Provider } from 'ethers'
import type { NetworkConnection } from 'hardhat/types/network'
import type { Deployment } from '../sdk/chain/deployment.ts'
import { InvalidInputError } from '../sdk/errors/index.ts'
import { CONTRACT_NAMES } from './contractNames.ts'
import Salus from './modules/Salus.ts'

const COMPILER = 'solc 0.8.37, optimiser 1000000 runs, viaIR, evm osaka'

export interface DeployOptions {
  /** Account that accredits. Default: the deployer. */
  readonly authority?: string | undefined
  /** Seconds that new oracles, responders, signers and models wait. Default 0, for local chains. */
  readonly announcementDelay?: number | undefined
  /** Where Ignition keeps its journal, by which an interrupted deployment is resumed. None on a chain in memory. */
  readonly deploymentId?: string | undefined
  /** Blocks that Ignition waits for. Default 5; a local chain that mines on demand would never reach them, so 1 there. */
  readonly confirmations?: number | undefined
}

/** Deploys every contract through Ignition, or finishes a deployment that was interrupted. */
export async function deploySalus(
  connection: NetworkConnection,
  { authority, announcementDelay, deploymentId, confirmations }: DeployOptions = {},
): Promise<Deployment> {
  const { ethers, ignition } = connection
  const contracts = await ignition.deploy(Salus, {
    parameters: {
      Salus: {
        ...(authority !== undefined && { authority }),
        ...(announcementDelay !== undefined && { announcementDelay }),
      },
    },
    ...(deploymentId !== undefined && { deploymentId }),
    ...(confirmations !== undefined && { config: { requiredConfirmations: confirmations } }),
  })
  const addresses = await Promise.all(
    Object.entries(contracts).map(async ([name, contract]) => [name, await contract.getAddress()] as const),
  )
  const { chainId } = await ethers.provider.getNetwork()
  await requireCode(ethers.provider, addresses, Number(chainId))
  return {
    chainId: Number(chainId),
    block: await firstBlock(
      ethers.provider,
      addresses.map(([, address]) => address),
    ),
    compiler: COMPILER,
    sourceHash: await sourceHash(),
    contracts: Object.fromEntries(addresses) as Deployment['contracts'],
  }
}

/** Ignition believes its journal. Where a local chain was started anew, that tells of contracts that are gone. */
async function requireCode(
  provider: Pick<Provider, 'getCode'>,
  addresses: readonly (readonly [name: string, address: string])[],
  chainId: number,
): Promise<void> {
  for (const [name, address] of addresses) {
    if ((await provider.getCode(address)) !== '0x') continue
    throw new InvalidInputError(
      'DEPLOYMENT_INVALID',
      `There is no ${name} at ${address}, though the journal says so: chain ${chainId} was started anew. Delete ignition/deployments/chain-${chainId} and deploy again.`,
    )
  }
}

/** The block of the earliest of the contracts: Ignition sends what does not depend on one another in any order. */
async function firstBlock(
  provider: Pick<Provider, 'getBlockNumber' | 'getCode'>,
  addresses: readonly string[],
): Promise<number> {
  return Math.min(...(await Promise.all(addresses.map((address) => creationBlock(provider, address)))))
}

/** First block in which `address` has code, by bisection; 0 where the node does not keep old states. */
async function creationBlock(
  provider: Pick<Provider, 'getBlockNumber' | 'getCode'>,
  address: string,
): Promise<number> {
  let low = 0
  let high = await provider.getBlockNumber()
  try {
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((await provider.getCode(address, middle)) === '0x') low = middle + 1
      else high = middle
    }
    return low
  } catch {
    return 0
  }
}

/** keccak256 of the contracts' creation bytecode, so that a deployment names the very code it was made from. */
async function sourceHash(): Promise<string> {
  const bytecodes = await Promise.all(
    CONTRACT_NAMES.map(async (name) => {
      const path = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url)
      return JSON.parse(await readFile(path, 'utf8')).bytecode as string
    }),
  )
  return keccak256(concat(bytecodes))
}
