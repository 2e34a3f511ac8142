import { type Anchor, isWatched, type Watch } from './watchedRecord.ts'

/** Standing requests of one patient, category and model that are answered about one record. */
const MOST_OF_MODEL = 4

/** The standing requests that a node watches for, by what they watch. */
export interface Watches {
  patients(): ReadonlySet<string>
  /**
   * Those that watch a record: of one model, the four that began last. Each makes an alert that a committee pays for, and
   * one whose consent ended must not keep out the one that a patient approves in its place.
   */
  of(anchor: Anchor): Watch[]
  add(watch: Watch): void
  drop(standingId: string): void
  /** Drops those whose period is over. @param now seconds since 1970 */
  dropPast(now: number): void
}

export function createWatches(): Watches {
  const watches = new Map<string, Watch>()
  const groups = new Map<string, Set<string>>()
  const groupOf = ({ patient, category }: Pick<Anchor, 'patient' | 'category'>) => `${patient} ${category}`

  function drop(standingId: string): void {
    const watch = watches.get(standingId)
    if (!watch) return
    watches.delete(standingId)
    const group = groupOf(watch.standing)
    const ids = groups.get(group)
    ids?.delete(standingId)
    if (ids?.size === 0) groups.delete(group)
  }

  return {
    patients: () => new Set([...watches.values()].map(({ standing }) => standing.patient)),
    of(anchor) {
      const ofModels = new Map<string, number>()
      return [...(groups.get(groupOf(anchor)) ?? [])]
        .flatMap((standingId) => watches.get(standingId) ?? [])
        .filter((watch) => isWatched(watch, anchor))
        .sort(byBeginning)
        .filter(({ standing: { modelVersion } }) => {
          const count = (ofModels.get(modelVersion) ?? 0) + 1
          ofModels.set(modelVersion, count)
          return count <= MOST_OF_MODEL
        })
    },
    add(watch) {
      const group = groupOf(watch.standing)
      watches.set(watch.standingId, watch)
      groups.set(group, (groups.get(group) ?? new Set()).add(watch.standingId))
    },
    drop,
    dropPast(now) {
      for (const [standingId, { standing }] of watches) if (standing.end <= now) drop(standingId)
    },
  }
}

/** The latest first, and on every node alike, in whatever order it heard of them. */
const byBeginning = (a: Watch, b: Watch): number =>
  b.since - a.since || (a.standingId < b.standingId ? -1 : 1)
