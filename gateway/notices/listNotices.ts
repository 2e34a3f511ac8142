import type { Notice } from '../../sdk/gateway/protocol.ts'
import type { GatewayContext } from '../context.ts'

/** What happened to a patient's records, the oldest first, from the notice after number `after` on. */
export const listNotices = (
  { store }: GatewayContext,
  patient: string,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Notice[] => store.noticesOf(patient, after, limit)
