/** A hash of bytes that come in pieces. */
export interface IncrementalHash {
  update(bytes: Uint8Array): void
  /** The hash of all that was given; nothing may be added afterwards. */
  digest(): Uint8Array
}
