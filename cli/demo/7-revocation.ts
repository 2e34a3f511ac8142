import { revokeConsent } from '../../sdk/consent/restrictConsent.ts'
import type { StoredRecord } from '../../sdk/gateway/protocol.ts'
import { openRecord } from '../../sdk/records/openRecord.ts'
import type { ReleasedRecord } from '../../sdk/records/releasedRecord.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Hospital, Patient } from './2-patient.ts'
import { askForRecord, type Clinician } from './4-consent.ts'
import type { Inference } from './5-inference.ts'
import { expect, expectRefusal, waitFor } from './expect.ts'

/** The patient revokes; the record is re-keyed; the old envelope is worthless for the new version. */
export async function revoke(
  timeline: Timeline,
  { patient, hospital, clinician }: { patient: Patient; hospital: Hospital; clinician: Clinician },
  record: StoredRecord,
  { released }: Inference,
): Promise<ReleasedRecord> {
  timeline.chapter(
    'Revocation',
    'Withdrawing is one transaction, and works at once. What was read cannot be unread.',
  )
  const { contracts, wallet, identity } = clinician
  await timeline.step('The patient revokes the consent of the clinician', async () => {
    const receipt = await revokeConsent(patient.contracts, patient.wallet.address, wallet.address)
    return { value: undefined, transactions: [transaction('revoke', receipt)] }
  })
  await timeline.step('The next key request is refused', async () => {
    const refusal = await expectRefusal('a key after revocation', () =>
      askForRecord(clinician, hospital, record.recordId),
    )
    expect(refusal.code === 'CONSENT_MISSING', 'the refusal names the missing consent')
    return { value: undefined, detail: refusal.message }
  })
  const renewed = await timeline.step('The gateway re-keys the record by itself', async () => {
    const value = await waitFor('the new key epoch', async () => {
      const { record: current } = await askForRecord(patient, hospital, record.recordId, 'PATRQT')
      return current.locator.keyEpoch > released.locator.keyEpoch ? current : undefined
    })
    expect(value.ref.commitment === released.ref.commitment, 'the commitment stays the same')
    const { keyEpoch, cid } = value.locator
    return { value, detail: `key epoch ${keyEpoch}, same commitment, new ciphertext`, digests: { cid } }
  })
  await timeline.step('The old envelope does not open the new version', async () => {
    const content = contentReader(httpBlockstore(hospital.url))
    const reader = { contracts, content, grantee: wallet.address, identity }
    const refusal = await expectRefusal('the old envelope at the new epoch', () =>
      openRecord(reader, record.recordId, { ...renewed, envelope: released.envelope }),
    )
    expect(refusal.code === 'ENVELOPE_INVALID', 'the envelope is bound to its epoch')
    return { value: undefined, detail: refusal.message }
  })
  return renewed
}
