import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Contract, ContractFactory, concat, id, keccak256, toBeHex, Wallet, zeroPadValue } from 'ethers'
import { compilerSettings } from '../gas/measure.ts'
import type { World } from '../gas/world.ts'
import { fetchPackage } from './fetchPackage.ts'
import { CHAINLINK } from './packages.ts'

const SOURCE = 'StoredReport.sol'
const PREFIX = `${CHAINLINK.name}/`

export interface OcrGas {
  /** Oracles. */
  readonly size: number
  readonly signatures: number
  /** Gas of the report that fills an empty slot, and of the next. */
  readonly first: number
  readonly later: number
}

/** Gas of OCR2's `transmit` with 32 bytes that the consumer stores, for committees with f = ⌊(n − 1) / 3⌋. */
export async function measureOcr2(world: World, sizes: readonly number[]): Promise<OcrGas[]> {
  const artifact = await compile(await fetchPackage(CHAINLINK))
  const results: OcrGas[] = []
  for (const size of sizes) results.push(await measureSize(world, artifact, size))
  return results
}

async function measureSize(world: World, artifact: Artifact, size: number): Promise<OcrGas> {
  const { authority } = world.accounts
  const faults = Math.floor((size - 1) / 3)
  // With unique reports, as ours are: ⌊(n + f) / 2⌋ + 1.
  const quorum = Math.floor((size + faults) / 2) + 1
  const factory = new ContractFactory(artifact.abi, artifact.bytecode, authority)
  const consumer = (await factory.deploy(true)) as Contract
  await consumer.waitForDeployment()
  const keys = Array.from({ length: size }, (_, index) => new Wallet(id(`oracle key ${index}`)))
  const transmitters = world.accounts.oracles.slice(0, size)
  await world.sendTo(authority, consumer, 'setConfig', [
    keys.map((key) => key.address),
    transmitters.map((transmitter) => transmitter.address),
    faults,
    '0x',
    1,
    '0x',
  ])
  const { configDigest } = await consumer.getFunction('latestConfigDetails')()
  const transmitter = transmitters[0]
  if (!transmitter) throw new Error('A committee has at least one member.')

  const transmit = async (round: number): Promise<number> => {
    const context = [configDigest as string, zeroPadValue(toBeHex(round), 32), id('extra')]
    const report = id(`report ${round}`)
    const digest = keccak256(concat([keccak256(report), ...context]))
    const signatures = keys.slice(0, quorum).map((key) => key.signingKey.sign(digest))
    const versions = signatures.map(({ yParity }) => toBeHex(yParity, 1))
    const receipt = await world.sendTo(transmitter, consumer, 'transmit', [
      context,
      report,
      signatures.map(({ r }) => r),
      signatures.map(({ s }) => s),
      concat([...versions, new Uint8Array(32 - versions.length)]),
    ])
    return Number(receipt.gasUsed)
  }
  return { size, signatures: quorum, first: await transmit(0x0101), later: await transmit(0x0102) }
}

interface Artifact {
  readonly abi: string[]
  readonly bytecode: string
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Record<
    string,
    Record<string, { abi: string[]; evm: { bytecode: { object: string } } }>
  >
}

/** Compiles the consumer with the settings that our contracts are compiled with. */
async function compile(folder: string): Promise<Artifact> {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string }
  const { evmVersion, viaIR, optimizerRuns } = compilerSettings()
  const consumer = await readFile(new URL(`./contracts/${SOURCE}`, import.meta.url), 'utf8')
  const sources: Record<string, { content: string }> = { [SOURCE]: { content: consumer } }
  await addImports(sources, SOURCE, folder)
  const input = {
    language: 'Solidity',
    sources,
    settings: {
      evmVersion,
      viaIR,
      optimizer: { enabled: true, runs: optimizerRuns },
      outputSelection: { [SOURCE]: { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as CompilerOutput
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  const compiled = output.contracts?.[SOURCE]?.StoredReport
  if (!compiled || errors.length > 0) {
    throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  }
  return { abi: compiled.abi, bytecode: `0x${compiled.evm.bytecode.object}` }
}

const IMPORT = /import\s[^;]*?"([^"]+)";/g

async function addImports(sources: Record<string, { content: string }>, name: string, folder: string) {
  for (const [, specifier = ''] of (sources[name]?.content ?? '').matchAll(IMPORT)) {
    const target = specifier.startsWith('.') ? join(name, '..', specifier) : specifier
    if (target in sources) continue
    if (!target.startsWith(PREFIX))
      throw new Error(`${name} imports ${specifier}, which is not of the package.`)
    sources[target] = { content: await readFile(join(folder, target.slice(PREFIX.length)), 'utf8') }
    await addImports(sources, target, folder)
  }
}
