import { type FileHandle, open } from 'node:fs/promises'
import { bytesToHex, hexToBytes } from '../../sdk/crypto/bytes.ts'
import type { PackTree } from '../../sdk/provenance/packTree.ts'
import { errorCode, fileSystemError } from '../../sdk/storage/node/durableFile.ts'

/*
 * The nodes of one tree, level by level from the leaves up, the root left out: 32 bytes each, in order. A level of an odd
 * number of nodes is followed by the padding beside its last one, so that every node has its sibling in the file.
 */

const HASH = 32
/** Bytes of a level that are written at once. */
const PIECE = 1024 * 1024

/** How many nodes of a level are in the file. */
const pairedNodes = (size: number, level: number): number => 2 * Math.ceil(size / 2 ** (level + 1))

/** What the file of a tree holds, a piece at a time. */
export async function* treeFileContent(tree: PackTree): AsyncGenerator<Uint8Array, void, undefined> {
  for (const [level, nodes] of tree.levels.slice(0, tree.depth).entries()) {
    for (let start = 0; start < nodes.length; start += PIECE) yield nodes.subarray(start, start + PIECE)
    const count = nodes.length / HASH
    if (count % 2 === 0) continue
    const [padding = ''] = tree.nodeProof(level, count - 1)
    yield hexToBytes(padding, HASH)
  }
}

/**
 * The siblings of a pack from the leaf up, as they stand in the file: what was altered is found by whoever checks the proof.
 * @param size packs of the tree
 * @returns undefined where the file is missing or too short
 * @throws UnavailableError STORE_UNAVAILABLE, RefusedError STORE_DENIED
 */
export async function readSiblings(
  file: string,
  { size, depth }: Pick<PackTree, 'size' | 'depth'>,
  index: number,
): Promise<string[] | undefined> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const siblings: string[] = []
    let start = 0
    for (let level = 0; level < depth; level++) {
      const node = await readNode(handle, start + (Math.floor(index / 2 ** level) ^ 1) * HASH)
      if (!node) return undefined
      siblings.push(bytesToHex(node))
      start += pairedNodes(size, level) * HASH
    }
    return siblings
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw fileSystemError(error, file)
  } finally {
    await handle?.close()
  }
}

async function readNode(handle: FileHandle, start: number): Promise<Uint8Array | undefined> {
  const node = new Uint8Array(HASH)
  const { bytesRead } = await handle.read(node, 0, HASH, start)
  return bytesRead === HASH ? node : undefined
}
