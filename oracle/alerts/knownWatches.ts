import type { Contracts } from '../../sdk/chain/contracts.ts'
import { REREAD, rereadFrom } from '../network/blockRanges.ts'
import { type Approval, readApprovals, readEnded, readWatch } from './readMonitoring.ts'
import { createWatches, type Watches } from './watches.ts'

/** Standing requests whose state is asked for at once. */
const AT_ONCE = 16

/** The watches of a chain, kept up to date. */
export interface KnownWatches extends Pick<Watches, 'patients' | 'of'> {
  /**
   * Takes in what was approved and ended up to a block.
   * @param now seconds since 1970
   * @returns why some could not be read: they are asked for again at the next call, and all others are known
   */
  update(to: number, now: number): Promise<Error | undefined>
}

/** @param models versions that this node can answer for */
export function createKnownWatches(contracts: Contracts, models: ReadonlyMap<string, unknown>): KnownWatches {
  const watches = createWatches()
  /** Approved, but their state is not read yet. */
  const unread = new Map<string, Approval>()
  let readTo: number | undefined

  async function readUnread(): Promise<Error | undefined> {
    let failure: Error | undefined
    const approvals = [...unread.values()]
    for (let start = 0; start < approvals.length; start += AT_ONCE) {
      const some = approvals.slice(start, start + AT_ONCE)
      const results = await Promise.allSettled(some.map(readOne))
      const failed = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
      failure ??= failed[0]?.reason as Error | undefined
      // The chain does not answer at all.
      if (failed.length === some.length) break
    }
    return failure
  }

  async function readOne(approval: Approval): Promise<void> {
    const watch = await readWatch(contracts, approval)
    if (watch) watches.add(watch)
    else watches.drop(approval.standingId)
    unread.delete(approval.standingId)
  }

  return {
    patients: watches.patients,
    of: watches.of,
    async update(to, now) {
      const from = rereadFrom(readTo, to) ?? contracts.deployment.block
      const approvals = await readApprovals(contracts, models, { from, to, now })
      // While a reorganisation may take an end back, the monitoring goes on: each event asks whether it is over.
      const ended = await readEnded(contracts, from, to - REREAD)
      for (const approval of approvals) unread.set(approval.standingId, approval)
      for (const standingId of ended) {
        unread.delete(standingId)
        watches.drop(standingId)
      }
      readTo = to
      watches.dropPast(now)
      for (const [standingId, { standing }] of unread) if (standing.end <= now) unread.delete(standingId)
      return readUnread()
    },
  }
}
