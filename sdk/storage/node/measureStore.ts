import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { fileSystemError } from './durableFile.ts'

export interface StoreSize {
  blocks: number
  bytes: number
  /** Bytes that this account may still write on the disk under the store. */
  available: number
}

/** How much a store in a folder holds, by the sizes of its files. @throws as fileSystemError */
export async function measureStore(folder: string): Promise<StoreSize> {
  try {
    const { bavail, bsize } = await statfs(folder)
    const size: StoreSize = { blocks: 0, bytes: 0, available: bavail * bsize }
    const entries = await readdir(join(folder, 'blocks'), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith('.block')) continue
      // It may have been collected meanwhile.
      const details = await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
      if (details === undefined) continue
      size.blocks += 1
      size.bytes += details.size
    }
    return size
  } catch (error) {
    throw fileSystemError(error, folder)
  }
}
