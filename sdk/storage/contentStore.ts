import type { ByteSource } from '../crypto/segments.ts'

export interface StoreOptions {
  /** Aborting makes the call reject with the signal's reason. */
  signal?: AbortSignal
}

export interface AddOptions extends StoreOptions {
  /** Called with the bytes taken from the source so far. */
  onProgress?: (bytes: number) => void
  /** Pin the content before add returns; true unless told otherwise. */
  pin?: boolean
}

export interface CatOptions extends StoreOptions {
  /** First byte to read, 0 unless told. An offset at or past the end reads nothing. */
  offset?: number
  /** Bytes to read at most; to the end unless told. */
  length?: number
  /**
   * Each piece is overwritten when the next is asked for. Saves much memory and some time for a reader that is done
   * with a piece by then; false unless told.
   */
  reuseBuffers?: boolean
}

export interface AddedContent {
  /** CIDv1 in base 32, of the UnixFS profile `unixfs-v1-2025` (IPIP-499). */
  cid: string
  /** Bytes of the content. */
  size: number
}

/** The part of a content store that only reads. Every byte it yields has been checked against the CID. */
export interface ContentReader {
  /**
   * @throws InvalidInputError CID_INVALID, RANGE_INVALID
   * @throws RefusedError BLOCK_NOT_FOUND, STORE_DENIED
   * @throws IntegrityError BLOCK_CORRUPT naming the block, CONTENT_INVALID
   * @throws UnavailableError STORE_UNAVAILABLE
   */
  cat(cid: string, options?: CatOptions): AsyncIterable<Uint8Array>
  /** Whether every block of the content is held. Errors as cat, without BLOCK_NOT_FOUND. */
  has(cid: string, options?: StoreOptions): Promise<boolean>
}

/**
 * Where encrypted payloads live. Adapters: embeddedContentStore over any blockstore, kuboContentStore over a Kubo
 * daemon. The same bytes have the same CID in all of them.
 */
export interface ContentStore extends ContentReader {
  /**
   * Adding again what is already there is no error, and repairs its damaged blocks. A piece of the source may be
   * overwritten when the next is asked for.
   *
   * @throws UnavailableError STORE_FULL, STORE_UNAVAILABLE
   * @throws IntegrityError CID_MISMATCH when a store answers with another CID than the bytes have
   * @throws RefusedError STORE_DENIED; whatever the source raises
   */
  add(source: ByteSource, options?: AddOptions): Promise<AddedContent>
  /**
   * Keeps the content and all its blocks through garbage collection. Pinning twice is no error.
   *
   * @throws as cat: all blocks must be there.
   */
  pin(cid: string, options?: StoreOptions): Promise<void>
  /** Lets garbage collection take the content. Unpinning what is not pinned is no error. */
  unpin(cid: string, options?: StoreOptions): Promise<void>
  /**
   * What is pinned, in no order. A store that others use too may hold pins of other kinds than parseCid takes.
   *
   * @throws UnavailableError STORE_UNAVAILABLE; RefusedError STORE_DENIED
   */
  pinned(options?: StoreOptions): AsyncIterable<string>
}
