import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'

/** The data key of a record's present epoch. The caller wipes it. @throws IntegrityError ENVELOPE_INVALID */
export const ownKey = (
  { ownKeys }: GatewayContext,
  { recordId, locator, ownKey: sealed }: HeldRecord,
): Promise<Uint8Array> => ownKeys.open(recordId, locator.keyEpoch, sealed)
