import type { TransactionReceipt } from 'ethers'
import { IntegrityError } from '../errors/index.ts'
import type { Contracts } from './contracts.ts'
import { hashSchema } from './schemas.ts'
import { read } from './send.ts'

/** An act that was signed, and given to a gateway to send. */
export interface RelayedAct {
  /** Address that it is sent to. */
  readonly contract: string
  /** Whether the chain has it: a gateway can name any transaction, such as that of an earlier act of the same kind. */
  readonly isDone: () => Promise<boolean>
}

/**
 * What a gateway says that it sent, as the chain has it.
 * @throws IntegrityError MESSAGE_INVALID where the chain has it not
 */
export async function requireRelayed(
  { runner }: Contracts,
  { contract, isDone }: RelayedAct,
  { transactionHash }: { readonly transactionHash: string },
): Promise<TransactionReceipt> {
  const hash = hashSchema.safeParse(transactionHash)
  const receipt = hash.success
    ? await read(Promise.resolve(runner.provider?.getTransactionReceipt(hash.data)))
    : null
  if (receipt?.status === 1 && receipt.to === contract && (await isDone())) return receipt
  throw new IntegrityError(
    'MESSAGE_INVALID',
    'The gateway says that it relayed this, and the chain does not show it. Check that both are on one chain, or send it yourself.',
  )
}
