import { createBell } from '../network/bell.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { LONGEST_TRY } from './tryWork.ts'
import type { Work } from './work.ts'

export interface WorkPlan<W extends Work> {
  /** Takes in what is new on the chain. */
  look(): Promise<void>
  all(): Iterable<W>
  /** Takes work one step further. Never rejects. */
  step(work: W): Promise<void>
  /** Works that are taken at once. As many more may be slow. */
  readonly atOnce: number
  /** Milliseconds after which one counts as slow, and no longer keeps others from being taken. Default: what a try may take. */
  readonly patience?: number
}

/** Looks at the chain and takes works further until the node stops. */
export async function runWorks<W extends Work>(
  { options, opener, signal }: NodeContext,
  { look, all, step, atOnce, patience = LONGEST_TRY }: WorkPlan<W>,
): Promise<void> {
  const due = (): W[] =>
    [...all()]
      .filter(({ isDone, isTaken, notBefore }) => !isDone && !isTaken && notBefore <= Date.now())
      // Those that never had to wait first: what nobody can answer holds up nothing else.
      .sort((one, other) => one.waited - other.waited)
  const working = new Set<Promise<void>>()
  const slow = new Set<Promise<void>>()
  const bell = createBell()
  signal.addEventListener('abort', () => bell.ring(), { once: true })
  while (!signal.aborted) {
    await look().catch((error: unknown) =>
      options.onEvent?.({ kind: 'failed', account: opener.account, error }),
    )
    for (const work of due().slice(0, atOnce - working.size)) {
      work.isTaken = true
      const taken = step(work).finally(() => {
        clearTimeout(timer)
        work.isTaken = false
        working.delete(taken)
        slow.delete(taken)
      })
      working.add(taken)
      // Not everything that a try waits for ends when it is told to.
      const timer = setTimeout(() => {
        if (slow.size < atOnce && working.delete(taken)) slow.add(taken)
      }, patience)
    }
    if (!signal.aborted) await bell.wait(options.interval)
  }
  await Promise.all([...working, ...slow])
}
