import type { ContractTransactionReceipt } from 'ethers'
import { read } from '../sdk/chain/send.ts'
import { relayGrant } from '../sdk/consent/relayGrant.ts'
import type { SignedGrant } from '../sdk/consent/signedGrant.ts'
import { relayRevocation, type SignedRevocation } from '../sdk/consent/signedRevocation.ts'
import { RefusedError } from '../sdk/errors/index.ts'
import { relayEnrolment, type SignedEnrolment } from '../sdk/records/enrol.ts'
import type { GatewayContext } from './context.ts'

type Relayed = Promise<{ transactionHash: string }>

/** Pays for a patient's enrolment with this custodian. */
export async function relayOwnEnrolment(context: GatewayContext, enrolment: SignedEnrolment): Relayed {
  if (enrolment.custodianOrg !== context.custodianOrg) {
    throw new RefusedError('NOT_ENROLLED', 'This gateway relays enrolments with its own organisation only.')
  }
  return relay(context, () => relayEnrolment(context.contracts, enrolment))
}

/** Pays for a grant of a patient enrolled here. */
export async function relayPatientGrant(context: GatewayContext, grant: SignedGrant): Relayed {
  await requireEnrolled(context, grant.patient)
  return relay(context, () => relayGrant(context.contracts, grant))
}

/** Pays for a revocation of a patient enrolled here. It is never the only way: anyone can submit it. */
export async function relayPatientRevocation(context: GatewayContext, revocation: SignedRevocation): Relayed {
  await requireEnrolled(context, revocation.patient)
  return relay(context, () => relayRevocation(context.contracts, revocation))
}

async function requireEnrolled({ contracts, custodianOrg }: GatewayContext, patient: string): Promise<void> {
  if ((await read(contracts.recordRegistry.enrolledAt(patient, custodianOrg))) > 0n) return
  throw new RefusedError('NOT_ENROLLED', `The patient ${patient} is not enrolled here.`)
}

const relay = async (context: GatewayContext, act: () => Promise<ContractTransactionReceipt>): Relayed => ({
  transactionHash: (await context.transactions(act)).hash,
})
