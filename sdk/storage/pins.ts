import type { CID } from 'multiformats/cid'
import { parseCid } from './block.ts'

/** The roots that garbage collection keeps, with all that is below them. */
export interface PinSet {
  add(cid: CID): Promise<void>
  delete(cid: CID): Promise<void>
  list(): AsyncIterable<CID>
}

/** Pins that live as long as the process. */
export function memoryPins(): PinSet {
  const pinned = new Set<string>()
  return {
    async add(cid) {
      pinned.add(cid.toString())
    },
    async delete(cid) {
      pinned.delete(cid.toString())
    },
    async *list() {
      for (const text of [...pinned]) yield parseCid(text)
    },
  }
}
