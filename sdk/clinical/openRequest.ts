import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { purposeOf } from '../consent/vocabulary.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { type InferenceRequest, requestIdOf } from '../inference/inferenceRequest.ts'
import { type ClinicalAccess, findPatientIdentifiers, openBundle } from './clinicalAccess.ts'
import { type PatientIdentifiers, patientIdentifiersOf } from './patientIdentifiers.ts'

/** A request whose report has landed, with who it is about. */
export interface OpenedRequest {
  readonly requestId: string
  readonly request: InferenceRequest
  readonly patient: string
  readonly identifiers: PatientIdentifiers
  readonly outputHash: string
}

/**
 * Puts a request together again from the chain and its records, which the caller must be let read.
 * @throws RefusedError REQUEST_NOT_OPEN, PATIENT_NOT_CONFIRMED; IntegrityError RECORD_MISMATCH; as `openBundle`
 */
export async function openRequest(access: ClinicalAccess, requestId: string): Promise<OpenedRequest> {
  const { contracts } = access
  const { patient, recordIds, ...asked } = await readRequest(contracts, requestId)
  const outputHash = await read(contracts.inferenceOracle.outputHashOf(requestId))
  if (BigInt(outputHash) === 0n) {
    throw new RefusedError('REQUEST_NOT_OPEN', `No report of the request ${requestId} has landed.`)
  }
  const opened = await Promise.all(recordIds.map((recordId) => openBundle(access, recordId)))
  const request: InferenceRequest = { ...asked, records: opened.map(({ ref }) => ref) }
  if (requestIdOf(contracts, request) !== requestId) {
    throw new IntegrityError('RECORD_MISMATCH', `The records are not those of the request ${requestId}.`)
  }
  const own = opened.map(({ bundle }) => patientIdentifiersOf(bundle)).find((found) => found !== null)
  const identifiers = own ?? (await findPatientIdentifiers(access, patient))
  return { requestId, request, patient, identifiers, outputHash }
}

/** What the chain says of a request. @throws RefusedError REQUEST_NOT_OPEN */
async function readRequest({ inferenceOracle, deployment }: Contracts, requestId: string) {
  const [event] = await read(
    inferenceOracle.queryFilter(inferenceOracle.filters.InferenceRequested(requestId), deployment.block),
  )
  if (!event) throw new RefusedError('REQUEST_NOT_OPEN', `There is no request ${requestId} on this chain.`)
  const { patient, requester, modelVersion, purpose, secretHash, impression, recordIds } = event.args
  return {
    patient,
    requester,
    modelVersion,
    purpose: purposeOf(purpose),
    secretHash,
    impression,
    recordIds: [...recordIds],
  }
}
