import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { recipeOf } from '../oracle/models/catalogue.ts'
import { modelsFolder } from '../oracle/models/modelFolder.ts'
import type { ModelFiles } from '../oracle/models/recipe.ts'
import { trainColdChainNetwork } from '../oracle/monitoring/trainColdChainNetwork.ts'
import { loadRuntime } from '../oracle/runtime/tensorflow.ts'
import { SalusError } from '../sdk/errors/index.ts'

const usage = `Usage: npm run train -- <model> [--check]

Trains a model from data/ and writes models/<model>/, or the network of cold-chain logs, \`cold-chain-anomaly\`, which is one
file and no model of a patient. With --check nothing is written: the files are trained anew and
compared with the shipped ones, byte by byte.`

const NETWORK = 'cold-chain-anomaly'

/** Rewrites one line on a terminal; prints each stage once elsewhere. */
function drawProgress(stage: string, done: number, total: number): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${stage} ${done}/${total}${done === total ? '\n' : ''}`)
  } else if (done === total) {
    process.stderr.write(`${stage} ${done}/${total}\n`)
  }
}

async function writeModel(folder: string, files: ModelFiles): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes)
}

/** Names of the files that differ from the shipped ones. */
async function differences(folder: string, files: ModelFiles): Promise<string[]> {
  const different: string[] = []
  for (const [name, bytes] of files) {
    const shipped = await readFile(join(folder, name)).catch(() => null)
    if (!shipped || Buffer.compare(shipped, bytes) !== 0) different.push(name)
  }
  return different
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' } },
  })
  const [name] = positionals
  if (!name || positionals.length > 1) {
    console.error(usage)
    return 2
  }
  const isNetwork = name === NETWORK
  const files = isNetwork
    ? await trainColdChainNetwork(await loadRuntime())
    : await recipeOf(name).train(await loadRuntime(), drawProgress)
  const folder = isNetwork ? modelsFolder : join(modelsFolder, name)
  if (!values.check) {
    await writeModel(folder, files)
    console.log(`models/${name}: ${[...files.keys()].join(', ')} written`)
    return 0
  }
  const different = await differences(folder, files)
  console.log(
    different.length === 0
      ? `models/${name}: retrained, every file is the same to the bit`
      : `models/${name}: differs in ${different.join(', ')}`,
  )
  return different.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SalusError) && (error as { code?: string }).code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    throw error
  console.error((error as Error).message)
  process.exitCode = 2
}
