import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { type Contract, type ContractTransactionReceipt, dataSlice, getAddress, id } from 'ethers'
import hardhat from 'hardhat'
import type { NetworkConnection } from 'hardhat/types/network'
import { CONTRACT_NAMES, type ContractName } from '../../ignition/contractNames.ts'
import { deploySalus } from '../../ignition/deploySalus.ts'
import { type SteadyClock, steadyClock } from './steadyClock.ts'

/** The first second of the chain: far enough ahead for every node to take it. */
const START = Date.UTC(2030, 0, 1) / 1000

/** Signers' accounts, of the node's own fixed keys. */
const ACCOUNTS = 64

/** Gas limit of every transaction, below the cap of EIP-7825. Given, so that nothing is estimated. */
const GAS_LIMIT = 16_000_000n

export interface GasChain {
  readonly connection: NetworkConnection
  readonly chainId: number
  readonly clock: SteadyClock
  readonly contracts: Readonly<Record<ContractName, Contract>>
  /** Address of the ERC-1056 registry that Salus deploys. */
  readonly didRegistry: string
  readonly signers: readonly HardhatEthersSigner[]
  /** Sends a transaction and waits for it. @throws where it reverts */
  send(
    sender: HardhatEthersSigner,
    contract: Contract,
    method: string,
    args: readonly unknown[],
  ): Promise<ContractTransactionReceipt>
  /** Gas that the code used, without the transaction's own cost and its calldata's. */
  executionGas(receipt: ContractTransactionReceipt): Promise<bigint>
  /** Runs `action` and takes back everything it did to the chain. */
  undone<Result>(action: () => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** A chain of one process with everything of Salus deployed by Ignition, on which every run gives the same figures. */
export async function openGasChain(): Promise<GasChain> {
  const connection = await hardhat.network.create({
    network: 'default',
    override: { initialDate: new Date((START - 60) * 1000), accounts: { count: ACCOUNTS } },
  })
  const { ethers, provider } = connection
  const clock = steadyClock(provider, START)
  const deployment = await deploySalus(connection)
  const contracts = {} as Record<ContractName, Contract>
  for (const name of CONTRACT_NAMES) {
    const key = (name[0]?.toLowerCase() + name.slice(1)) as keyof typeof deployment.contracts
    contracts[name] = await ethers.getContractAt(name, deployment.contracts[key])
  }

  return {
    connection,
    chainId: deployment.chainId,
    clock,
    contracts,
    didRegistry: deployment.contracts.didRegistry,
    signers: await ethers.getSigners(),
    async send(sender, contract, method, args) {
      const call = (contract.connect(sender) as Contract).getFunction(method)
      const receipt = await (await call.send(...args, { gasLimit: GAS_LIMIT })).wait()
      if (receipt === null) throw new Error(`There is no receipt of ${method}.`)
      return receipt
    },
    async executionGas(receipt) {
      const { structLogs } = (await provider.request({
        method: 'debug_traceTransaction',
        params: [receipt.hash, { disableStack: true, disableMemory: true, disableStorage: true }],
      })) as { structLogs: readonly Step[] }
      const [first, last] = [structLogs.at(0), structLogs.at(-1)]
      if (!first || !last) throw new Error(`There is no trace of ${receipt.hash}.`)
      return BigInt(first.gas) - BigInt(last.gas) + BigInt(last.gasCost)
    },
    async undone(action) {
      const snapshot = await provider.request({ method: 'evm_snapshot' })
      try {
        return await action()
      } finally {
        await provider.request({ method: 'evm_revert', params: [snapshot] })
      }
    },
    close: () => connection.close(),
  }
}

interface Step {
  readonly gas: number | string
  readonly gasCost: number | string
}

/** The address of an organisation with this name: nobody's account. */
export const organisation = (name: string): string => getAddress(dataSlice(id(name), 0, 20))
