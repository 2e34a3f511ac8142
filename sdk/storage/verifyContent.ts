import { type ErrorCode, FinalError } from '../errors/index.ts'
import { parseCid } from './block.ts'
import type { BlockReader } from './blockstore.ts'
import type { StoreOptions } from './contentStore.ts'
import { type FilePart, readFileNode } from './fileDag.ts'

export type ContentVerification =
  | {
      ok: true
      /** Blocks checked, inner nodes included. */
      blocks: number
      /** Bytes of the file. */
      bytes: number
    }
  | {
      ok: false
      /** The block that is bad or missing. */
      cid: string
      /** First byte of the file that depends on it. */
      offset: number
      /** Bytes of the file that depend on it; unknown when it is the root. */
      length?: number
      code: ErrorCode
      message: string
    }

/**
 * Checks the hash of every block of a content identifier, in file order, and says which is the first that is bad
 * or missing and which bytes of the file it takes with it. The payload segment is offset / 1 MiB.
 *
 * @throws InvalidInputError CID_INVALID; UnavailableError when the store cannot be asked: that is no verdict.
 */
export async function verifyContent(
  blocks: BlockReader,
  cid: string,
  options: StoreOptions = {},
): Promise<ContentVerification> {
  const total = { blocks: 0, bytes: 0 }
  const fault = await firstFault(blocks, { cid: parseCid(cid), offset: 0 }, 0, total, options)
  if (fault === undefined) return { ok: true, ...total }
  const { part, error } = fault
  return {
    ok: false,
    cid: part.cid.toString(),
    offset: part.offset,
    length: part.size,
    code: error.code,
    message: error.message,
  }
}

interface Fault {
  part: FilePart
  error: FinalError
}

async function firstFault(
  blocks: BlockReader,
  part: FilePart,
  depth: number,
  total: { blocks: number; bytes: number },
  options: StoreOptions,
): Promise<Fault | undefined> {
  options.signal?.throwIfAborted()
  let children: FilePart[]
  try {
    const node = await readFileNode(blocks, part, depth, options)
    children = node.children
    total.blocks += 1
    total.bytes += node.data.length
  } catch (error) {
    if (error instanceof FinalError) return { part, error }
    throw error
  }
  for (const child of children) {
    const fault = await firstFault(blocks, child, depth + 1, total, options)
    if (fault !== undefined) return fault
  }
  return undefined
}
