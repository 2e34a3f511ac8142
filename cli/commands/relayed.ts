import { hashSchema } from '../../sdk/chain/schemas.ts'
import { read } from '../../sdk/chain/send.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { ChainContext } from '../context.ts'
import { type PrintedTransaction, printed } from '../output/transaction.ts'

/** What a gateway says that it sent, as the chain has it. @throws IntegrityError MESSAGE_INVALID where it has it not */
export async function relayed(
  { provider }: ChainContext,
  contract: string,
  { transactionHash }: { readonly transactionHash: string },
): Promise<PrintedTransaction> {
  const hash = hashSchema.safeParse(transactionHash)
  const receipt = hash.success ? await read(provider.getTransactionReceipt(hash.data)) : null
  if (receipt?.status === 1 && receipt.to === contract) return printed(receipt)
  throw new IntegrityError(
    'MESSAGE_INVALID',
    'The gateway says that it relayed this, and the chain does not show it. Check that both are on one chain, or send it yourself.',
  )
}
