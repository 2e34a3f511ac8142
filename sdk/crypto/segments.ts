import type { PlainBytes } from './bytes.ts'

export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export interface Segment {
  /** Position in the stream, from 0. */
  index: number
  bytes: PlainBytes
  /** Nothing follows this segment. */
  last: boolean
}

/**
 * Cuts a stream of chunks of any size into segments: the first of `firstSize` bytes, the others of `size`, and
 * a last one of what is left. A stream that ends at a boundary ends with a full segment; an empty stream is one
 * empty segment. Holds one segment at a time, whatever the length of the stream.
 */
export async function* segmentsOf(
  source: ByteSource,
  firstSize: number,
  size: number,
): AsyncGenerator<Segment, void, undefined> {
  let index = 0
  let buffer = new Uint8Array(firstSize)
  let filled = 0
  for await (const chunk of source) {
    let taken = 0
    while (taken < chunk.length) {
      // Only more bytes prove that a full segment is not the last one.
      if (filled === buffer.length) {
        yield { index, bytes: buffer, last: false }
        index++
        buffer = new Uint8Array(size)
        filled = 0
      }
      const part = chunk.subarray(taken, taken + buffer.length - filled)
      buffer.set(part, filled)
      filled += part.length
      taken += part.length
    }
  }
  yield { index, bytes: buffer.subarray(0, filled), last: true }
}
