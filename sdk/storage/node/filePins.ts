import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCid } from '../block.ts'
import type { PinSet } from '../pins.ts'
import {
  deleteDurably,
  type FileSystem,
  fileSystemError,
  makeFolder,
  nodeFileSystem,
  sweepTemporaryFiles,
  writeDurably,
} from './durableFile.ts'

/**
 * Pins as empty files, `pins/<cid>` under the folder: on the disk when add returns.
 *
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED.
 */
export async function openFilePins(folder: string, fileSystem: FileSystem = nodeFileSystem): Promise<PinSet> {
  const pinsFolder = join(folder, 'pins')
  const temporaryFolder = join(folder, 'temporary')
  try {
    await makeFolder(pinsFolder, fileSystem)
    await makeFolder(temporaryFolder, fileSystem)
    await sweepTemporaryFiles(temporaryFolder)
  } catch (error) {
    throw fileSystemError(error, folder)
  }
  return {
    async add(cid) {
      await writeDurably(join(pinsFolder, cid.toString()), new Uint8Array(), temporaryFolder, fileSystem)
    },
    async delete(cid) {
      await deleteDurably(join(pinsFolder, cid.toString()), fileSystem)
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
