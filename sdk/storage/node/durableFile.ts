import { type FileHandle, mkdir, open, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RefusedError, SalusError, UnavailableError } from '../../errors/index.ts'
import { temporaryName } from './temporaryFile.ts'

/** The calls of node:fs/promises that write; a test passes ones that fail. */
export interface FileSystem {
  mkdir: typeof mkdir
  open: typeof open
  rename: typeof rename
  unlink: typeof unlink
}

/** What a file is to hold: bytes, or a stream of them whose own errors leave no file behind. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>

export const nodeFileSystem: FileSystem = { mkdir, open, rename, unlink }

/**
 * Writes a file so that after a crash it is there whole or not at all: a temporary file of its own name, its data
 * on the disk, a rename, and the folder on the disk.
 *
 * @param temporaryFolder on the same file system as the file.
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED
 */
export async function writeDurably(
  file: string,
  content: FileContent,
  temporaryFolder: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  try {
    await makeFolder(dirname(file), fileSystem)
    await placeFile(file, content, temporaryFolder, fileSystem)
    await syncFolder(dirname(file), fileSystem)
  } catch (error) {
    throw fileSystemError(error, file)
  }
}

/**
 * Writes a file so that it is there whole or not at all. That it is there outlives a crash only when its folder has
 * been synced too.
 *
 * @throws the file system's own error.
 */
export async function placeFile(
  file: string,
  content: FileContent,
  temporaryFolder: string,
  fileSystem: FileSystem,
): Promise<void> {
  const temporary = join(temporaryFolder, temporaryName())
  try {
    await writeSynced(temporary, content, fileSystem)
    await moveInto(temporary, file, fileSystem)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

async function moveInto(temporary: string, file: string, fileSystem: FileSystem): Promise<void> {
  try {
    await fileSystem.rename(temporary, file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    await makeFolder(dirname(file), fileSystem)
    await fileSystem.rename(temporary, file)
  }
}

/** Deletes a file; no error when it is not there. For good only when its folder has been synced. */
export async function deleteFile(file: string, fileSystem: FileSystem): Promise<void> {
  try {
    await fileSystem.unlink(file)
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

/** What a failed file operation means to whoever uses the store. Errors of other origin stay what they are. */
export function fileSystemError(error: unknown, file: string): unknown {
  const code = errorCode(error)
  if (code === undefined || error instanceof SalusError) return error
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
  return new UnavailableError('STORE_UNAVAILABLE', `${file} could not be used (${code}).`, { cause: error })
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

async function writeSynced(file: string, content: FileContent, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(file, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** Sees to it that the entries of a folder outlive a crash. */
export async function syncFolder(folder: string, fileSystem: FileSystem): Promise<void> {
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
