/**
 * Runs the tests and says in one line how many passed and failed:
 * Solidity tests and all of `test/**\/*.test.ts`, or with `--browser` those of `test/browser`.
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Not through npx, which does not work inside npx -c.
const HARDHAT = 'node_modules/.bin/hardhat'

/**
 * Tests without a chain run in a process of their own: Hardhat's assertions, once loaded, take whole numbers only where
 * chai's own take any.
 */
const CHAINLESS = [
  'test/bench/**/*.test.ts',
  'test/oracle/{explain,forecasting,inference,models,monitoring,runtime}/**/*.test.ts',
  'test/portal/**/*.test.ts',
  'test/sdk/{charts,crypto,epcis,fhir,files,gs1,json,merkle,storage}/**/*.test.ts',
  'test/sdk/planning/*.test.ts',
  'test/sdk/planning/solve/*.test.ts',
  'test/sdk/provenance/*.test.ts',
  'test/sdk/provenance/coldChain/*.test.ts',
]

/** Of those in a browser, likewise. */
const CHAINLESS_PAGES = ['test/browser/report.browser.ts']

/** Tests that start services or commands. They wait more than they compute, so they run beside the others. */
const SERVICES = ['test/{chaos,cli,docs,e2e}/**/*.test.ts']

interface Counts {
  passed: number
  failed: number
  skipped: number
  /** Names of what failed, and why: said again at the end, where CI's reader looks first. */
  failures?: readonly Failure[]
}

interface Failure {
  readonly title: string
  readonly why: string
}

/** @param isQuiet whether what it prints is kept until it ends, because something else prints meanwhile */
const run = (command: string, args: string[], isQuiet = false): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', isQuiet ? 'pipe' : 'inherit'] })
    let output = ''
    const take = (data: Buffer) => {
      if (!isQuiet) process.stdout.write(data)
      output += data.toString()
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
    if (isQuiet) child.once('close', () => process.stdout.write(output))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })

async function runSolidity(): Promise<Counts> {
  const { code, output } = await run(HARDHAT, ['test', 'solidity'])
  const passed = Number(/(\d+) passing/.exec(output)?.[1] ?? 0)
  const failed = Number(/(\d+) failing/.exec(output)?.[1] ?? 0)
  return { passed, failed: code === 0 ? failed : Math.max(1, failed), skipped: 0 }
}

/** What `scripts/ci/reporter.cjs` leaves. */
interface Report {
  readonly passes: number
  readonly failures: number
  readonly pending: number
  readonly failed: readonly Failure[]
}

interface MochaOptions {
  readonly ignored?: readonly string[]
  readonly isQuiet?: boolean
}

async function runMocha(
  globs: readonly string[],
  { ignored = [], isQuiet = false }: MochaOptions = {},
): Promise<Counts> {
  const report = join(tmpdir(), `salus-mocha-${randomUUID()}.json`)
  const options = [
    '--disable-warning=ExperimentalWarning',
    'node_modules/mocha/bin/mocha.js',
    '--exit',
    '--reporter',
    'scripts/ci/reporter.cjs',
    '--reporter-option',
    `output=${report}`,
  ]
  const exclusions = ignored.flatMap((glob) => ['--ignore', glob])
  const { code, output } = await run(process.execPath, [...options, ...globs, ...exclusions], isQuiet)
  const text = await readFile(report, 'utf8').catch(() => undefined)
  await rm(report, { force: true })
  const stats = text ? (JSON.parse(text) as Report) : undefined
  const failed = stats?.failures ?? 0
  return {
    passed: stats?.passes ?? 0,
    failed: code === 0 && stats ? failed : Math.max(1, failed),
    skipped: stats?.pending ?? 0,
    failures: stats?.failed ?? [{ title: `the run of ${globs.join(' ')} broke off`, why: lastLines(output) }],
  }
}

const WHY_LINES = 8
const lastLines = (output: string) => output.trimEnd().split('\n').slice(-WHY_LINES).join('\n')

const isBrowser = process.argv.includes('--browser')
const results: Counts[] = []
if (isBrowser) {
  results.push(await runMocha(CHAINLESS_PAGES))
  results.push(await runMocha(['test/browser/**/*.browser.ts'], { ignored: CHAINLESS_PAGES }))
} else {
  const build = await run(HARDHAT, ['build', '--quiet'])
  if (build.code !== 0) process.exit(1)
  results.push(await runSolidity())
  const [services, rest] = await Promise.all([
    runMocha(SERVICES),
    (async () => [
      await runMocha(CHAINLESS, { isQuiet: true }),
      await runMocha(['test/**/*.test.ts'], { ignored: [...CHAINLESS, ...SERVICES], isQuiet: true }),
    ])(),
  ])
  results.push(services, ...rest)
}

for (const { title, why } of results.flatMap(({ failures }) => failures ?? [])) {
  console.log(`\nfailed: ${title}\n${why.split('\n').slice(0, WHY_LINES).join('\n')}`)
}
const total = (name: 'passed' | 'failed' | 'skipped') =>
  results.reduce((sum, counts) => sum + counts[name], 0)
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
process.exit(total('failed') === 0 ? 0 : 1)
