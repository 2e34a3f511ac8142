import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid } from '../block.ts'
import type { PinSet } from '../pins.ts'
import { deleteFile, type FileSystem, fileSystemError, makeFolder, nodeFileSystem } from './durableFile.ts'
import { createFolderSync } from './folderSync.ts'

/**
 * Pins as empty files, `pins/<cid>` under the folder: on the disk when add returns.
 *
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED.
 */
export async function openFilePins(folder: string, fileSystem: FileSystem = nodeFileSystem): Promise<PinSet> {
  const pinsFolder = join(folder, 'pins')
  try {
    await makeFolder(pinsFolder, fileSystem)
  } catch (error) {
    throw fileSystemError(error, folder)
  }
  const folders = createFolderSync(fileSystem)
  return {
    async add(cid) {
      await makeEmpty(join(pinsFolder, cid.toString()), fileSystem)
      folders.changed(pinsFolder)
      await folders.sync()
    },
    async delete(cid) {
      await deleteFile(join(pinsFolder, cid.toString()), fileSystem)
      folders.changed(pinsFolder)
      await folders.sync()
    },
    async *list() {
      let names: string[]
      try {
        names = await readdir(pinsFolder)
      } catch (error) {
        throw fileSystemError(error, pinsFolder)
      }
      // A name that is no CID stops the listing: garbage collection must not guess what it protected.
      for (const name of names) yield parseCid(name)
    },
  }
}

// Without content there is nothing that could be half written, so no temporary file is needed.
async function makeEmpty(file: string, fileSystem: FileSystem): Promise<void> {
  try {
    const handle = await fileSystem.open(file, 'a', 0o600)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileSystemError(error, file)
  }
}
