import { answerableBundle } from '../../oracle/models/risk/answerableBundle.ts'
import { read } from '../../sdk/chain/send.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import type { StoredRecord } from '../../sdk/gateway/protocol.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import type { Timeline } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Hospital, Patient } from './2-patient.ts'
import { expect } from './expect.ts'
import { namedPatient } from './namedPatient.ts'
import { mined, type World } from './world.ts'

const HOUR = 3600

/** The hospital takes in a real person's measurements, which the model has not seen, as an encrypted record. */
export async function fileRecord(
  timeline: Timeline,
  world: World,
  { heart }: Law,
  { patient, hospital }: { patient: Patient; hospital: Hospital },
): Promise<StoredRecord> {
  timeline.chapter(
    'The record',
    'A record is encrypted before it is stored; the chain holds a salted commitment.',
  )
  const address = patient.wallet.address

  await timeline.step('The patient enrols with the hospital, by signature', async () => {
    const enrolment = await signEnrolment(patient.contracts, patient.wallet, {
      patient: address,
      custodianOrg: hospital.organisation,
      deadline: await deadlineIn(patient.contracts, HOUR),
    })
    const { transactionHash } = await hospital.gateway.relayEnrolment(enrolment)
    return { value: undefined, transactions: [await mined(world, 'enrol', transactionHash)] }
  })

  const bundle = await timeline.step('Write a held-out Statlog row as a FHIR R4 Bundle', async () => {
    const now = new Date((await chainTime(patient.contracts)) * 1000)
    const row = await answerableBundle(heart, didOf(patient.contracts.chainId, address), now)
    const value = namedPatient(row, 'Test Patient (made up)', now)
    const entries = parseBundle(value).entry.length
    return { value, detail: `${entries} resources, ${value.length} bytes, not in the training manifest` }
  })

  return timeline.step('Validate, encrypt, store, wrap the key, anchor', async () => {
    const description = {
      patient: address,
      category: 'cardiology',
      mediaType: 'application/fhir+json',
    } as const
    const stored = await hospital.staff.addRecord(await recordOfBytes(description, bundle))
    const { status } = await read(patient.contracts.recordRegistry.stateOf(stored.recordId))
    expect(status === 1n, 'the record is active on chain')
    return {
      value: stored,
      detail: 'AES-256-GCM in 1 MiB segments; HPKE envelopes for patient and hospital',
      transactions: [await mined(world, 'anchor', stored.transactionHash)],
      digests: { recordId: stored.recordId, cid: stored.cid },
    }
  })
}
