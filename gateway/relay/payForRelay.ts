import { isCallException, isError } from 'ethers'
import { chainTime } from '../../sdk/chain/time.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import type { GatewayContext } from '../context.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/**
 * Does what this gateway pays for, within its limits. Only what was sent counts: nobody can use up a limit with signatures
 * that the contracts refuse, and what they refuse only once it was sent is paid for all the same. A limit never keeps a patient from revoking: anyone may submit what they signed, and the
 * message says so.
 * @throws UnavailableError RELAY_LIMIT
 */
export async function payForRelay<T>(
  context: GatewayContext,
  patient: string,
  act: () => Promise<T>,
): Promise<T> {
  const { contracts, relayLimits, store } = context
  const now = await chainTime(contracts)
  if (store.relaysSince(now - DAY, patient) >= relayLimits.perPatientAndDay) {
    throw overLimit(`${relayLimits.perPatientAndDay} acts of a patient a day`)
  }
  if (store.relaysSince(now - HOUR) >= relayLimits.perHour) {
    throw overLimit(`${relayLimits.perHour} acts an hour`)
  }
  try {
    const result = await act()
    store.addRelay(patient, now)
    return result
  } catch (error) {
    if (wasSent(error)) store.addRelay(patient, now)
    throw error
  }
}

/** Whether an act failed when it was in a block already, or while it was waited for. */
function wasSent(error: unknown): boolean {
  const { cause } = error as { cause?: unknown }
  return (isCallException(cause) && cause.receipt != null) || isError(cause, 'TIMEOUT')
}

const overLimit = (limit: string) =>
  new UnavailableError(
    'RELAY_LIMIT',
    `This gateway pays for ${limit}. Submit this one from any account, or wait.`,
  )
