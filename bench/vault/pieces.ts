const PIECE = 65_536

/** Bytes in pieces of 64 KiB, as a file is read. Every piece differs, so that no two blocks are the same. */
export function* pieces(length: number): Generator<Uint8Array> {
  const first = new Uint8Array(PIECE)
  for (let index = 0; index < PIECE; index++) first[index] = (index * 2_654_435_761) >>> 24
  for (let start = 0; start < length; start += PIECE) {
    const piece = first.slice(0, Math.min(PIECE, length - start))
    new DataView(piece.buffer).setUint32(0, start / PIECE)
    yield piece
  }
}
