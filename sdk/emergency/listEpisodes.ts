import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { chainTime } from '../chain/time.ts'

/** What a reviewer of another organisation found, in the order of `IEmergencyAccess.Verdict`. */
const VERDICTS = ['none', 'justified', 'unjustified'] as const

/** One time that somebody broke the glass. Times are seconds since 1970. */
export interface Episode {
  readonly episodeId: string
  readonly responder: string
  readonly organisation: string
  readonly openedAt: number
  /** The first second after it: the window's end, or when it was closed. */
  readonly until: number
  readonly isOpen: boolean
  readonly review: (typeof VERDICTS)[number] | 'overdue'
}

/** Every emergency that was declared about a patient, the newest first. */
export async function listEpisodes(contracts: Contracts, patient: string): Promise<readonly Episode[]> {
  const { emergencyAccess, deployment } = contracts
  const filter = emergencyAccess.filters.GlassBroken(undefined, patient)
  const [events, now] = await Promise.all([
    read(emergencyAccess.queryFilter(filter, deployment.block)),
    chainTime(contracts),
  ])
  const episodes = await Promise.all(
    events.map(async ({ args: { episodeId } }) => {
      const episode = await read(emergencyAccess.episodeOf(episodeId))
      const verdict = VERDICTS[Number(episode.verdict)] ?? 'none'
      const isOverdue = verdict === 'none' && now >= Number(episode.reviewDueAt)
      return {
        episodeId,
        responder: episode.responder,
        organisation: episode.organisation,
        openedAt: Number(episode.openedAt),
        until: Number(episode.until),
        isOpen: now < Number(episode.until),
        review: isOverdue ? ('overdue' as const) : verdict,
      }
    }),
  )
  return episodes.toReversed()
}
