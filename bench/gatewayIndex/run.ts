import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import type { IndexStore } from '../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../gateway/index/syncIndex.ts'
import { tablesHash } from '../../gateway/index/tablesHash.ts'
import { consentsOf } from '../../gateway/index/views/consents.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { connectProvider } from '../../sdk/chain/provider.ts'
import { listConsents } from '../../sdk/consent/listConsents.ts'
import { installedVersion, machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import { queryEveryEvent } from './queryEveryEvent.ts'
import { type RunningChain, startChain } from './startChain.ts'

const EVENTS = 10_000
/** Of each measurement; the median is told. */
const RUNS = 5
/** How many transactions share a block: as on a busy chain, and as on a quiet one. */
const TRANSACTIONS_PER_BLOCK = [50, 1] as const

export interface IndexRow {
  readonly task: string
  /** Milliseconds: the median of the runs, and the slowest. */
  readonly index: number
  readonly slowest: number
  readonly plain: number
  readonly plainSlowest: number
  readonly peer: string
}

/** The chain index beside plain ethers, on the same chains in the same run. */
export async function runIndexBench() {
  const rows: IndexRow[] = []
  for (const perBlock of TRANSACTIONS_PER_BLOCK) {
    const chain = await startChain(perBlock)
    const folder = await mkdtemp(join(tmpdir(), 'salus-bench-'))
    try {
      rows.push(...(await measureChain(chain, folder)))
    } finally {
      await rm(folder, { recursive: true, force: true })
      await chain.close()
    }
  }
  return {
    benchmark: 'index',
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: { hardhat: await installedVersion('hardhat'), ethers: await installedVersion('ethers') },
    events: EVENTS,
    runs: RUNS,
    notes: NOTES,
    rows,
  }
}

const NOTES = [
  'The chain is a Hardhat node in another process, asked over HTTP on loopback. How its events came to be is not timed.',
  'The index reads the logs of all contracts and the header of every block that has one, checks that they are of one chain, decodes all and writes them to a new SQLite file, synced to disk.',
  'queryFilter of ethers for each kind of event gives decoded events in memory: no block times, no order across kinds, nothing kept, nothing that tells a reorganisation.',
  "A patient's consents from the index are read from its file alone; listConsents of the sdk asks the node for the patient's events and for the state of each permit.",
] as const

async function measureChain(chain: RunningChain, folder: string): Promise<IndexRow[]> {
  const { deployment, blocks } = chain
  const where = `${grouped(EVENTS)} events in ${grouped(blocks)} blocks`
  const provider = await connectProvider(chain.rpcUrl, deployment)
  const contracts = connectContracts(deployment, provider)
  const stores: IndexStore[] = []
  try {
    const hashes = new Set<string>()
    const built = await measure(async () => {
      const store = openSqliteIndexStore(join(folder, `${stores.length}.sqlite`), deployment)
      stores.push(store)
      const { added } = await createSync(contracts, store)()
      if (added !== EVENTS) throw new Error(`The index has ${added} events, not ${EVENTS}.`)
    })
    for (const store of stores) hashes.add(await tablesHash(store))
    if (hashes.size !== 1) throw new Error('Two indexes of one chain differ.')
    const queried = await measure(async () => {
      const count = await queryEveryEvent(contracts)
      if (count !== EVENTS) throw new Error(`queryFilter found ${count} events, not ${EVENTS}.`)
    })
    const store = stores[0]
    if (!store) throw new Error('Nothing was built.')
    const patient = await somePatient(store)
    const rows: IndexRow[] = [
      { task: `build, ${where}`, ...joined(built, queried), peer: 'queryFilter for each kind of event' },
      {
        task: `consents of one patient, ${grouped(blocks)} blocks`,
        ...joined(
          await measure(async () => requireMany((await consentsOf(store, patient)).permits)),
          await measure(async () => requireMany(await listConsents(contracts, patient))),
        ),
        peer: 'listConsents from the chain',
      },
      {
        task: `look for news where there are none, ${grouped(blocks)} blocks`,
        ...(await measureLook(contracts, store, provider)),
      },
    ]
    return rows
  } finally {
    for (const store of stores) await store.close()
    provider.destroy()
  }
}

async function measureLook(contracts: Contracts, store: IndexStore, provider: JsonRpcProvider) {
  const sync = createSync(contracts, store)
  const looked = await measure(() => sync())
  const asked = await measure(() => provider.getBlockNumber())
  return { ...joined(looked, asked), peer: 'eth_blockNumber alone' }
}

async function somePatient(store: IndexStore): Promise<string> {
  const [event] = await store.eventsAfter(undefined, 1, { names: ['ConsentGranted'] })
  return String(event?.args.patient)
}

function requireMany(found: readonly unknown[]): void {
  if (found.length !== 20) throw new Error(`There are ${found.length} consents, not 20.`)
}

interface Durations {
  readonly median: number
  readonly slowest: number
}

const joined = (index: Durations, plain: Durations) => ({
  index: index.median,
  slowest: index.slowest,
  plain: plain.median,
  plainSlowest: plain.slowest,
})

async function measure(task: () => Promise<unknown>): Promise<Durations> {
  const durations: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now()
    await task()
    durations.push(performance.now() - start)
  }
  durations.sort((a, b) => a - b)
  const rounded = (value: number | undefined) => Math.round((value ?? 0) * 10) / 10
  return { median: rounded(durations[Math.floor(RUNS / 2)]), slowest: rounded(durations.at(-1)) }
}

export function renderIndexBench({ rows, notes }: Awaited<ReturnType<typeof runIndexBench>>): string {
  const table = renderTable(
    ['task', 'index ms', 'slowest', 'plain ms', 'slowest', 'plain'],
    rows.map(({ task, index, slowest, plain, plainSlowest, peer }) => [
      task,
      ...[index, slowest, plain, plainSlowest].map((value) => value.toFixed(1)),
      peer,
    ]),
  )
  return [table, '', ...notes].join('\n')
}
