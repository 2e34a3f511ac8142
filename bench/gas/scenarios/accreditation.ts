import { organisation } from '../../chain/gasChain.ts'
import type { Recorder } from '../recorder.ts'
import { FAR_FUTURE, ROLES, type World } from '../world.ts'

export async function accreditation(world: World, recorder: Recorder): Promise<void> {
  const { authority, newcomer, hospital, clinician } = world.accounts
  const { organisations } = world
  const accredit = (account: string, org: string, roles: number, variant: string) =>
    recorder.transaction(
      authority,
      'AccreditationRegistry',
      'accredit',
      [account, org, roles, FAR_FUTURE],
      variant,
    )
  const patient = world.patient(0).address
  await accredit(newcomer.address, organisation('newcomers'), ROLES.custodian, 'first of an organisation')
  await accredit(world.patient(1).address, organisations.hospital, ROLES.clinician, 'of a known organisation')
  await accredit(world.patient(2).address, organisations.hospital, ROLES.responder, 'an announced role')
  await accredit(clinician.address, organisations.hospital, ROLES.clinician | ROLES.auditor, 'again')
  await recorder.call('AccreditationRegistry', 'organisationOf', [hospital.address, ROLES.custodian])
  await recorder.call('AccreditationRegistry', 'organisationOf', [patient, ROLES.custodian], 'of nobody')
  await recorder.call('AccreditationRegistry', 'accreditationOf', [hospital.address])
  await recorder.transaction(authority, 'AccreditationRegistry', 'withdraw', [newcomer.address])
  await recorder.transaction(authority, 'AccreditationRegistry', 'transferOwnership', [newcomer.address])
  await recorder.transaction(newcomer, 'AccreditationRegistry', 'acceptOwnership', [])
}
