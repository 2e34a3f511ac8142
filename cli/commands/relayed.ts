import { type RelayedAct, requireRelayed } from '../../sdk/chain/requireRelayed.ts'
import type { ChainContext } from '../context.ts'
import { type PrintedTransaction, printed } from '../output/transaction.ts'

/** What a gateway says that it sent, as the chain has it. @throws IntegrityError MESSAGE_INVALID where it has it not */
export const relayed = async (
  { contracts }: ChainContext,
  act: RelayedAct,
  sent: { readonly transactionHash: string },
): Promise<PrintedTransaction> => printed(await requireRelayed(contracts, act, sent))
