import type { ContractTransactionReceipt } from 'ethers'
import { read } from '../sdk/chain/send.ts'
import { relayGrant } from '../sdk/consent/relayGrant.ts'
import type { SignedGrant } from '../sdk/consent/signedGrant.ts'
import { relayRevocation, type SignedRevocation } from '../sdk/consent/signedRevocation.ts'
import { encodeTerms } from '../sdk/consent/terms.ts'
import { RefusedError } from '../sdk/errors/index.ts'
import { relayEnrolment, type SignedEnrolment } from '../sdk/records/enrol.ts'
import type { GatewayContext } from './context.ts'
import { requireEnrolled } from './requireEnrolled.ts'

/** The transaction that did what the patient signed: this one, or an earlier one where it was done already. */
type Relayed = Promise<{ transactionHash: string }>

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
    async () => (await read(recordRegistry.queryFilter(filter, deployment.block)))[0]?.transactionHash,
    () => relayEnrolment(contracts, enrolment),
  )
}

/** Pays for a grant of a patient enrolled here. */
export async function relayPatientGrant(context: GatewayContext, grant: SignedGrant): Relayed {
  const { patient, grantee, terms, generation, revision } = grant
  await requireEnrolled(context, patient)
  const { consentRegistry, deployment } = context.contracts
  const encoded = encodeTerms(terms)
  return relayOnce(
    context,
    async () => {
      if (Number(await read(consentRegistry.generationOf(patient))) !== generation) return undefined
      const permit = await read(consentRegistry.permitOf(patient, grantee))
      if (Number(permit.revision) !== revision + 1 || Number(permit.generation) !== generation)
        return undefined
      const filter = consentRegistry.filters.ConsentGranted(patient, grantee)
      const granted = await read(consentRegistry.queryFilter(filter, deployment.block))
      return granted.find(
        ({ args }) =>
          Number(args.revision) === revision + 1 &&
          Number(args.categories) === encoded.categories &&
          Number(args.purposes) === encoded.purposes &&
          Number(args.start) === encoded.start &&
          Number(args.end) === encoded.end,
      )?.transactionHash
    },
    () => relayGrant(context.contracts, grant),
  )
}

/** Pays for a revocation of a patient enrolled here. It is never the only way: anyone can submit it. */
export async function relayPatientRevocation(context: GatewayContext, revocation: SignedRevocation): Relayed {
  const { patient, grantee, revocations } = revocation
  await requireEnrolled(context, patient)
  const { consentRegistry, deployment } = context.contracts
  const filter = consentRegistry.filters.ConsentRevoked(patient, grantee)
  return relayOnce(
    context,
    async () =>
      (await read(consentRegistry.queryFilter(filter, deployment.block)))[revocations]?.transactionHash,
    () => relayRevocation(context.contracts, revocation),
  )
}

/**
 * Relays unless it was done already. The contracts take what was done as success without looking at the signature: asked
 * first, nobody can make this gateway pay for nothing with it.
 */
const relayOnce = async (
  context: GatewayContext,
  findDone: () => Promise<string | undefined>,
  act: () => Promise<ContractTransactionReceipt>,
): Relayed => ({
  transactionHash: await context.transactions(async () => (await findDone()) ?? (await act()).hash),
})
