/**
 * Kills what must not lose anything, over and over, and checks what comes back.
 *
 *   npm run chaos                       everything, in four minutes or so
 *   npm run chaos -- store --rounds 50  one of them, that often, however long it takes
 */
import { parseArgs } from 'node:util'
import type { Scenario } from '../test/chaos/scenario.ts'

interface Entry {
  readonly open: () => Promise<Scenario>
  readonly rounds: number
  /** No round begins later than this, unless the rounds were named. */
  readonly seconds: number
}

const SCENARIOS: Readonly<Record<string, Entry>> = {
  store: {
    open: async () => (await import('../test/chaos/storeScenario.ts')).openStoreScenario(),
    rounds: 50,
    seconds: 100,
  },
  gateway: {
    open: async () => (await import('../test/chaos/gatewayScenario.ts')).openGatewayScenario(),
    rounds: 20,
    seconds: 65,
  },
  oracle: {
    open: async () => (await import('../test/chaos/oracleScenario.ts')).openOracleScenario(),
    rounds: 10,
    seconds: 60,
  },
}

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string' } },
  allowPositionals: true,
})
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
const unknown = positionals.filter((name) => !Object.hasOwn(SCENARIOS, name))
if (unknown.length > 0 || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
  console.error(
    `Usage: npm run chaos -- [name …] [--rounds n]\n\nNames: ${Object.keys(SCENARIOS).join(', ')}.`,
  )
  process.exit(2)
}

let done = 0
let failures = 0
for (const [name, entry] of Object.entries(SCENARIOS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const scenario = await entry.open()
  const wanted = rounds ?? entry.rounds
  const end = rounds === undefined ? performance.now() + entry.seconds * 1000 : Number.POSITIVE_INFINITY
  try {
    for (let round = 1; round <= wanted && performance.now() < end; round++) {
      done += 1
      console.log(`${name} ${round}/${wanted}: ${await scenario.round()}`)
    }
  } catch (error) {
    // What it left behind is not to be trusted, so its rounds end here.
    failures += 1
    console.error(`${name} failed in round ${done}:`, error)
  } finally {
    await scenario.close().catch((error: unknown) => console.error(`${name} did not close:`, error))
  }
}
console.log(`\n${done} rounds, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)
