import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { type Purpose, purposeOf } from '../consent/vocabulary.ts'

/** In the order of `IInferenceOracle.RequestStatus`. */
const STATES = ['unknown', 'open', 'reported', 'expired'] as const

/** A request for a report about a patient, as the chain has it. */
export interface RequestAbout {
  readonly requestId: string
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  readonly recordIds: readonly string[]
  readonly state: (typeof STATES)[number]
  /** Seconds since 1970. */
  readonly requestedAt: number
}

/** What was ever asked of the oracle about a patient, the newest first. */
export async function listRequestsAbout(
  { inferenceOracle, deployment }: Contracts,
  patient: string,
): Promise<readonly RequestAbout[]> {
  const filter = inferenceOracle.filters.InferenceRequested(undefined, patient)
  const events = await read(inferenceOracle.queryFilter(filter, deployment.block))
  const requests = await Promise.all(
    events.map(async (event) => {
      const { requestId, requester, modelVersion, purpose, recordIds } = event.args
      const [{ status }, { timestamp }] = await Promise.all([
        read(inferenceOracle.requestOf(requestId)),
        read(event.getBlock()),
      ])
      return {
        requestId,
        requester,
        modelVersion,
        purpose: purposeOf(purpose),
        recordIds: [...recordIds],
        state: STATES[Number(status)] ?? 'unknown',
        requestedAt: timestamp,
      }
    }),
  )
  return requests.toReversed()
}
