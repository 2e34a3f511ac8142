import { exporter } from 'ipfs-unixfs-exporter'
import type { CID } from 'multiformats/cid'
import { IntegrityError } from '../errors/index.ts'
import { dagPbCode, isSupportedCid } from './block.ts'
import type { BlockReader, GetOptions } from './blockstore.ts'

/** One node of a UnixFS file and the bytes of the file that it stands for. */
export interface FilePart {
  cid: CID
  /** First byte in the file. */
  offset: number
  /** Bytes of the file below the node; unknown only for a root before it is read. */
  size?: number
}

/** A node that was read: the file's bytes it holds itself, and the parts below it, in file order. */
export interface FileNode {
  data: Uint8Array
  children: FilePart[]
}

// 1,024 links a level and 1 MiB leaves: eight levels hold more than any file can have bytes.
const maximumDepth = 8

/**
 * Reads one node. A peer chose its bytes, so it must be a file, must add up to the size that its parent states,
 * and must have no empty child: empty children are what would let a small DAG keep a reader busy for ever.
 *
 * @throws as BlockReader.get; IntegrityError CONTENT_INVALID.
 */
export async function readFileNode(
  blocks: BlockReader,
  part: FilePart,
  depth: number,
  options: GetOptions = {},
): Promise<FileNode> {
  if (depth > maximumDepth) throw invalid(part, `is nested more than ${maximumDepth} levels deep`)
  const bytes = await blocks.get(part.cid, options)
  const node = part.cid.code === dagPbCode ? await decode(part, bytes) : { data: bytes, children: [] }
  const size = node.data.length + node.children.reduce((total, child) => total + (child.size ?? 0), 0)
  if (!Number.isSafeInteger(size)) throw invalid(part, 'states a size that no file has')
  if (part.size !== undefined && part.size !== size) {
    throw invalid(part, `holds ${size} bytes where its parent states ${part.size}`)
  }
  return node
}

async function decode(part: FilePart, bytes: Uint8Array): Promise<FileNode> {
  const entry = await decodeEntry(part, bytes)
  if (entry.type !== 'file' || (entry.unixfs.type !== 'file' && entry.unixfs.type !== 'raw')) {
    throw invalid(part, 'is not a file')
  }
  const { Links: links } = entry.node
  const sizes = entry.unixfs.blockSizes
  if (links.length !== sizes.length) throw invalid(part, 'has another number of parts than of sizes')
  const data = entry.unixfs.data ?? new Uint8Array()
  const children: FilePart[] = []
  let offset = part.offset + data.length
  for (const [index, link] of links.entries()) {
    const size = Number(sizes[index])
    if (size === 0) throw invalid(part, 'has an empty part')
    if (!isSupportedCid(link.Hash)) throw invalid(part, 'links to a block of a kind that files do not have')
    children.push({ cid: link.Hash, offset, size })
    offset += size
  }
  return { data, children }
}

async function decodeEntry(part: FilePart, bytes: Uint8Array) {
  const alreadyRead = {
    async *get() {
      yield bytes
    },
  }
  try {
    return await exporter(part.cid, alreadyRead)
  } catch (cause) {
    throw invalid(part, 'is not a UnixFS node', cause)
  }
}

function invalid(part: FilePart, problem: string, cause?: unknown): IntegrityError {
  return new IntegrityError('CONTENT_INVALID', `Node ${part.cid} at byte ${part.offset} ${problem}.`, {
    cause,
  })
}
