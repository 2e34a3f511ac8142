import { type Purpose, purposeOf } from '../../../sdk/consent/vocabulary.ts'
import { VERDICTS } from '../../../sdk/inference/attestReport.ts'
import { numberOf, textOf, textsOf } from '../eventFields.ts'
import type { IndexStore } from '../indexStore.ts'

export interface IndexedAttestation {
  readonly clinician: string
  readonly verdict: (typeof VERDICTS)[number]
  readonly reasonCommitment: string
  readonly attestedAt: number
}

/** A request for a report, with what became of it. Times are seconds since 1970. */
export interface IndexedRequest {
  readonly requestId: string
  readonly patient: string
  readonly requester: string
  readonly modelVersion: string
  readonly purpose: Purpose
  readonly secretHash: string
  /** In decimal: the requester chooses any number of 256 bits. */
  readonly nonce: string
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
        nonce: textOf(event, 'nonce'),
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
        verdict: VERDICTS[numberOf(event, 'verdict')] ?? 'none',
        reasonCommitment: textOf(event, 'reasonCommitment'),
        attestedAt: event.time,
      }
      requests.set(requestId, { ...request, attestations: [...request.attestations, attestation] })
    }
  })
  return [...requests.values()]
}
