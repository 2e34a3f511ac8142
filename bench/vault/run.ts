import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installedVersion, machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import { type Measurement, measureOurs, type Task } from './measureOurs.ts'
import {
  megabytes,
  nodeGcm,
  nodeSha256,
  opensslSpeed,
  opensslVersion,
  plainBlocks,
  plainWrite,
} from './yardsticks.ts'

const SIZE = 256
const ROUNDS = 5

interface Row {
  readonly task: string
  /** MB/s (10⁶ bytes a second): the median of the rounds, the slowest and the fastest. */
  readonly median: number | null
  readonly slowest: number | null
  readonly fastest: number | null
  /** The most memory of the process, in MB. */
  readonly peakMemory?: number
}

const NOTES = [
  `MB/s, 10⁶ bytes a second, over ${SIZE} MiB, ${ROUNDS} rounds. Rounds of all rows but the last two follow one another, so that a load on`,
  'the machine falls on all. The vault keeps a SHA-256 of every block, so it cannot be faster than that on all cores.',
]

/** The vault beside what it is made of: openssl, node:crypto and plain files. */
export async function runVaultBench() {
  const folder = await mkdtemp(join(tmpdir(), 'salus-bench-vault-'))
  let folders = 0
  const fresh = () => join(folder, String(folders++))
  const task = (mebibytes: number, rounds: number, asRecord: boolean): Task => ({
    folder: fresh(),
    mebibytes,
    rounds,
    asRecord,
  })
  try {
    const speeds = new Map<string, number[]>()
    const note = (name: string, speed: number | undefined) => {
      if (speed !== undefined) speeds.set(name, [...(speeds.get(name) ?? []), speed])
    }
    const noteOurs = (suffix: string, { write, read }: Measurement) => {
      for (const seconds of write) note(`vault: encrypt + add${suffix}`, megabytes(SIZE) / seconds)
      for (const seconds of read) note(`vault: cat + verify + decrypt${suffix}`, megabytes(SIZE) / seconds)
    }
    for (let round = 0; round < ROUNDS; round++) {
      note('openssl speed aes-256-gcm, 1 MiB', await opensslSpeed('aes-256-gcm'))
      note('openssl speed sha256, 1 MiB', await opensslSpeed('sha256'))
      note('node:crypto AES-256-GCM, 1 MiB', nodeGcm(SIZE))
      note('node:crypto SHA-256, 1 MiB', nodeSha256(SIZE))
      note('one file, write + fsync', await plainWrite(fresh(), SIZE))
      note('files of 1 MiB, write + fdatasync + rename', await plainBlocks(fresh(), SIZE))
      // The first round of a process warms it up and is not counted.
      noteOurs('', warm(await measureOurs(task(SIZE, 2, false))))
      noteOurs(', as a record with its own SHA-256', warm(await measureOurs(task(SIZE, 2, true))))
      // After the round: ext4 looks for inodes deleted in the last seconds whenever a file is made.
      await empty(folder)
    }
    const rows: Row[] = [...speeds].map(([name, found]) => ({ task: name, ...spread(found) }))
    for (const gibibytes of [1, 2])
      rows.push(...large(gibibytes, await measureOurs(task(gibibytes * 1024, 1, true))))
    return {
      measuredAt: new Date().toISOString().slice(0, 10),
      machine: machine(),
      versions: {
        openssl: await opensslVersion(),
        'openssl in node': process.versions.openssl,
        'ipfs-unixfs-importer': await installedVersion('ipfs-unixfs-importer'),
        'ipfs-unixfs-exporter': await installedVersion('ipfs-unixfs-exporter'),
      },
      notes: NOTES,
      rows,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
}

const warm = ({ write, read, peakMemory }: Measurement): Measurement => ({
  write: write.slice(1),
  read: read.slice(1),
  peakMemory,
})

const large = (gibibytes: number, { write, read, peakMemory }: Measurement): Row[] =>
  (
    [
      ['stored', write],
      ['read', read],
    ] as const
  ).map(([what, seconds]) => ({
    task: `vault: a record of ${gibibytes} GiB ${what}, in one process`,
    ...spread(seconds.map((value) => megabytes(gibibytes * 1024) / value)),
    peakMemory: Math.round(peakMemory),
  }))

function spread(speeds: readonly number[]): Pick<Row, 'median' | 'slowest' | 'fastest'> {
  const sorted = speeds.map(Math.round).toSorted((left, right) => left - right)
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? null,
    slowest: sorted[0] ?? null,
    fastest: sorted.at(-1) ?? null,
  }
}

export function renderVaultBench({ rows, notes }: Awaited<ReturnType<typeof runVaultBench>>): string {
  const shown = (value: number | null | undefined) => (value == null ? '' : grouped(value))
  const table = renderTable(
    ['task', 'MB/s', 'slowest', 'fastest', 'peak MB'],
    rows.map(({ task, median, slowest, fastest, peakMemory }) => [
      task,
      shown(median),
      shown(slowest),
      shown(fastest),
      shown(peakMemory),
    ]),
  )
  return [table, '', ...notes].join('\n')
}
