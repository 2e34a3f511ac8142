import type { CID } from 'multiformats/cid'
import type { StoreOptions } from './contentStore.ts'

/** Reads blocks. Every block it returns has been checked against its hash. */
export interface BlockReader {
  /**
   * @throws RefusedError BLOCK_NOT_FOUND; IntegrityError BLOCK_CORRUPT; UnavailableError STORE_UNAVAILABLE
   */
  get(cid: CID, options?: StoreOptions): Promise<Uint8Array>
  /** Whether the block is held; says nothing about its bytes. */
  has(cid: CID, options?: StoreOptions): Promise<boolean>
}

/** Takes blocks. */
export interface BlockWriter {
  /** Returns when the block is stored for good. @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE */
  put(cid: CID, bytes: Uint8Array, options?: StoreOptions): Promise<void>
}

/** A blockstore of our own: blocks can be listed and deleted. */
export interface Blockstore extends BlockReader, BlockWriter {
  /** Deleting what is not there is no error. */
  delete(cid: CID, options?: StoreOptions): Promise<void>
  /** All blocks, in no order. */
  list(options?: StoreOptions): AsyncIterable<CID>
}
