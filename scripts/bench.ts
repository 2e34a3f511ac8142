/**
 * Runs benchmarks, prints their tables and writes `bench/results/<name>.json` for each.
 *
 *   npm run bench -- vault gateway
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { Wallet } from 'ethers'

interface Benchmark {
  readonly result: object
  readonly table: string
}

async function gasPeers(): Promise<Benchmark> {
  const { default: hardhat } = await import('hardhat')
  const { renderGasPeers, runGasPeers } = await import('../bench/gasPeers/run.ts')
  await hardhat.tasks.getTask('build').run({ quiet: true })
  const result = await runGasPeers()
  return { result, table: renderGasPeers(result) }
}

async function vault(): Promise<Benchmark> {
  const { renderVaultBench, runVaultBench } = await import('../bench/vault/run.ts')
  const result = await runVaultBench()
  return { result, table: renderVaultBench(result) }
}

async function gateway(): Promise<Benchmark> {
  const { renderGatewayBench, runGatewayBench } = await import('../bench/gateway/run.ts')
  const result = await runGatewayBench()
  return { result, table: renderGatewayBench(result) }
}

async function index(): Promise<Benchmark> {
  const { renderIndexBench, runIndexBench } = await import('../bench/gatewayIndex/run.ts')
  const result = await runIndexBench()
  return { result, table: renderIndexBench(result) }
}

async function fhir(): Promise<Benchmark> {
  const { renderFhir, runFhir } = await import('../bench/fhir/run.ts')
  const result = await runFhir()
  return { result, table: renderFhir(result) }
}

async function epcis(): Promise<Benchmark> {
  const { renderEpcis, runEpcis } = await import('../bench/epcis/run.ts')
  const result = await runEpcis()
  return { result, table: renderEpcis(result) }
}

async function coldChain(): Promise<Benchmark> {
  const { renderColdChain, runColdChain } = await import('../bench/coldChain/run.ts')
  const result = await runColdChain()
  return { result, table: renderColdChain(result) }
}

async function oracle(): Promise<Benchmark> {
  const { renderOracleBench, runOracleBench } = await import('../bench/oracle/run.ts')
  const result = await runOracleBench()
  return { result, table: renderOracleBench(result) }
}

async function ecg(): Promise<Benchmark> {
  const { renderEcgBench, runEcgBench } = await import('../bench/ecg/run.ts')
  const result = await runEcgBench()
  return { result, table: renderEcgBench(result) }
}

async function models(): Promise<Benchmark> {
  const { renderModelsBench, runModelsBench } = await import('../bench/models/run.ts')
  const result = await runModelsBench()
  return { result, table: renderModelsBench(result) }
}

async function provenance(): Promise<Benchmark> {
  const { renderProvenanceBench, runProvenanceBench } = await import('../bench/provenance/run.ts')
  const result = await runProvenanceBench()
  return { result, table: renderProvenanceBench(result) }
}

async function forecasting(): Promise<Benchmark> {
  const { renderForecasting, runForecasting } = await import('../bench/forecasting/run.ts')
  const result = await runForecasting()
  return { result, table: renderForecasting(result) }
}

async function planning(): Promise<Benchmark> {
  const { renderPlanning, runPlanning } = await import('../bench/planning/run.ts')
  const result = await runPlanning()
  return { result, table: renderPlanning(result) }
}

async function portal(): Promise<Benchmark> {
  const { launchChromium } = await import('./chromium.ts')
  const { TestWallet } = await import('../test/browser/wallet.ts')
  const { renderPortalBench, runPortalBench } = await import('../bench/portal/run.ts')
  const browser = await launchChromium()
  if (!browser) throw new Error('There is no Chromium: install it, or set CHROMIUM_PATH.')
  try {
    const result = await runPortalBench({
      browser,
      async injectWallet(context, { rpcUrl, privateKey }) {
        const keys = [new Wallet(privateKey)]
        const wallet = await TestWallet.inject(context, { rpcUrl, keys, chainId: 31_337 })
        return () => wallet.close()
      },
    })
    return { result, table: renderPortalBench(result) }
  } finally {
    await browser.close()
  }
}

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'gas-peers': gasPeers,
  vault,
  gateway,
  index,
  fhir,
  oracle,
  ecg,
  models,
  epcis,
  provenance,
  'cold-chain': coldChain,
  forecasting,
  planning,
  portal,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name))
if (names.length === 0 || unknown.length > 0) {
  const wrong = unknown.map((name) => `There is no benchmark '${name}'. `).join('')
  console.error(`Usage: npm run bench -- <name> …\n\n${wrong}Names: ${Object.keys(BENCHMARKS).join(', ')}.`)
  process.exit(2)
}
await mkdir('bench/results', { recursive: true })
for (const name of names) {
  const benchmark = await BENCHMARKS[name]?.()
  if (benchmark === undefined) continue
  const path = `bench/results/${name}.json`
  await writeFile(path, `${JSON.stringify(benchmark.result, null, 2)}\n`)
  console.log(`${benchmark.table}\n\nWrote ${path}.\n`)
}
