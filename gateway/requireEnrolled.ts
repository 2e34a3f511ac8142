import { read } from '../sdk/chain/send.ts'
import { RefusedError } from '../sdk/errors/index.ts'
import type { GatewayContext } from './context.ts'

/** @throws RefusedError NOT_ENROLLED */
export async function requireEnrolled(
  { contracts, custodianOrg }: GatewayContext,
  patient: string,
): Promise<void> {
  if (await read(contracts.recordRegistry.isEnrolled(patient, custodianOrg))) return
  throw new RefusedError(
    'NOT_ENROLLED',
    `The patient ${patient} is not enrolled here. They must enrol first.`,
  )
}
