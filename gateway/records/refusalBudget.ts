/** Whether one more refusal about a record is to be written down. */
export type RefusalBudget = (recordId: string) => boolean

/** Refusals of one record that are written down in an hour. */
export const REFUSALS_PER_HOUR = 100

const HOUR = 3_600_000

/**
 * Strangers can sign requests without end. What is refused beyond the budget is refused all the same, but neither logged
 * nor told to the patient, so that nobody buries what matters.
 *
 * @param now milliseconds since 1970
 */
export function createRefusalBudget(now: () => number = Date.now): RefusalBudget {
  let hour = Number.NaN
  const counts = new Map<string, number>()
  return (recordId) => {
    const current = Math.floor(now() / HOUR)
    if (current !== hour) counts.clear()
    hour = current
    const count = (counts.get(recordId) ?? 0) + 1
    counts.set(recordId, count)
    return count <= REFUSALS_PER_HOUR
  }
}
