import type { BlockPoint } from './chainEvent.ts'
import type { ChainSource } from './chainSource.ts'
import { type IndexStore, KEPT_BLOCKS } from './indexStore.ts'

/** Deletes what the chain does not have any more. Resolves to the head that is left. */
export async function rewindToChain(
  source: ChainSource,
  store: IndexStore,
  start: number,
): Promise<{ head: BlockPoint | undefined; reorgedTo?: number }> {
  const head = await store.head()
  if (!head || (await isOnChain(source, head))) return { head }
  const ancestor = await findAncestor(source, store, head.number - 1)
  const reorgedTo = ancestor?.number ?? start - 1
  await store.rewind(reorgedTo)
  return { head: ancestor, reorgedTo }
}

async function findAncestor(
  source: ChainSource,
  store: IndexStore,
  highest: number,
): Promise<BlockPoint | undefined> {
  let number = highest
  while (true) {
    const kept = await store.blocksDown(number, KEPT_BLOCKS)
    for (const point of kept) if (await isOnChain(source, point)) return point
    const last = kept.at(-1)
    if (!last) return undefined
    number = last.number - 1
  }
}

const isOnChain = async (source: ChainSource, { number, hash }: BlockPoint): Promise<boolean> =>
  (await source.header(number))?.hash === hash
