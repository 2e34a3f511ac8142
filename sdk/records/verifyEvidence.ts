import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { hexToBytes } from '../crypto/bytes.ts'
import { recordCommitment } from '../crypto/commitment.ts'
import { IntegrityError } from '../errors/index.ts'
import { verifyLocator } from './locator.ts'
import { manifestHash } from './manifest.ts'
import { encodeRecordRef, recordIdOf } from './recordRef.ts'
import type { RecordEvidence } from './releasedRecord.ts'

/**
 * Checks that manifest and salt give the commitment, the header gives the record id, manifest and header agree, the
 * record is anchored and active, and the custodian signed the locator.
 * @returns the record id
 * @throws IntegrityError RECORD_MISMATCH, LOCATOR_INVALID; RefusedError RECORD_NOT_ANCHORED, RECORD_NOT_ACTIVE
 */
export async function verifyEvidence(contracts: Contracts, evidence: RecordEvidence): Promise<string> {
  const { ref, manifest, salt, locator } = evidence
  const recordId = recordIdOf(contracts, ref)
  requireEqual('commitment', recordCommitment(hexToBytes(salt), manifestHash(manifest)), ref.commitment)
  requireEqual('patient', manifest.patient, ref.patient)
  requireEqual('custodian', manifest.custodianOrg, ref.custodianOrg)
  requireEqual('category', manifest.category, ref.category)
  requireEqual('record', locator.recordId, recordId)
  requireEqual('anchor', await read(contracts.recordRegistry.requireActive(encodeRecordRef(ref))), recordId)
  await verifyLocator(contracts, locator, ref.custodianOrg)
  return recordId
}

function requireEqual(what: string, given: string, expected: string): void {
  if (given === expected) return
  throw new IntegrityError(
    'RECORD_MISMATCH',
    `The ${what} of the manifest does not match the record's header.`,
  )
}
