import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** What tells one process from any other, also after its number was given to another. */
interface Writer {
  /** Where its number means anything: one start of one machine, one container. */
  host: string
  pid: number
  /** When it started, in the clock of the host; empty where the system does not tell. */
  started: string
}

const strayAgeMs = 3_600_000
const own: Writer = { host: hostName(), pid: process.pid, started: startOf(process.pid)?.started ?? '' }

/** A new name for a temporary file, which says who writes it. */
export function temporaryName(): string {
  return [own.host, own.pid, own.started, randomUUID()].join('~')
}

/**
 * Deletes temporary files that a crash left behind. What a process of this host wrote goes as soon as that process is
 * dead; what came from another host that shares the folder, or from nobody knows where, goes when it is an hour old.
 */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const details = await stat(file).catch(() => undefined)
    if (details?.isFile() && isStray(name, details.mtimeMs)) await rm(file, { force: true })
  }
}

function isStray(name: string, modifiedMs: number): boolean {
  const [host, pid = '', started] = name.split('~')
  if (host === own.host && /^\d{1,10}$/.test(pid))
    return !isRunning({ host, pid: Number(pid), started: started ?? '' })
  return modifiedMs < Date.now() - strayAgeMs
}

function isRunning(writer: Writer): boolean {
  try {
    process.kill(writer.pid, 0)
  } catch (error) {
    // Any other error means that the process is there and belongs to somebody else.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const found = startOf(writer.pid)
  return found === undefined || (found.started === writer.started && !found.isDead)
}

/** Fields 3 and 22 of /proc/<pid>/stat (proc_pid_stat(5)); undefined where the system has none. */
function startOf(pid: number): { started: string; isDead: boolean } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Field 2, the name of the program, may hold anything; it ends at the last parenthesis.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { started: fields[19] ?? '', isDead: fields[0] === 'Z' || fields[0] === 'X' }
  } catch {
    return undefined
  }
}

function hostName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
  } catch {
    return hostname().replace(/[^\w.-]/g, '-')
  }
}
