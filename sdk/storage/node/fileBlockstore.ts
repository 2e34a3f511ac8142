import { access, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { equalBytes } from '../../crypto/bytes.ts'
import { corruptBlock, maximumBlockBytes, missingBlock, parseCid, verifyBlock } from '../block.ts'
import type { Blockstore } from '../blockstore.ts'
import {
  deleteDurably,
  errorCode,
  type FileSystem,
  fileSystemError,
  makeFolder,
  nodeFileSystem,
  sweepTemporaryFiles,
  writeDurably,
} from './durableFile.ts'

const suffix = '.block'

/**
 * Blocks as files, `blocks/<shard>/<cid>.block` under the folder. A block is on the disk when put returns, and its
 * hash is checked on every read. Several processes may read and add at once.
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
  const fileOf = (cid: CID) => join(blocksFolder, shardOf(cid.toString()), cid.toString() + suffix)

  return {
    async get(cid, options) {
      options?.signal?.throwIfAborted()
      const bytes = await readBlockFile(fileOf(cid), cid, folder)
      await verifyBlock(cid, bytes, folder)
      return bytes
    },
    async has(cid) {
      return access(fileOf(cid)).then(
        () => true,
        () => false,
      )
    },
    async put(cid, bytes, options) {
      options?.signal?.throwIfAborted()
      const file = fileOf(cid)
      // Equal bytes need no second write; different ones are damage, which this write repairs.
      if (await holds(file, cid, bytes, folder)) return
      await writeDurably(file, bytes, temporaryFolder, fileSystem)
    },
    async delete(cid) {
      await deleteDurably(fileOf(cid), fileSystem)
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
  }
}

// The last character but one and two: they vary evenly, unlike the first, which state version and codec.
function shardOf(text: string): string {
  return text.slice(-3, -1)
}

function cidOfFileName(name: string): CID | undefined {
  if (!name.endsWith(suffix)) return undefined
  try {
    return parseCid(name.slice(0, -suffix.length))
  } catch {
    return undefined
  }
}

async function readBlockFile(file: string, cid: CID, folder: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r')
    try {
      const { size } = await handle.stat()
      if (size > maximumBlockBytes) throw corruptBlock(cid, folder)
      return await handle.readFile()
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
