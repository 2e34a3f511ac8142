import { ZeroAddress } from 'ethers'
import { ROLES } from '../../sdk/accreditation/roles.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { Scope } from '../../sdk/gateway/scopes.ts'
import type { GatewayContext } from '../context.ts'

/** Who sent a request: one of the custodian's own machines, or an account that has signed in. */
export type Caller =
  | { readonly kind: 'machine' }
  | { readonly kind: 'account'; readonly account: string; readonly scopes: readonly Scope[] }

/**
 * Whether the caller is of the custodian's staff now: an account is asked of the chain at each use, so that a withdrawn
 * accreditation ends its rights and not only its next session.
 */
export async function isStaff(context: GatewayContext, caller: Caller): Promise<boolean> {
  if (caller.kind === 'machine') return true
  return caller.scopes.includes('system/*.cruds') && isAccreditedHere(context, caller.account)
}

/** Whether an account is accredited as custodian for this gateway's organisation now. */
export async function isAccreditedHere(
  { contracts, custodianOrg }: GatewayContext,
  account: string,
): Promise<boolean> {
  const organisation = await read(contracts.accreditationRegistry.organisationOf(account, ROLES.custodian))
  return organisation === custodianOrg
}

/** The organisation for which an account is accredited as clinician now, or null. */
export async function clinicOf({ contracts }: GatewayContext, account: string): Promise<string | null> {
  const organisation = await read(contracts.accreditationRegistry.organisationOf(account, ROLES.clinician))
  return organisation === ZeroAddress ? null : organisation
}

/** The account of a clinician who may write here. @throws RefusedError NOT_ACCREDITED */
export async function requireClinician(context: GatewayContext, caller: Caller): Promise<string> {
  if (caller.kind === 'account' && caller.scopes.includes('user/*.c')) {
    if (await clinicOf(context, caller.account)) return caller.account
  }
  throw new RefusedError(
    'NOT_ACCREDITED',
    'This call is for clinicians: sign in with an account that is accredited as one.',
  )
}

/** Whether the caller acts for a patient now: the account that signs for them, which the chain names. */
export async function isPatient(
  { contracts }: GatewayContext,
  caller: Caller,
  patient: string,
): Promise<boolean> {
  if (caller.kind === 'machine' || !caller.scopes.includes('patient/*.rs')) return false
  return (await read(contracts.consentRegistry.controllerOf(patient))) === caller.account
}

/** @throws RefusedError NOT_ACCREDITED */
export async function requireStaff(context: GatewayContext, caller: Caller): Promise<void> {
  if (await isStaff(context, caller)) return
  throw new RefusedError(
    'NOT_ACCREDITED',
    "This call is for the custodian's staff: sign in with an account that is accredited for it.",
  )
}

/** The staff, or whoever acts for the patient. @throws RefusedError NOT_CONTROLLER */
export async function requireStaffOrPatient(
  context: GatewayContext,
  caller: Caller,
  patient: string,
): Promise<void> {
  if ((await isPatient(context, caller, patient)) || (await isStaff(context, caller))) return
  throw new RefusedError('NOT_CONTROLLER', `You do not act for the patient ${patient}.`)
}

/**
 * The same for one record. Whoever has no right to a record learns as little as of one that does not exist, also from the
 * time that the answer takes.
 * @throws RefusedError RECORD_NOT_FOUND
 */
export async function requireStaffOrPatientOf(
  context: GatewayContext,
  caller: Caller,
  recordId: string,
): Promise<void> {
  const patient = context.store.findRecord(recordId)?.ref.patient ?? ZeroAddress
  const rights = await Promise.all([isPatient(context, caller, patient), isStaff(context, caller)])
  if (rights.includes(true)) return
  throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${recordId}.`)
}
