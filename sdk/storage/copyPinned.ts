import { FinalError, IntegrityError, RefusedError } from '../errors/index.ts'
import type { BlockReader } from './blockstore.ts'
import type { ContentStore, StoreOptions } from './contentStore.ts'
import { verifyContent } from './verifyContent.ts'

/** A content store and the blocks in it. */
export interface OpenStore {
  readonly content: ContentStore
  readonly blocks: BlockReader
}

export interface CopyOptions extends StoreOptions {
  /** Called before each content and at the end: contents done, of how many, and bytes copied so far. */
  onProgress?: (progress: CopyProgress) => void
}

export interface CopyProgress {
  readonly done: number
  readonly total: number
  readonly bytes: number
}

export interface CopyReport {
  /** Contents written to the target and pinned there. */
  copied: number
  /** Their bytes. */
  bytes: number
  /** Contents that the target held already; checked there, and pinned. */
  present: number
  /** Pins of what this project does not write: other kinds of CID, folders. Not copied. */
  foreign: string[]
  /** Contents that could not be copied, and why. The others were. */
  failed: CopyFailure[]
}

export interface CopyFailure {
  readonly cid: string
  readonly code: string
  readonly message: string
}

/**
 * Copies everything that is pinned in one store to another and pins it there. Nothing is taken from the source, and
 * every byte is checked: against its hash when it is read, and against the CID when it has been written. May be
 * stopped and run again: what the target holds is not sent twice, unless it is damaged there.
 *
 * @throws UnavailableError STORE_UNAVAILABLE, STORE_FULL; RefusedError STORE_DENIED; the signal's reason.
 */
export async function copyPinned(
  from: OpenStore,
  to: OpenStore,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const { signal, onProgress } = options
  const report: CopyReport = { copied: 0, bytes: 0, present: 0, foreign: [], failed: [] }
  const cids: string[] = []
  for await (const cid of from.content.pinned({ signal })) cids.push(cid)
  let done = 0
  const tell = (bytes: number) => onProgress?.({ done, total: cids.length, bytes })
  for (const cid of cids) {
    signal?.throwIfAborted()
    tell(report.bytes)
    try {
      await copyOne(from, to, cid, report, { signal, onProgress: (bytes) => tell(report.bytes + bytes) })
    } catch (error) {
      if (!isOfContent(error)) throw error
      if (isForeign(error)) report.foreign.push(cid)
      else report.failed.push({ cid, code: error.code, message: error.message })
    }
    done += 1
  }
  tell(report.bytes)
  return report
}

async function copyOne(
  from: OpenStore,
  to: OpenStore,
  cid: string,
  report: CopyReport,
  options: StoreOptions & { onProgress: (bytes: number) => void },
): Promise<void> {
  const { signal } = options
  if ((await verifyContent(to.blocks, cid, { signal })).ok) {
    await to.content.pin(cid, { signal })
    report.present += 1
    return
  }
  const added = await to.content.add(from.content.cat(cid, { signal }), { ...options, pin: false })
  if (added.cid !== cid) {
    throw new IntegrityError(
      'CID_MISMATCH',
      `Content ${cid} was not cut as the profile unixfs-v1-2025 has it: its copy is ${added.cid}, and is not pinned.`,
    )
  }
  await to.content.pin(cid, { signal })
  report.copied += 1
  report.bytes += added.size
}

/** Whether the fault lies in one content, so that the others can still be copied. */
function isOfContent(error: unknown): error is FinalError {
  return error instanceof FinalError && !(error instanceof RefusedError && error.code === 'STORE_DENIED')
}

function isForeign({ code }: FinalError): boolean {
  return code === 'CID_INVALID' || code === 'CONTENT_INVALID'
}
