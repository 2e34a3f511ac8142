import { access, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { equalBytes } from '../../crypto/bytes.ts'
import { corruptBlock, maximumBlockBytes, missingBlock, parseCid, verifyBlock } from '../block.ts'
import type { Blockstore } from '../blockstore.ts'
import { createSingleFlight } from '../singleFlight.ts'
import {
  deleteFile,
  errorCode,
  type FileSystem,
  fileSystemError,
  makeFolder,
  nodeFileSystem,
  placeFile,
} from './durableFile.ts'
import { createFolderSync } from './folderSync.ts'
import { sweepTemporaryFiles } from './temporaryFile.ts'

const suffix = '.block'

/**
 * Blocks as files, `blocks/<shard>/<cid>.block` under the folder. The bytes of a block are on the disk when put
 * returns, its name when sync does; its hash is checked on every read. Several processes may read and add at once.
 *
 * @param fileSystem the writing calls; Node's own unless a test passes others.
 * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE; RefusedError STORE_DENIED when the folder cannot be used.
 */
export async function openFileBlockstore(
  folder: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<Blockstore> {
  const blocksFolder = join(folder, 'blocks')
  const temporaryFolder = join(folder, 'temporary')
  try {
    await makeFolder(blocksFolder, fileSystem)
    await makeFolder(temporaryFolder, fileSystem)
    await sweepTemporaryFiles(temporaryFolder)
  } catch (error) {
    throw fileSystemError(error, folder)
  }
  // A parsed CID prints as base 32 letters and digits only, so a file name cannot leave the folder.
  const shardFolderOf = (cid: CID) => join(blocksFolder, shardOf(cid.toString()))
  const fileOf = (cid: CID) => join(shardFolderOf(cid), cid.toString() + suffix)
  const folders = createFolderSync(fileSystem)
  const reading = createSingleFlight<Uint8Array>()
  const writing = createSingleFlight<void>()

  async function read(cid: CID, into?: Uint8Array): Promise<Uint8Array> {
    const bytes = await readBlockFile(fileOf(cid), cid, folder, into)
    await verifyBlock(cid, bytes, folder)
    return bytes
  }

  async function write(cid: CID, bytes: Uint8Array): Promise<void> {
    const file = fileOf(cid)
    try {
      // Equal bytes need no second write; different ones are damage, which this write repairs.
      if (!(await holds(file, cid, bytes, folder))) await placeFile(file, bytes, temporaryFolder, fileSystem)
    } catch (error) {
      throw fileSystemError(error, file)
    }
    // Also for a block found here: whoever wrote it may not have come to this yet.
    folders.changed(shardFolderOf(cid))
    folders.changed(blocksFolder)
  }

  return {
    async get(cid, options) {
      options?.signal?.throwIfAborted()
      const into = options?.into
      // Memory that one reader will overwrite is not shared with others.
      return into === undefined ? reading(cid.toString(), () => read(cid)) : read(cid, into)
    },
    async has(cid) {
      return access(fileOf(cid)).then(
        () => true,
        () => false,
      )
    },
    async put(cid, bytes, options) {
      options?.signal?.throwIfAborted()
      await writing(cid.toString(), () => write(cid, bytes))
    },
    async delete(cid) {
      await deleteFile(fileOf(cid), fileSystem)
      folders.changed(shardFolderOf(cid))
    },
    async *list(options) {
      for (const shard of await readFolder(blocksFolder)) {
        for (const name of await readFolder(join(blocksFolder, shard))) {
          options?.signal?.throwIfAborted()
          const cid = cidOfFileName(name)
          if (cid !== undefined) yield cid
        }
      }
    },
    sync: folders.sync,
  }
}

// The last character but one varies evenly, unlike the first ones, which state version and codec. So 32 folders: few
// enough that syncing them is cheap, and enough for millions of blocks.
function shardOf(text: string): string {
  return text.slice(-2, -1)
}

function cidOfFileName(name: string): CID | undefined {
  if (!name.endsWith(suffix)) return undefined
  try {
    return parseCid(name.slice(0, -suffix.length))
  } catch {
    return undefined
  }
}

async function readBlockFile(
  file: string,
  cid: CID,
  folder: string,
  into: Uint8Array = new Uint8Array(),
): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size > maximumBlockBytes) throw corruptBlock(cid, folder)
      // One read of the whole: readFile asks in several pieces and copies.
      const bytes = size <= into.length ? into : new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
      const { bytesRead } = await handle.read(bytes, 0, size, 0)
      return bytes.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') throw missingBlock(cid, folder, error)
    if (code === 'BLOCK_CORRUPT') throw error
    throw fileSystemError(error, file)
  }
}

async function holds(file: string, cid: CID, bytes: Uint8Array, folder: string): Promise<boolean> {
  try {
    return equalBytes(await readBlockFile(file, cid, folder), bytes)
  } catch {
    return false
  }
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw fileSystemError(error, folder)
  }
}
