import type { ContractTransactionReceipt } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { relayGrant } from '../../sdk/consent/relayGrant.ts'
import { isGranted, type SignedGrant } from '../../sdk/consent/signedGrant.ts'
import { relayRestriction, type SignedRestriction } from '../../sdk/consent/signedRestriction.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { relayEnrolment, type SignedEnrolment } from '../../sdk/records/enrol.ts'
import type { GatewayContext } from '../context.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import { payForRelay } from './payForRelay.ts'

/** The transaction that did what the patient signed: this one, or an earlier one where it was done already. */
export type Relayed = Promise<{ transactionHash: string }>

/** Pays for a patient's enrolment with this custodian. */
export async function relayOwnEnrolment(context: GatewayContext, enrolment: SignedEnrolment): Relayed {
  const { contracts, custodianOrg } = context
  if (enrolment.custodianOrg !== custodianOrg) {
    throw new RefusedError('NOT_ENROLLED', 'This gateway relays enrolments with its own organisation only.')
  }
  const { recordRegistry, deployment } = contracts
  const filter = recordRegistry.filters.PatientEnrolled(enrolment.patient, custodianOrg)
  return relayOnce(
    context,
    enrolment.patient,
    async () => {
      if (!(await read(recordRegistry.isEnrolled(enrolment.patient, custodianOrg)))) return undefined
      return (await read(recordRegistry.queryFilter(filter, deployment.block))).at(-1)?.transactionHash
    },
    () => relayEnrolment(contracts, enrolment),
  )
}

/** Pays for a grant of a patient enrolled here. */
export async function relayPatientGrant(context: GatewayContext, grant: SignedGrant): Relayed {
  const { patient, grantee } = grant
  await requireEnrolled(context, patient)
  const { consentRegistry, deployment } = context.contracts
  return relayOnce(
    context,
    patient,
    async () => {
      if (!(await isGranted(context.contracts, grant))) return undefined
      const filter = consentRegistry.filters.ConsentGranted(patient, grantee)
      return (await read(consentRegistry.queryFilter(filter, deployment.block))).at(-1)?.transactionHash
    },
    () => relayGrant(context.contracts, grant),
  )
}

/** Pays for a restriction of a patient enrolled here. It is never the only way: anyone can submit it. */
export async function relayPatientRestriction(context: GatewayContext, signed: SignedRestriction): Relayed {
  const { restriction, patient, grantee, count } = signed
  await requireEnrolled(context, patient)
  const { consentRegistry, deployment } = context.contracts
  const { filters } = consentRegistry
  const filter = {
    revoke: filters.ConsentRevoked(patient, grantee),
    deny: filters.ConsentDenied(patient, grantee),
    'revoke-all': filters.AllConsentsRevoked(patient),
    'opt-out': filters.OptedOut(patient),
  }[restriction]
  return relayOnce(
    context,
    patient,
    async () => (await read(consentRegistry.queryFilter(filter, deployment.block)))[count]?.transactionHash,
    () => relayRestriction(context.contracts, signed),
  )
}

/**
 * Relays unless it was done already. The contracts take what was done as success without looking at the signature: asked
 * first, nobody can make this gateway pay for nothing with it.
 */
export const relayOnce = async (
  context: GatewayContext,
  patient: string,
  findDone: () => Promise<string | undefined>,
  act: () => Promise<ContractTransactionReceipt>,
): Relayed => ({
  // In a queue of their own first: whoever sends many holds up other relays, and not what the custodian has to send.
  transactionHash: await context.relays(() =>
    context.transactions(async () => {
      const done = await findDone()
      return done ?? (await payForRelay(context, patient, act)).hash
    }),
  ),
})
