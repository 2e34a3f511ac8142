import { IntegrityError, InvalidInputError } from '../errors/index.ts'
import type { ContentStore, StoreOptions } from './contentStore.ts'

export interface PinCheck {
  /** Contents pinned, foreign ones left out. */
  pinned: number
  /** Pinned contents of which a block is missing, or an inner node corrupt. */
  incomplete: string[]
  /** Pins of what this project does not write: other kinds of CID, folders. A daemon may serve others too. */
  foreign: string[]
}

/**
 * Looks whether every block of what is pinned is held. Leaves are looked up, not read: scrub reads them.
 *
 * @param options.onProgress called before each content: contents done, of how many.
 * @throws as ContentStore.pinned
 */
export async function checkPins(
  content: ContentStore,
  options: StoreOptions & { onProgress?: (done: number, total: number) => void } = {},
): Promise<PinCheck> {
  const { signal, onProgress } = options
  const check: PinCheck = { pinned: 0, incomplete: [], foreign: [] }
  const cids = await Array.fromAsync(content.pinned({ signal }))
  for (const [index, cid] of cids.entries()) {
    onProgress?.(index, cids.length)
    const found = await lookAt(content, cid, signal)
    if (found === 'foreign') check.foreign.push(cid)
    else check.pinned += 1
    if (found === 'incomplete') check.incomplete.push(cid)
  }
  return check
}

async function lookAt(
  content: ContentStore,
  cid: string,
  signal?: AbortSignal,
): Promise<'complete' | 'incomplete' | 'foreign'> {
  try {
    return (await content.has(cid, { signal })) ? 'complete' : 'incomplete'
  } catch (error) {
    if (error instanceof InvalidInputError) return 'foreign'
    if (!(error instanceof IntegrityError)) throw error
    return error.code === 'CONTENT_INVALID' ? 'foreign' : 'incomplete'
  }
}
