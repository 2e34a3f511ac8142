import type { CID } from 'multiformats/cid'
import type { StoreOptions } from './contentStore.ts'

export interface GetOptions extends StoreOptions {
  /** Where the bytes may be put instead of in new memory; the answer then is a part of it. */
  into?: Uint8Array
}

/** Reads blocks. Every block it returns has been checked against its hash. */
export interface BlockReader {
  /**
   * The bytes may be shared with other readers: they must not be changed.
   *
   * @throws RefusedError BLOCK_NOT_FOUND; IntegrityError BLOCK_CORRUPT; UnavailableError STORE_UNAVAILABLE
   */
  get(cid: CID, options?: GetOptions): Promise<Uint8Array>
  /** Whether the block is held; says nothing about its bytes. */
  has(cid: CID, options?: StoreOptions): Promise<boolean>
}

/** Takes blocks. */
export interface BlockWriter {
  /**
   * The caller has computed the CID from the bytes, and may change them once this has returned.
   *
   * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE
   */
  put(cid: CID, bytes: Uint8Array, options?: StoreOptions): Promise<void>
}

/** A blockstore of our own: blocks can be listed and deleted, and outlive a crash once synced. */
export interface Blockstore extends BlockReader, BlockWriter {
  /** Deleting what is not there is no error. */
  delete(cid: CID, options?: StoreOptions): Promise<void>
  /** All blocks, in no order. */
  list(options?: StoreOptions): AsyncIterable<CID>
  /** Returns when all that was put and deleted before is so for good. @throws as put */
  sync(): Promise<void>
}
