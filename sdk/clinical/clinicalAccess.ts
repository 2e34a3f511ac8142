import type { Contracts } from '../chain/contracts.ts'
import type { TypedDataSigner } from '../chain/typedData.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import type { EncryptionIdentity } from '../crypto/encryptionIdentity.ts'
import { RefusedError } from '../errors/index.ts'
import type { Bundle } from '../fhir/bundle.ts'
import { validateBundle } from '../fhir/validateBundle.ts'
import type { GatewayClient } from '../gateway/client.ts'
import type { ListedRecord } from '../gateway/protocol.ts'
import { openRecord } from '../records/openRecord.ts'
import type { RecordRef } from '../records/recordRef.ts'
import { requestRecord } from '../records/requestRecord.ts'
import { requireSubject } from '../records/requireSubject.ts'
import type { ContentReader } from '../storage/contentStore.ts'
import { type PatientIdentifiers, patientIdentifiersOf } from './patientIdentifiers.ts'

/** Someone who reads records of patients under their consent. */
export interface ClinicalAccess {
  readonly contracts: Contracts
  readonly signer: TypedDataSigner
  readonly account: string
  readonly identity: Pick<EncryptionIdentity, 'privateKey' | 'keyId'>
  /** Signed in to, for lists. */
  readonly gateway: GatewayClient
  readonly content: ContentReader
  readonly purpose: Purpose
}

export interface OpenedBundle {
  readonly ref: RecordRef
  readonly bundle: Bundle
}

const FHIR_JSON = 'application/fhir+json'
/** Bytes: what is opened only to find out who a patient is. */
const LARGEST_LOOK = 4 * 1024 * 1024
/** Records that are opened at most for that: each is a disclosure, of which the patient is told. */
const LOOKS = 3

/** Opens a record that is a Bundle, checked against the chain and FHIR. @throws as `openRecord` and `validateBundle` */
export async function openBundle(access: ClinicalAccess, recordId: string): Promise<OpenedBundle> {
  const { contracts, signer, gateway, purpose, content, account, identity } = access
  const { record } = await requestRecord(contracts, signer, gateway, { recordId, purpose })
  const reader = { contracts, content, grantee: account, identity }
  const bundle = validateBundle(await openRecord(reader, recordId, record))
  requireSubject(contracts, bundle, record.ref.patient, { allowUnnamed: true })
  return { ref: record.ref, bundle }
}

/**
 * Who a patient is by two identifiers, from the records that the patient lets the caller read.
 * @param preferred records to look at first
 * @throws RefusedError PATIENT_NOT_CONFIRMED where none of them has both
 */
export async function findPatientIdentifiers(
  access: ClinicalAccess,
  patient: string,
  preferred: readonly string[] = [],
): Promise<PatientIdentifiers> {
  const listed = await access.gateway.listRecords(patient, access.purpose)
  const isPreferred = ({ recordId }: ListedRecord) => preferred.includes(recordId)
  const readable = listed.filter(
    ({ mediaType, size, status }) => mediaType === FHIR_JSON && size <= LARGEST_LOOK && status === 'active',
  )
  // The newest first: names change.
  const order = [
    ...readable.filter(isPreferred),
    ...readable.filter((record) => !isPreferred(record)).toReversed(),
  ]
  for (const { recordId } of order.slice(0, LOOKS)) {
    const opened = await openBundle(access, recordId)
    const identifiers = opened.ref.patient === patient ? patientIdentifiersOf(opened.bundle) : null
    if (identifiers) return identifiers
  }
  throw new RefusedError(
    'PATIENT_NOT_CONFIRMED',
    `No record of ${patient} that you may read names the patient by name and birth date. Ask the custodian for one.`,
  )
}
