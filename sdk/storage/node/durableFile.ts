import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RefusedError, UnavailableError } from '../../errors/index.ts'

/** The calls of node:fs/promises that write; a test passes ones that fail. */
export interface FileSystem {
  mkdir: typeof mkdir
  open: typeof open
  rename: typeof rename
  unlink: typeof unlink
}

export const nodeFileSystem: FileSystem = { mkdir, open, rename, unlink }

const strayAgeMs = 3_600_000

/**
 * Writes a file so that after a crash it is there whole or not at all: a temporary file of its own name, its data
 * on the disk, a rename, and the folder on the disk.
 *
 * @param temporaryFolder on the same file system as the file.
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED
 */
export async function writeDurably(
  file: string,
  bytes: Uint8Array,
  temporaryFolder: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const temporary = join(temporaryFolder, randomUUID())
  try {
    await makeFolder(dirname(file), fileSystem)
    await writeSynced(temporary, bytes, fileSystem)
    await fileSystem.rename(temporary, file)
    await syncFolder(dirname(file), fileSystem)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw fileSystemError(error, file)
  }
}

/** Deletes a file for good; no error when it is not there. */
export async function deleteDurably(file: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  try {
    await fileSystem.unlink(file)
    await syncFolder(dirname(file), fileSystem)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw fileSystemError(error, file)
  }
}

/** Makes a folder, and sees to it that its entry outlives a crash. */
export async function makeFolder(folder: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  const firstMade = await fileSystem.mkdir(folder, { recursive: true })
  if (firstMade === undefined) return
  for (let made = folder; made.length >= firstMade.length; made = dirname(made)) {
    await syncFolder(dirname(made), fileSystem)
  }
}

/** Deletes temporary files that a crash left behind: those an hour old, so that a live writer keeps its own. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const oldest = Date.now() - strayAgeMs
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const details = await stat(file).catch(() => undefined)
    if (details?.isFile() && details.mtimeMs < oldest) await rm(file, { force: true })
  }
}

/** What a failed file operation means to whoever uses the store. */
export function fileSystemError(error: unknown, file: string): Error {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UnavailableError(
      'STORE_FULL',
      `The disk under ${file} is full; free some space and try again.`,
      { cause: error },
    )
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new RefusedError(
      'STORE_DENIED',
      `${file} may not be used by this account (${code}); check its permissions.`,
      {
        cause: error,
      },
    )
  }
  return new UnavailableError(
    'STORE_UNAVAILABLE',
    `${file} could not be used (${code ?? 'unknown error'}).`,
    { cause: error },
  )
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

async function writeSynced(file: string, bytes: Uint8Array, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  // Windows has no folder handles; its rename is as durable as it gets.
  if (process.platform === 'win32') return
  let handle: FileHandle | undefined
  try {
    handle = await fileSystem.open(folder, 'r')
    await handle.sync()
  } finally {
    await handle?.close()
  }
}
