import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import type { EcgMeasurement } from './worker.ts'

const run = promisify(execFile)
const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
const ROUNDS = 3
/** The oracle's issue asks for eight hours within this. */
const TARGET_SECONDS = 20

const TASKS = [
  { name: 'ecg-rhythm: whole analysis, 8 h at 360 Hz', kind: 'ours', hours: 8 },
  { name: 'ecg-rhythm: whole analysis, 1 h at 360 Hz', kind: 'ours', hours: 1 },
  { name: 'textbook Pan–Tompkins: detection only, 8 h at 360 Hz', kind: 'textbook', hours: 8 },
  { name: 'ecg-rhythm: Bundle of 1 h at 360 Hz, parsed and assessed', kind: 'bundle', hours: 1 },
] as const

const NOTES = [
  'The signal is the five minutes of MIT-BIH 208 over and over, in pieces of a second; making the pieces is counted for all. Every run is a process of its own.',
  'Peak MB is the most memory of the process. The textbook detector needs the signal in memory; ours keeps the beats and the range of each tenth of a second.',
  'Sensitivity and predictive value: made-up recordings of seven rhythms, without noise and with muscle noise and electrode motion of 12 dB, seeds of neither training nor evaluation, 150 ms window.',
  'npm was searched for a maintained package that detects QRS complexes in JavaScript; none was found, so a textbook detector stands in for what one would otherwise write.',
]

/** Speed and memory of the analysis of a long recording, beside a textbook detector in the same run. */
export async function runEcgBench() {
  const rows: {
    task: string
    medianSeconds: number
    slowestSeconds: number
    peakMemory: number
    beats: number
  }[] = []
  for (const { name, kind, hours } of TASKS) {
    const found: EcgMeasurement[] = []
    for (let round = 0; round < ROUNDS; round++) found.push(await measure(kind, hours))
    const seconds = found.map((one) => one.seconds).toSorted((one, other) => one - other)
    rows.push({
      task: name,
      medianSeconds: hundredths(seconds[ROUNDS >> 1] as number),
      slowestSeconds: hundredths(seconds.at(-1) as number),
      peakMemory: Math.round(Math.max(...found.map(({ peakMemory }) => peakMemory))),
      beats: found[0]?.beats ?? 0,
    })
  }
  const { accuracy } = await measure('accuracy', 0)
  return {
    measuredAt: new Date().toISOString().slice(0, 10),
    machine: machine(),
    targetSeconds: TARGET_SECONDS,
    notes: NOTES,
    rows,
    accuracy: accuracy ?? [],
  }
}

async function measure(kind: string, hours: number): Promise<EcgMeasurement> {
  const { stdout } = await run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    worker,
    JSON.stringify({ kind, hours }),
  ])
  return JSON.parse(stdout) as EcgMeasurement
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

export function renderEcgBench({
  rows,
  accuracy,
  notes,
  targetSeconds,
}: Awaited<ReturnType<typeof runEcgBench>>): string {
  const speed = renderTable(
    ['task', 'seconds', 'slowest', 'peak MB', 'beats'],
    rows.map((row) => [
      row.task,
      row.medianSeconds.toFixed(2),
      row.slowestSeconds.toFixed(2),
      grouped(row.peakMemory),
      grouped(row.beats),
    ]),
  )
  const quality = renderTable(
    ['detector', 'noise', 'sensitivity %', 'predictive value %'],
    accuracy.map((row) => [
      row.detector,
      row.noise,
      (100 * row.sensitivity).toFixed(2),
      (100 * row.predictiveValue).toFixed(2),
    ]),
  )
  return [speed, '', `Target: 8 hours within ${targetSeconds} s.`, '', quality, '', ...notes].join('\n')
}
