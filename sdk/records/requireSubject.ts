import type { Contracts } from '../chain/contracts.ts'
import { IntegrityError } from '../errors/index.ts'
import type { Bundle } from '../fhir/bundle.ts'
import { subjectOf } from '../fhir/subjectOf.ts'
import { didOf } from '../identity/did.ts'

export interface SubjectOptions {
  /** Whether a bundle may name no DID, so that its custodian alone vouches for whom it is about. */
  readonly allowUnnamed: boolean
}

/** Refuses a bundle about someone else than `patient`. @throws IntegrityError RECORD_MISMATCH */
export function requireSubject(
  contracts: Contracts,
  bundle: Bundle,
  patient: string,
  { allowUnnamed }: SubjectOptions,
): void {
  const expected = didOf(contracts.chainId, patient)
  const { did } = subjectOf(bundle)
  // The address in a did:ethr is hexadecimal: its capitals are a checksum, not a part of the name.
  if (did?.toLowerCase() === expected.toLowerCase() || (did === null && allowUnnamed)) return
  throw new IntegrityError(
    'RECORD_MISMATCH',
    `The bundle does not name the patient: its Patient.identifier with the system urn:ietf:rfc:3986 must have the value ${expected}.`,
  )
}
