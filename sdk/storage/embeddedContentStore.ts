import { RefusedError } from '../errors/index.ts'
import { parseCid } from './block.ts'
import type { Blockstore } from './blockstore.ts'
import { collectGarbage, type GarbageCollection } from './collectGarbage.ts'
import { contentReader } from './contentReader.ts'
import type { ContentStore, StoreOptions } from './contentStore.ts'
import { hasContent } from './hasContent.ts'
import { createLiveBlocks, keptReader, keptWriter } from './liveBlocks.ts'
import type { PinSet } from './pins.ts'
import { importContent } from './unixfs.ts'

export interface EmbeddedContentStore extends ContentStore {
  /** Deletes what no pin reaches and no add or pin under way counts on. Errors as collectGarbage. */
  collectGarbage(options?: StoreOptions): Promise<GarbageCollection>
}

/**
 * A content store without a daemon, over any blockstore. Only one process may collect garbage in a blockstore,
 * and no other may add to it meanwhile.
 */
export function embeddedContentStore(blocks: Blockstore, pins: PinSet): EmbeddedContentStore {
  const live = createLiveBlocks()
  return {
    ...contentReader(blocks),
    add(source, options = {}) {
      return live.use(async (keep) => {
        const { cid, size } = await importContent(keptWriter(blocks, keep), source, options)
        // The blocks before the pin: a pin on the disk means content on the disk.
        await blocks.sync()
        if (options.pin ?? true) await pins.add(cid)
        return { cid: cid.toString(), size }
      })
    },
    pin(text, options) {
      return live.use(async (keep) => {
        const cid = parseCid(text)
        if (!(await hasContent(keptReader(blocks, keep), cid, options))) {
          throw new RefusedError(
            'BLOCK_NOT_FOUND',
            `Content ${cid} is not all here, so it cannot be pinned; add it first.`,
          )
        }
        await pins.add(cid)
      })
    },
    async unpin(text) {
      await pins.delete(parseCid(text))
    },
    async *pinned(options = {}) {
      for await (const cid of pins.list()) {
        options.signal?.throwIfAborted()
        yield cid.toString()
      }
    },
    collectGarbage(options) {
      return live.collect((sweep) => collectGarbage(blocks, pins, sweep, options))
    },
  }
}
