import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'

/** A request for a report, as the chain has it. */
export interface OwnRequest {
  readonly requestId: string
  readonly patient: string
  readonly modelVersion: string
  readonly hasLanded: boolean
  readonly hasAttested: boolean
}

/** What an account has asked for, the newest first. */
export async function listOwnRequests(
  { inferenceOracle, deployment }: Contracts,
  requester: string,
): Promise<readonly OwnRequest[]> {
  const filter = inferenceOracle.filters.InferenceRequested(undefined, undefined, requester)
  const events = await read(inferenceOracle.queryFilter(filter, deployment.block))
  const requests = await Promise.all(
    events.map(async ({ args: { requestId, patient, modelVersion } }) => {
      const [outputHash, { attestedAt }] = await Promise.all([
        read(inferenceOracle.outputHashOf(requestId)),
        read(inferenceOracle.attestationOf(requestId, requester)),
      ])
      return {
        requestId,
        patient,
        modelVersion,
        hasLanded: BigInt(outputHash) !== 0n,
        hasAttested: attestedAt !== 0n,
      }
    }),
  )
  return requests.toReversed()
}
