import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { CONTRACT_NAMES, type ContractName } from '../../ignition/contractNames.ts'
import type { World } from './world.ts'

/** Gas by scenario; a scenario's name starts with its function's. */
export type Figures = Record<string, number>

/**
 * @param transactions gas used by a whole transaction: its own 21,000, its calldata, the code, less refunds
 * @param calls gas used by the code of a function that changes nothing, as another contract or a node would call it
 */
export interface ContractFigures {
  readonly transactions: Figures
  readonly calls: Figures
}

export interface Recorder {
  /** Sends a transaction and records its gas as `method`, or `method, variant`. */
  transaction(
    sender: HardhatEthersSigner,
    contract: ContractName,
    method: string,
    args: readonly unknown[],
    variant?: string,
  ): Promise<void>
  /** Calls a function that changes nothing, from a transaction, and records the gas of its code. */
  call(contract: ContractName, method: string, args: readonly unknown[], variant?: string): Promise<void>
  readonly figures: Readonly<Record<ContractName, ContractFigures>>
}

export function createRecorder(world: World): Recorder {
  const figures = Object.fromEntries(
    CONTRACT_NAMES.map((name) => [name, { transactions: {}, calls: {} }]),
  ) as Record<ContractName, ContractFigures>

  const note = (target: Figures, method: string, variant: string | undefined, gas: bigint): void => {
    const scenario = variant === undefined ? method : `${method}, ${variant}`
    if (scenario in target) throw new Error(`Two scenarios are called '${scenario}'.`)
    target[scenario] = Number(gas)
  }

  return {
    figures,
    async transaction(sender, contract, method, args, variant) {
      const receipt = await world.send(sender, contract, method, args)
      note(figures[contract].transactions, method, variant, receipt.gasUsed)
    },
    async call(contract, method, args, variant) {
      const gas = await world.undone(async () =>
        world.executionGas(await world.send(world.accounts.relayer, contract, method, args)),
      )
      note(figures[contract].calls, method, variant, gas)
    },
  }
}
