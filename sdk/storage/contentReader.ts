import { parseCid } from './block.ts'
import type { BlockReader } from './blockstore.ts'
import type { ContentReader } from './contentStore.ts'
import { hasContent } from './hasContent.ts'
import { exportContent } from './unixfs.ts'

/** Reads content from any source of blocks, an IPFS gateway for one (httpBlockstore). */
export function contentReader(blocks: BlockReader): ContentReader {
  return {
    async *cat(cid, options) {
      yield* exportContent(blocks, parseCid(cid), options)
    },
    async has(cid, options) {
      return hasContent(blocks, parseCid(cid), options)
    },
  }
}
