import type { ChainEvent, Position } from '../chainEvent.ts'
import type { IndexStore } from '../indexStore.ts'

/**
 * A patient's timeline: what the patient, and others about the patient, did; also about the patient's records, requests
 * and emergencies, and the DID of the patient's account. In order, after a position, or from the first.
 */
export const activityOf = (
  store: IndexStore,
  patient: string,
  after: Position | undefined,
  limit: number,
): Promise<ChainEvent[]> => store.eventsAfter(after, limit, { patient })
