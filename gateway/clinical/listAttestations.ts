import { decide } from '../../sdk/consent/decide.ts'
import { isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import type { KeptAttestation } from '../../sdk/gateway/protocol.ts'
import { type Caller, isPatient, isStaff } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { noReport, openStatement, requireReport } from './statements.ts'

/**
 * What clinicians made of a report, for the patient, the staff, and whom the law lets read the report. Whoever has no right
 * to it learns as little as of one that does not exist. The patient is told who else read it, once a day and reader.
 * @throws RefusedError RECORD_NOT_FOUND
 */
export async function listAttestations(
  context: GatewayContext,
  caller: Caller,
  requestId: string,
  asked: Purpose | undefined,
): Promise<KeptAttestation[]> {
  const { store } = context
  const { record, purpose: ofRequest } = requireReport(context, requestId)
  const purpose = asked ?? ofRequest
  const isInside = (await isPatient(context, caller, record.ref.patient)) || (await isStaff(context, caller))
  if (!isInside && !(await isPermitted(context, caller, record, purpose))) throw noReport(requestId)

  const held = store.statementsOf(requestId)
  const attestations = await Promise.all(
    held
      .filter(({ kind }) => kind === 'attestation')
      .map(async (attestation) => {
        const { clinician } = attestation
        const outcome = held.find((other) => other.kind === 'outcome' && other.clinician === clinician)
        return {
          clinician,
          attestation: await openStatement(context, attestation),
          outcome: outcome ? await openStatement(context, outcome) : null,
        }
      }),
  )
  if (!isInside && attestations.length > 0) tell(context, caller, record, purpose)
  return attestations
}

async function isPermitted(
  { contracts }: GatewayContext,
  caller: Caller,
  { ref: { patient, category } }: HeldRecord,
  purpose: Purpose,
): Promise<boolean> {
  if (caller.kind === 'machine' || !caller.scopes.includes('user/*.rs')) return false
  return isPersonAllowed(await decide(contracts, { patient, grantee: caller.account, category, purpose }))
}

function tell(
  { store }: GatewayContext,
  caller: Caller,
  { recordId, ref }: HeldRecord,
  purpose: Purpose,
): void {
  if (caller.kind === 'machine') return
  const { account } = caller
  const at = new Date().toISOString()
  const notice = { at, kind: 'attestations-read', recordId, account, purpose } as const
  store.addNotice(ref.patient, notice, `attestations-read:${recordId}:${account}:${at.slice(0, 10)}`)
}
