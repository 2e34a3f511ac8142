import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import type { GatewayClient } from '../gateway/client.ts'
import { type Attestation, openAttestation } from '../inference/attestation.ts'

/** An attestation that the chain holds the commitment to. */
export interface ReadAttestation {
  readonly attestation: Attestation
  /** Seconds since 1970. */
  readonly attestedAt: number
}

/**
 * What clinicians made of a report, as a gateway keeps it, each held against the chain.
 * @throws IntegrityError COMMITMENT_MISMATCH where the gateway answers with something else; as `listAttestations`
 */
export async function readAttestations(
  contracts: Contracts,
  gateway: GatewayClient,
  requestId: string,
  purpose?: Purpose,
): Promise<ReadAttestation[]> {
  const outputHash = await read(contracts.inferenceOracle.outputHashOf(requestId))
  const kept = await gateway.listAttestations(requestId, purpose)
  return Promise.all(
    kept.map(async ({ clinician, attestation }) => {
      const onChain = await read(contracts.inferenceOracle.attestationOf(requestId, clinician))
      const { commitment } = onChain
      return {
        attestation: openAttestation(attestation, { requestId, outputHash, clinician, commitment }),
        attestedAt: Number(onChain.attestedAt),
      }
    }),
  )
}
