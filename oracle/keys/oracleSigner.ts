import type { Provider, TransactionRequest, TransactionResponse } from 'ethers'
import type { TypedDataSigner } from '../../sdk/chain/typedData.ts'

/**
 * The account of a node: it signs reports and key requests, and pays for transactions. Where its key lies is the
 * adapter's business. Every ethers wallet that is connected to a provider fits.
 */
export interface OracleSigner extends TypedDataSigner {
  readonly address: string
  /** The node's own view of the chain. */
  readonly provider: Provider | null
  /** Fills in what is missing, signs and sends. @throws what the chain throws where the call would fail */
  sendTransaction(transaction: TransactionRequest): Promise<TransactionResponse>
}
