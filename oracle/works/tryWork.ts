import type { NodeContext } from '../network/nodeContext.ts'
import { withDeadline } from '../network/withDeadline.ts'
import { postpone, type Work } from './work.ts'

/** Milliseconds that one try may take: what takes longer is tried again, and does not hold up others meanwhile. */
export const LONGEST_TRY = 60_000

/** Takes work one step further. Whatever fails is told of once for each code, and tried again, later each time. Never rejects. */
export async function tryWork(
  { opener, options, signal }: NodeContext,
  work: Work,
  requestId: string,
  advance: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    await withDeadline(signal, LONGEST_TRY, advance)
  } catch (error) {
    if (signal.aborted) return
    const code = String((error as { code?: string }).code)
    if (!work.told.has(code)) {
      work.told.add(code)
      options.onEvent?.({ kind: 'refused', account: opener.account, requestId, error })
    }
    postpone(work)
  }
}
