/** Bytes in pieces of any size. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export interface Segment {
  /** Position in the stream, from 0. */
  index: number
  /** Overwritten by the next segment. */
  bytes: Uint8Array
  /** Nothing follows this segment. */
  last: boolean
}

/**
 * Cuts a stream of chunks of any size into segments: the first of `firstSize` bytes, the others of `size`, and
 * a last one of what is left. A stream that ends at a boundary ends with a full segment; an empty stream is one
 * empty segment. Holds one segment, whatever the length of the stream.
 */
export async function* segmentsOf(
  source: ByteSource,
  firstSize: number,
  size: number,
): AsyncGenerator<Segment, void, undefined> {
  const buffer = new Uint8Array(Math.max(firstSize, size))
  let wanted = firstSize
  let index = 0
  let filled = 0
  for await (const chunk of source) {
    let taken = 0
    while (taken < chunk.length) {
      // Only more bytes prove that a full segment is not the last one.
      if (filled === wanted) {
        yield { index, bytes: buffer.subarray(0, filled), last: false }
        index++
        wanted = size
        filled = 0
      }
      const part = chunk.subarray(taken, taken + wanted - filled)
      buffer.set(part, filled)
      filled += part.length
      taken += part.length
    }
  }
  yield { index, bytes: buffer.subarray(0, filled), last: true }
}
