import { type Purpose, purposeOf } from '../../../sdk/consent/vocabulary.ts'
import { numberOf, textOf, textsOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

export interface IndexedAttestation {
  readonly clinician: string
  /** Of what the clinician made of the report: the chain does not say. */
  readonly commitment: string
  readonly attestedAt: number
  /** The latest commitment of this clinician to an outcome, or null. */
  readonly outcome: { readonly commitment: string; readonly recordedAt: number } | null
}

/** A request for a report, with what became of it. Times are seconds since 1970. */
export interface IndexedRequest {
  readonly requestId: string
  readonly patient: string
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  readonly secretHash: string
  /** Commitment to what the requester thought before the score, or zero. */
  readonly impression: string
  readonly recordIds: readonly string[]
  readonly requestedAt: number
  /** Null while the request is open. */
  readonly report: {
    readonly outputHash: string
    readonly configDigest: string
    readonly landedAt: number
  } | null
  readonly attestations: readonly IndexedAttestation[]
}

/** The requests about a patient, in order. */
export async function requestsOf(store: IndexStore, patient: string): Promise<IndexedRequest[]> {
  const requests = new Map<string, IndexedRequest>()
  await store.visit({ contracts: ['inferenceOracle'], patient }, (event) => {
    const requestId = textOf(event, 'requestId')
    if (event.name === 'InferenceRequested') {
      requests.set(requestId, {
        requestId,
        patient,
        requester: textOf(event, 'requester'),
        modelVersion: textOf(event, 'modelVersion'),
        purpose: purposeOf(numberOf(event, 'purpose')),
        secretHash: textOf(event, 'secretHash'),
        impression: textOf(event, 'impression'),
        recordIds: textsOf(event, 'recordIds'),
        requestedAt: event.time,
        report: null,
        attestations: [],
      })
      return
    }
    const request = requests.get(requestId)
    if (!request) return
    if (event.name === 'ReportLanded') {
      const report = {
        outputHash: textOf(event, 'outputHash'),
        configDigest: textOf(event, 'configDigest'),
        landedAt: event.time,
      }
      requests.set(requestId, { ...request, report })
    }
    if (event.name === 'ReportAttested') {
      const attestation = {
        clinician: textOf(event, 'clinician'),
        commitment: textOf(event, 'commitment'),
        attestedAt: event.time,
        outcome: null,
      }
      requests.set(requestId, { ...request, attestations: [...request.attestations, attestation] })
    }
    if (event.name === 'OutcomeRecorded') {
      const clinician = textOf(event, 'clinician')
      const outcome = { commitment: textOf(event, 'commitment'), recordedAt: event.time }
      const attestations = request.attestations.map((attestation) =>
        attestation.clinician === clinician ? { ...attestation, outcome } : attestation,
      )
      requests.set(requestId, { ...request, attestations })
    }
  })
  return [...requests.values()]
}
