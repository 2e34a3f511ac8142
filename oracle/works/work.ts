import type { Load } from '../../sdk/inference/nodeStatus.ts'

/** Milliseconds that work which cannot go on waits: the first time, doubled each time, and at most. */
const FIRST_WAIT = 200
const LONGEST_WAIT = 60_000

/** Something that a node found on the chain and works on, as far as it must know when. Losing it costs work, never correctness. */
export interface Work {
  /** Milliseconds since 1970. */
  notBefore: number
  waited: number
  isTaken: boolean
  isDone: boolean
  /** Codes and peers that were told of. */
  readonly told: Set<string>
}

export const newWork = (): Work => ({
  notBefore: 0,
  waited: 0,
  isTaken: false,
  isDone: false,
  told: new Set(),
})

/** How much of it is not done. */
export function loadOf(works: Iterable<Work>): Load {
  const open = [...works].filter(({ isDone }) => !isDone)
  const underWay = open.filter(({ isTaken }) => isTaken).length
  return { waiting: open.length - underWay, underWay }
}

/** Looks at the work later, each time later still. */
export function postpone(work: Work): void {
  work.waited = Math.min(work.waited * 2 || FIRST_WAIT, LONGEST_WAIT)
  work.notBefore = Date.now() + work.waited
}
