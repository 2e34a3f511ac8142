import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

export interface Task {
  /** A folder that is not there yet. */
  readonly folder: string
  readonly mebibytes: number
  readonly rounds: number
  /** The record as a whole: its own SHA-256 is checked against the manifest too. */
  readonly asRecord: boolean
}

export interface Measurement {
  /** Seconds of each round. */
  readonly write: readonly number[]
  readonly read: readonly number[]
  /** The most memory that the process ever had, in MB. */
  readonly peakMemory: number
}

/** Runs the vault in a process of its own, so that its memory is its own. */
export async function measureOurs(task: Task): Promise<Measurement> {
  const worker = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', WORKER, JSON.stringify(task)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const output = await text(worker.stdout)
  return JSON.parse(output) as Measurement
}
