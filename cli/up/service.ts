import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { UnavailableError } from '../../sdk/errors/index.ts'

export interface Service {
  readonly name: string
  readonly url: string
  /** Id of its process. */
  readonly pid: number
  /** Resolves when the process has ended, asked or not. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

/** Line of a service's log, as `runService` writes it. */
interface LogLine {
  readonly event: string
  readonly [name: string]: unknown
}

export interface ServiceOptions {
  readonly name: string
  /** Path of the room's `main.ts`. */
  readonly main: string
  readonly environment: Readonly<Record<string, string>>
  readonly onLog: (name: string, line: LogLine) => void
}

/** Milliseconds that a service has to stop by itself. */
const GRACE = 5_000

/** Starts a room in a process of its own, and waits until it listens. @throws UnavailableError SERVICE_FAILED */
export async function startService({ name, main, environment, onLog }: ServiceOptions): Promise<Service> {
  const child = fork(main, {
    env: { PATH: process.env.PATH, ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Ctrl-C reaches the whole group of processes; the parent alone decides when its services stop.
    detached: true,
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout ?? process.stdin }).on('line', (text) => {
      const line = parseLine(text)
      if (!line) return
      onLog(name, line)
      if (line.event === 'listening') resolve(String(line.url))
      if (line.event === 'failed') reject(failed(name, String(line.message)))
    })
    // Not at its exit: what it said of why may still be on the way.
    child.once('close', (code) => reject(failed(name, `it exited with code ${code}`)))
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return { name, url, pid: child.pid ?? 0, ended, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE)
  await exited
  clearTimeout(timer)
}

function parseLine(text: string): LogLine | undefined {
  try {
    return JSON.parse(text) as LogLine
  } catch {
    return undefined
  }
}

const failed = (name: string, reason: string) =>
  new UnavailableError('SERVICE_FAILED', `The ${name} did not start: ${reason}`)
