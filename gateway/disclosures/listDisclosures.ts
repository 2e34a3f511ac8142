import type { LoggedDisclosure } from '../../sdk/gateway/protocol.ts'
import type { GatewayContext } from '../context.ts'
import { withProofs } from './withProofs.ts'

/** Receipts about a record, with their proofs where their period is anchored. */
export const listDisclosures = (context: GatewayContext, recordId: string): Promise<LoggedDisclosure[]> =>
  withProofs(context, context.store.receiptsOf(recordId))
