import { importFile } from 'ipfs-unixfs-importer'
import type { CID } from 'multiformats/cid'
import { concatBytes } from '../crypto/bytes.ts'
import { mapInOrder } from '../crypto/mapInOrder.ts'
import type { ByteSource } from '../crypto/segments.ts'
import { IntegrityError, InvalidInputError } from '../errors/index.ts'
import { dagPbCode, rawCode } from './block.ts'
import type { BlockReader, BlockWriter, GetOptions } from './blockstore.ts'
import type { CatOptions, StoreOptions } from './contentStore.ts'
import { type FileNode, type FilePart, readFileNode } from './fileDag.ts'
import { leafBytes, leafWriter } from './leafWriter.ts'

// Leaves fetched ahead of the reader: enough to keep a disk or a nearby daemon busy, and a few MiB of memory.
const leavesAhead = 6

export interface ImportOptions extends StoreOptions {
  onProgress?: (bytes: number) => void
}

/**
 * Cuts a stream into the blocks of the profile `unixfs-v1-2025`: CIDv1, raw leaves of 1 MiB, 1,024 links a node.
 *
 * @throws IntegrityError CONTENT_INVALID when the nodes made do not read back as what went in; as BlockWriter.put;
 * whatever the source raises; the signal's reason.
 */
export async function importContent(
  blocks: BlockWriter,
  source: ByteSource,
  options: ImportOptions = {},
): Promise<{ cid: CID; size: number }> {
  const counted = countBytes(source, options)
  let lastNode: FileNode | undefined
  const sink = {
    async put(cid: CID, value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<CID> {
      const bytes = await wholeBlock(value)
      // Nobody is told that content is stored that could not be read again.
      if (cid.code === dagPbCode) lastNode = await readBack(cid, bytes)
      await blocks.put(cid, bytes, { signal: options.signal })
      return cid
    },
  }
  const { cid } = await importFile({ content: counted.stream }, sink, {
    profile: 'unixfs-v1-2025',
    ...leafWriter(),
  })
  const size = counted.total()
  // The last node that was made is the root.
  if (cid.code === dagPbCode && sizeOf(lastNode) !== size) {
    throw new IntegrityError('CONTENT_INVALID', `The root ${cid} does not stand for the ${size} bytes given.`)
  }
  return { cid, size }
}

const readBack = (cid: CID, bytes: Uint8Array): Promise<FileNode> =>
  readFileNode({ get: async () => bytes, has: async () => true }, { cid, offset: 0 }, 0)

const sizeOf = (node?: FileNode): number | undefined =>
  node?.children.reduce((total, { size }) => total + (size ?? 0), 0)

/**
 * The bytes of a file, in order, each block checked; memory stays flat whatever the size.
 *
 * @throws InvalidInputError RANGE_INVALID; as readFileNode; the signal's reason.
 */
export async function* exportContent(
  blocks: BlockReader,
  root: CID,
  options: CatOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const start = requireWhole(options.offset ?? 0, 'offset')
  const length =
    options.length === undefined ? Number.MAX_SAFE_INTEGER : requireWhole(options.length, 'length')
  const range = { start, end: Math.min(start + length, Number.MAX_SAFE_INTEGER) }
  if (length === 0) return

  const free: Uint8Array[] = []
  const read = async (piece: Piece) => {
    if ('data' in piece) return { bytes: piece.data }
    const into = options.reuseBuffers ? (free.pop() ?? new Uint8Array(leafBytes)) : undefined
    return { bytes: await readLeaf(blocks, piece, range, { signal: options.signal, into }), into }
  }
  const pieces = piecesIn(blocks, { cid: root, offset: 0 }, range, 0, options)
  for await (const { bytes, into } of mapInOrder(pieces, leavesAhead, read)) {
    options.signal?.throwIfAborted()
    if (bytes.length > 0) yield bytes
    if (into !== undefined) free.push(into)
  }
}

interface ByteRange {
  start: number
  /** One past the last byte. */
  end: number
}

type Piece = { data: Uint8Array } | FilePart

/** What of the file lies in the range, in file order: bytes held by inner nodes, and leaves yet to be read. */
async function* piecesIn(
  blocks: BlockReader,
  part: FilePart,
  range: ByteRange,
  depth: number,
  options: StoreOptions,
): AsyncGenerator<Piece, void, undefined> {
  options.signal?.throwIfAborted()
  const node = await readFileNode(blocks, part, depth, options)
  if (node.data.length > 0) yield { data: cut(node.data, part.offset, range) }
  for (const child of node.children) {
    const end = child.offset + (child.size ?? 0)
    if (end <= range.start || child.offset >= range.end) continue
    if (isLeaf(child)) yield child
    else yield* piecesIn(blocks, child, range, depth + 1, options)
  }
}

function isLeaf(part: FilePart): boolean {
  return part.cid.code === rawCode
}

async function readLeaf(blocks: BlockReader, leaf: FilePart, range: ByteRange, options: GetOptions) {
  const { data } = await readFileNode(blocks, leaf, 0, options)
  return cut(data, leaf.offset, range)
}

function cut(data: Uint8Array, offset: number, range: ByteRange): Uint8Array {
  return data.subarray(Math.max(0, range.start - offset), Math.max(0, range.end - offset))
}

function requireWhole(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new InvalidInputError(
      'RANGE_INVALID',
      `The ${name} ${value} is not a whole number of bytes from 0 up.`,
    )
  }
  return value
}

function countBytes(source: ByteSource, options: ImportOptions) {
  let bytes = 0
  async function* counted() {
    for await (const chunk of source) {
      options.signal?.throwIfAborted()
      bytes += chunk.length
      yield chunk
      options.onProgress?.(bytes)
    }
    options.signal?.throwIfAborted()
  }
  return { stream: counted(), total: () => bytes }
}

async function wholeBlock(
  value: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  if (value instanceof Uint8Array) return value
  const parts: Uint8Array[] = []
  for await (const part of value) parts.push(part)
  return concatBytes(...parts)
}
