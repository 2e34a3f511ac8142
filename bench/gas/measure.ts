import type { FunctionFragment } from 'ethers'
import hardhat from 'hardhat'
import { CONTRACT_NAMES, type ContractName } from '../../ignition/contractNames.ts'
import { type ContractFigures, createRecorder, type Recorder } from './recorder.ts'
import { accreditation } from './scenarios/accreditation.ts'
import { coldChain } from './scenarios/coldChain.ts'
import { committee } from './scenarios/committee.ts'
import { consent } from './scenarios/consent.ts'
import { disclosures } from './scenarios/disclosures.ts'
import { emergency } from './scenarios/emergency.ts'
import { guardianship } from './scenarios/guardianship.ts'
import { inference } from './scenarios/inference.ts'
import { investigations } from './scenarios/investigations.ts'
import { models } from './scenarios/models.ts'
import { monitoring } from './scenarios/monitoring.ts'
import { provenance } from './scenarios/provenance.ts'
import { records } from './scenarios/records.ts'
import { replenishment } from './scenarios/replenishment.ts'
import { prepareWorld, type World } from './world.ts'

export interface GasReport {
  readonly settings: {
    readonly solc: string
    readonly evmVersion: string
    readonly viaIR: boolean
    readonly optimizerRuns: number
    readonly hardfork: string
  }
  readonly contracts: Readonly<Record<ContractName, ContractFigures>>
}

const SCENARIOS = [
  accreditation,
  consent,
  guardianship,
  emergency,
  records,
  disclosures,
  models,
  committee,
  inference,
  monitoring,
  provenance,
  investigations,
  coldChain,
  replenishment,
]

/** Functions that nobody can call by themselves with success, and where their gas is part of a figure. */
const NOT_BY_THEMSELVES = new Set([
  // Only from Guardianship.completeRecovery.
  'ConsentRegistry.moveController',
  // Only from ColdChain and Investigations.
  'DrugProvenance.putHold',
  'DrugProvenance.liftHold',
  // Always reverts.
  'AccreditationRegistry.renounceOwnership',
])

/**
 * Runs every scenario on a fresh chain. Two runs of the same code give the same figures.
 *
 * @throws Error where a public function of a contract has no scenario
 */
export async function measureGas(): Promise<GasReport> {
  const settings = compilerSettings()
  const world = await prepareWorld()
  try {
    const recorder = createRecorder(world)
    for (const scenario of SCENARIOS) await world.undone(() => scenario(world, recorder))
    await measureGetters(world, recorder)
    requireEveryFunction(world, recorder)
    return { settings, contracts: recorder.figures }
  } finally {
    await world.close()
  }
}

/** Functions without arguments that change nothing need no scenario of their own. */
async function measureGetters(world: World, recorder: Recorder): Promise<void> {
  for (const name of CONTRACT_NAMES) {
    const measured = namesIn(recorder.figures[name])
    for (const fragment of functionsOf(world, name)) {
      const isGetter = isView(fragment) && fragment.inputs.length === 0
      if (!isGetter || measured.has(fragment.name) || isExcepted(name, fragment)) continue
      await recorder.call(name, fragment.name, [])
    }
  }
}

function requireEveryFunction(world: World, recorder: Recorder): void {
  const missing = CONTRACT_NAMES.flatMap((name) => {
    const measured = namesIn(recorder.figures[name])
    return functionsOf(world, name)
      .filter((fragment) => !measured.has(fragment.name) && !isExcepted(name, fragment))
      .map((fragment) => `${name}.${fragment.name}`)
  })
  if (missing.length > 0) throw new Error(`No gas scenario calls ${missing.join(', ')}: add one.`)
}

const functionsOf = (world: World, name: ContractName): FunctionFragment[] =>
  world.contracts[name].interface.fragments.filter(
    (fragment): fragment is FunctionFragment => fragment.type === 'function',
  )

const isView = (fragment: FunctionFragment): boolean =>
  fragment.stateMutability === 'view' || fragment.stateMutability === 'pure'

const isExcepted = (name: ContractName, fragment: FunctionFragment): boolean =>
  NOT_BY_THEMSELVES.has(`${name}.${fragment.name}`)

/** Names of the functions that have a scenario. */
const namesIn = ({ transactions, calls }: ContractFigures): Set<string | undefined> =>
  new Set([...Object.keys(transactions), ...Object.keys(calls)].map((scenario) => scenario.split(',')[0]))

export function compilerSettings(): GasReport['settings'] {
  const compiler = hardhat.config.solidity.profiles.default?.compilers[0]
  const network = hardhat.config.networks.default
  if (!compiler || network?.type !== 'edr-simulated') {
    throw new Error('hardhat.config.ts has no compiler, or no simulated network of the name default.')
  }
  const { evmVersion, viaIR, optimizer } = compiler.settings
  return {
    solc: compiler.version,
    evmVersion,
    viaIR: viaIR === true,
    optimizerRuns: optimizer.runs,
    hardfork: network.hardfork,
  }
}
