import type { ContractTransactionReceipt } from 'ethers'
import type { IConsentRegistry } from '../../sdk/abi/types/ConsentRegistry.d.ts'
import { read } from '../../sdk/chain/send.ts'
import { relayGrant } from '../../sdk/consent/relayGrant.ts'
import type { SignedGrant } from '../../sdk/consent/signedGrant.ts'
import { relayRestriction, type SignedRestriction } from '../../sdk/consent/signedRestriction.ts'
import { encodeTerms } from '../../sdk/consent/terms.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { relayEnrolment, type SignedEnrolment } from '../../sdk/records/enrol.ts'
import type { GatewayContext } from '../context.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import { payForRelay } from './payForRelay.ts'

/** Rules of a permit, in the order of `IConsentRegistry.Rule`. */
const PERMIT_ACCOUNT = 1
const PERMIT_ORGANISATION = 2

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
      const permit = await read(consentRegistry.permitOf(patient, grantee))
      if (!isInForce(grant, permit)) return undefined
      const filter = consentRegistry.filters.ConsentGranted(patient, grantee)
      return (await read(consentRegistry.queryFilter(filter, deployment.block))).at(-1)?.transactionHash
    },
    () => relayGrant(context.contracts, grant),
  )
}

/** Whether `permit` is what this grant made of the revision it names: the twin of the contract's own check. */
function isInForce(
  { terms, generation, revision }: SignedGrant,
  permit: IConsentRegistry.PermitStructOutput,
): boolean {
  const { isOrganisation, ...encoded } = encodeTerms(terms)
  return (
    Number(permit.generation) === generation &&
    Number(permit.revision) === (revision + 1) % 2 ** 32 &&
    Number(permit.rule) === (isOrganisation ? PERMIT_ORGANISATION : PERMIT_ACCOUNT) &&
    Number(permit.categories) === encoded.categories &&
    Number(permit.purposes) === encoded.purposes &&
    Number(permit.start) === encoded.start &&
    Number(permit.end) === encoded.end
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
