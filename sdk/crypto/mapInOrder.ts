/**
 * Runs an action on each item, several at once, and yields the results in the order of the items. A failure is
 * raised in its turn, and when this generator has ended no action is under way any more.
 *
 * @param atOnce the most actions under way; with results of 1 MiB, also the MiB held.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  action: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const pending: Promise<Result>[] = []
  try {
    for await (const item of items) {
      pending.push(heldBack(action(item)))
      if (pending.length >= atOnce) yield* nextOf(pending)
    }
    while (pending.length > 0) yield* nextOf(pending)
  } finally {
    await Promise.allSettled(pending)
  }
}

async function* nextOf<Result>(pending: Promise<Result>[]) {
  const next = pending.shift()
  if (next !== undefined) yield await next
}

// An action may fail before its turn; the failure must wait, not stop the process.
function heldBack<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {})
  return promise
}
