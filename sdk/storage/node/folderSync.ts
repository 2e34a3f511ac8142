import { mapInOrder } from '../../crypto/mapInOrder.ts'
import { errorCode, type FileSystem, fileSystemError, syncFolder } from './durableFile.ts'

/** Sees to it that the entries of folders outlive a crash, many changes at a time. */
export interface FolderSync {
  /** A file in the folder was written, renamed or deleted. */
  changed(folder: string): void
  /** Returns when every change named before is on the disk. @throws as fileSystemError */
  sync(): Promise<void>
}

const foldersAtOnce = 4

/**
 * Group commit: whoever asks while a round is under way shares the next one, so that a hundred writers wait for two
 * rounds and not for a hundred.
 */
export function createFolderSync(fileSystem: FileSystem): FolderSync {
  const unsynced = new Set<string>()
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  async function round(): Promise<void> {
    next = undefined
    const folders = [...unsynced]
    unsynced.clear()
    try {
      for await (const _ of mapInOrder(folders, foldersAtOnce, (folder) => syncOne(folder, fileSystem)));
    } catch (error) {
      for (const folder of folders) unsynced.add(folder)
      throw fileSystemError(error, folders[0] ?? '')
    }
  }

  return {
    changed(folder) {
      unsynced.add(folder)
    },
    sync() {
      next ??= last.catch(() => {}).then(round)
      last = next
      return next
    },
  }
}

async function syncOne(folder: string, fileSystem: FileSystem): Promise<void> {
  try {
    await syncFolder(folder, fileSystem)
  } catch (error) {
    // Something was deleted that never was, in a folder that never was.
    if (errorCode(error) !== 'ENOENT') throw error
  }
}
