import type { CID } from 'multiformats/cid'
import type { BlockReader, BlockWriter } from './blockstore.ts'

/**
 * Keeps garbage collection off the blocks that an add or a pin under way counts on, without making either wait for
 * the other: an add may take hours. Within one process.
 */
export interface LiveBlocks {
  /** Runs an action; the blocks that it names outlive it and any collection that it overlaps. */
  use<T>(action: (keep: Keep) => Promise<T>): Promise<T>
  /** Runs a collection, one at a time. It may delete through `sweep` only. */
  collect<T>(action: (sweep: Sweep) => Promise<T>): Promise<T>
}

/** Names a block before it is looked for or written. Returns when no deletion of it is under way. */
export type Keep = (cid: CID) => Promise<void>

/** Deletes a block unless something counts on it; says whether it did. */
export type Sweep = (cid: CID, remove: () => Promise<void>) => Promise<boolean>

export function createLiveBlocks(): LiveBlocks {
  const inUse = new Set<Set<string>>()
  const deletions = new Map<string, Promise<void>>()
  // What was in use at any time since the collection under way began: it may have been pinned after pins were read.
  let usedMeanwhile: Set<string> | undefined
  let lastCollection: Promise<unknown> = Promise.resolve()

  const isLive = (name: string) =>
    usedMeanwhile?.has(name) === true || [...inUse].some((names) => names.has(name))

  async function sweep(cid: CID, remove: () => Promise<void>): Promise<boolean> {
    const name = cid.toString()
    if (isLive(name)) return false
    const deletion = remove()
    deletions.set(
      name,
      deletion.catch(() => {}),
    )
    try {
      await deletion
    } finally {
      deletions.delete(name)
    }
    return true
  }

  return {
    async use(action) {
      const names = new Set<string>()
      inUse.add(names)
      try {
        return await action(async (cid) => {
          names.add(cid.toString())
          await deletions.get(cid.toString())
        })
      } finally {
        inUse.delete(names)
        if (usedMeanwhile !== undefined) for (const name of names) usedMeanwhile.add(name)
      }
    },
    collect(action) {
      const run = lastCollection.then(async () => {
        usedMeanwhile = new Set()
        try {
          return await action(sweep)
        } finally {
          usedMeanwhile = undefined
        }
      })
      lastCollection = run.catch(() => {})
      return run
    },
  }
}

/** The same blocks, where each is kept from the time it is asked for. */
export const keptReader = (blocks: BlockReader, keep: Keep): BlockReader => ({
  async get(cid, options) {
    await keep(cid)
    return blocks.get(cid, options)
  },
  async has(cid, options) {
    await keep(cid)
    return blocks.has(cid, options)
  },
})

/** The same blocks, where each is kept from the time it is put. */
export const keptWriter = (blocks: BlockWriter, keep: Keep): BlockWriter => ({
  async put(cid, bytes, options) {
    await keep(cid)
    await blocks.put(cid, bytes, options)
  },
})
