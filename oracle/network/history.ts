import type { NodeStatus } from '../../sdk/inference/nodeStatus.ts'
import type { NodeEvent } from './events.ts'

/** What a node went through since it started, in counts: nothing about whom. */
export interface History {
  count(event: NodeEvent): void
  read(): Pick<NodeStatus, 'startedAt' | 'lastReorganisation' | 'landed' | 'disagreements'>
}

/** @param now milliseconds since 1970 */
export function createHistory(now: () => number = Date.now): History {
  const startedAt = new Date(now()).toISOString()
  const counts = { agreed: 0, differed: 0, disagreed: 0 }
  let lastReorganisation: NodeStatus['lastReorganisation'] = null
  return {
    count(event) {
      if (event.kind === 'agreed' || event.kind === 'differed' || event.kind === 'disagreed') {
        counts[event.kind] += 1
      }
      if (event.kind === 'reorganised') {
        lastReorganisation = { depth: event.depth, at: new Date(now()).toISOString() }
      }
    },
    read: () => ({
      startedAt,
      lastReorganisation,
      landed: { agreed: counts.agreed, differed: counts.differed },
      disagreements: counts.disagreed,
    }),
  }
}
