import { RefusedError } from '../errors/index.ts'
import { parseCid } from './block.ts'
import type { Blockstore } from './blockstore.ts'
import { collectGarbage, type GarbageCollection } from './collectGarbage.ts'
import { contentReader } from './contentReader.ts'
import type { ContentStore, StoreOptions } from './contentStore.ts'
import { hasContent } from './hasContent.ts'
import type { PinSet } from './pins.ts'
import { createSharedLock } from './sharedLock.ts'
import { importContent } from './unixfs.ts'

export interface EmbeddedContentStore extends ContentStore {
  /** Deletes what no pin reaches; waits for adds and pins under way. Errors as collectGarbage. */
  collectGarbage(options?: StoreOptions): Promise<GarbageCollection>
}

/**
 * A content store without a daemon, over any blockstore. Only one process may collect garbage in a blockstore,
 * and no other may add to it meanwhile.
 */
export function embeddedContentStore(blocks: Blockstore, pins: PinSet): EmbeddedContentStore {
  const lock = createSharedLock()
  return {
    ...contentReader(blocks),
    add(source, options = {}) {
      return lock.shared(async () => {
        const { cid, size } = await importContent(blocks, source, options)
        if (options.pin ?? true) await pins.add(cid)
        return { cid: cid.toString(), size }
      })
    },
    pin(text, options) {
      return lock.shared(async () => {
        const cid = parseCid(text)
        if (!(await hasContent(blocks, cid, options))) {
          throw new RefusedError(
            'BLOCK_NOT_FOUND',
            `Content ${cid} is not all here, so it cannot be pinned; add it first.`,
          )
        }
        await pins.add(cid)
      })
    },
    unpin(text) {
      return lock.shared(() => pins.delete(parseCid(text)))
    },
    collectGarbage(options) {
      return lock.alone(() => collectGarbage(blocks, pins, options))
    },
  }
}
