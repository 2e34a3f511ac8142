import type { Entry } from '../network/memory.ts'

/** Patients remembered: of those forgotten it is longest ago. */
const MOST_REMEMBERED = 4_096

/** Whose event is worked on next. */
export interface FairTurns {
  /** Of events that are due, in their order: those of the patients who were served longest ago, or never. */
  choose(due: readonly Entry[], most: number): Entry[]
}

/** Patients take turns, so that one who has many events due does not hold up the event of another. */
export function createFairTurns(): FairTurns {
  /** The number of the last turn of each patient, the latest last. */
  const turns = new Map<string, number>()
  let turn = 0

  function next(due: Iterable<Entry>): Entry | undefined {
    let chosen: Entry | undefined
    let earliest = Number.POSITIVE_INFINITY
    for (const entry of due) {
      const last = turns.get(entry.request.patient) ?? 0
      if (last < earliest) [chosen, earliest] = [entry, last]
    }
    return chosen
  }

  function serve({ request: { patient } }: Entry): void {
    turn += 1
    turns.delete(patient)
    turns.set(patient, turn)
    const [oldest] = turns.keys()
    if (turns.size > MOST_REMEMBERED && oldest !== undefined) turns.delete(oldest)
  }

  return {
    choose(due, most) {
      const left = new Set(due)
      const chosen: Entry[] = []
      while (chosen.length < most) {
        const entry = next(left)
        if (!entry) break
        left.delete(entry)
        serve(entry)
        chosen.push(entry)
      }
      return chosen
    },
  }
}
