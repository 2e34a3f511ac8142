import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { validateBundle } from '../../sdk/fhir/validateBundle.ts'
import { machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'

interface Timed {
  readonly bundle: string
  readonly bytes: number
  readonly entries: number
  /** Milliseconds of validateBundle: the first call of the process counts for the first Bundle. */
  readonly first: number
  readonly median: number
  readonly slowest: number
  /** Milliseconds of decoding and JSON.parse alone, which any reader needs. */
  readonly parseMedian: number
}

const WARM_UP = 20
const ROUNDS = 50
const FIXTURE = 'test/fixtures/fhir/record.json'

/** Validation of the project's own fixture, grown to half a megabyte, and of the Synthea bundles where they are. */
export async function runFhir() {
  const bundles: [name: string, bytes: Uint8Array][] = [
    ['fixture ×21', grow(await readFile(FIXTURE, 'utf8'), 21)],
  ]
  const folder = join(process.env.SALUS_DATA || '../shared/data', 'fhir-synthea')
  for (const file of await readdir(folder).catch(() => [])) {
    if (file.endsWith('.json')) bundles.push([file.split('_')[1] ?? file, await readFile(join(folder, file))])
  }
  return { machine: machine(), rounds: ROUNDS, bundles: bundles.map(([name, bytes]) => time(name, bytes)) }
}

export function renderFhir({ bundles }: Awaited<ReturnType<typeof runFhir>>): string {
  return renderTable(
    ['bundle', 'bytes', 'entries', 'first ms', 'median ms', 'slowest ms', 'JSON.parse ms'],
    bundles.map(({ bundle, bytes, entries, first, median, slowest, parseMedian }) => [
      bundle,
      grouped(bytes),
      grouped(entries),
      ...[first, median, slowest, parseMedian].map((milliseconds) => milliseconds.toFixed(1)),
    ]),
  )
}

function time(bundle: string, bytes: Uint8Array): Timed {
  const first = milliseconds(() => validateBundle(bytes))
  const validated = rounds(() => validateBundle(bytes))
  const parsed = rounds(() => JSON.parse(new TextDecoder().decode(bytes)))
  return {
    bundle,
    bytes: bytes.length,
    entries: validateBundle(bytes).entry.length,
    first,
    median: validated[ROUNDS / 2] ?? Number.NaN,
    slowest: validated.at(-1) ?? Number.NaN,
    parseMedian: parsed[ROUNDS / 2] ?? Number.NaN,
  }
}

/** Warm times, the fastest first. */
function rounds(action: () => unknown): number[] {
  for (let round = 0; round < WARM_UP; round++) action()
  return Array.from({ length: ROUNDS }, () => milliseconds(action)).sort((one, other) => one - other)
}

function milliseconds(action: () => unknown): number {
  const start = performance.now()
  action()
  return performance.now() - start
}

/** The same entries many times over, each time from a server of another name. */
function grow(text: string, times: number): Uint8Array {
  const bundle = JSON.parse(text) as { entry: unknown[] }
  const entries = JSON.stringify(bundle.entry)
  bundle.entry = Array.from({ length: times }, (_, copy) =>
    JSON.parse(
      entries.replaceAll('https://hospital.example/fhir/', `https://hospital-${copy}.example/fhir/`),
    ),
  ).flat()
  return new TextEncoder().encode(JSON.stringify(bundle, null, 2))
}
