import { numberOf, textOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

/** In the order of `IEmergencyAccess.Verdict`. */
const VERDICTS = ['none', 'justified', 'unjustified'] as const

/** A time in which a responder had broken the glass. Times are seconds since 1970. */
export interface IndexedEpisode {
  readonly episodeId: string
  readonly responder: string
  readonly organisation: string
  readonly reasonCommitment: string
  readonly openedAt: number
  /** First second after it, the responder having closed it early or not. */
  readonly until: number
  readonly reviewDueAt: number
  /** Null while nobody has reviewed it. */
  readonly review: {
    readonly reviewer: string
    readonly verdict: (typeof VERDICTS)[number]
    readonly commitment: string
    readonly reviewedAt: number
  } | null
}

export interface PatientEmergencies {
  /** Mask of the categories that the patient last chose to open to emergencies, or null where the patient never chose. */
  readonly choice: number | null
  /** In the order of their opening. */
  readonly episodes: readonly IndexedEpisode[]
}

/** What a patient opened to emergencies, and every emergency there was. */
export async function emergenciesOf(store: IndexStore, patient: string): Promise<PatientEmergencies> {
  let choice: number | null = null
  const episodes = new Map<string, IndexedEpisode>()
  await store.visit({ contracts: ['emergencyAccess'], patient }, (event) => {
    if (event.name === 'ChoiceMade') {
      choice = numberOf(event, 'categories')
      return
    }
    const episodeId = textOf(event, 'episodeId')
    if (event.name === 'GlassBroken') {
      episodes.set(episodeId, {
        episodeId,
        responder: textOf(event, 'responder'),
        organisation: textOf(event, 'organisation'),
        reasonCommitment: textOf(event, 'reasonCommitment'),
        openedAt: event.time,
        until: numberOf(event, 'until'),
        reviewDueAt: numberOf(event, 'reviewDueAt'),
        review: null,
      })
      return
    }
    const episode = episodes.get(episodeId)
    if (!episode) return
    if (event.name === 'EpisodeClosed') episodes.set(episodeId, { ...episode, until: event.time })
    if (event.name === 'EpisodeReviewed') {
      const review = {
        reviewer: textOf(event, 'reviewer'),
        verdict: VERDICTS[numberOf(event, 'verdict')] ?? 'none',
        commitment: textOf(event, 'commitment'),
        reviewedAt: event.time,
      }
      episodes.set(episodeId, { ...episode, review })
    }
  })
  return { choice, episodes: [...episodes.values()] }
}
