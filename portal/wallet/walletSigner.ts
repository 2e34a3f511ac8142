import {
  AbstractSigner,
  hexlify,
  type JsonRpcProvider,
  type Provider,
  type TransactionRequest,
  type TransactionResponse,
  type TypedDataDomain,
  TypedDataEncoder,
  type TypedDataField,
  toQuantity,
  toUtf8Bytes,
} from 'ethers'
import { bytesSchema, hashSchema } from '../../sdk/chain/schemas.ts'
import { IntegrityError, RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import { ask, type ConnectedWallet, chainOf } from './connection.ts'
import { followSent } from './followSent.ts'
import { untilAborted } from './untilAborted.ts'

/** What a wallet is waited for. */
export type Asked = 'signature' | 'transaction'

export interface SignerOptions {
  readonly wallet: ConnectedWallet
  /** Our own node: everything is read from it, so that wallet and page agree on what is said of the chain. */
  readonly provider: JsonRpcProvider
  readonly chainId: number
  /** Ends the waiting; what the wallet shows stays open there. */
  readonly signal: AbortSignal
  readonly onAsk: (asked: Asked) => void
  readonly onAnswer: () => void
  readonly onSubmitted: (transactionHash: string) => void
  /** While it is looked for what was sent: our node does not answer, or does again. */
  readonly onAway: (isAway: boolean) => void
}

/** Gas beyond the estimate, in percent: the state may change before the transaction lands. */
const SPARE_GAS = 25n

/**
 * Signs by a wallet in the browser, and reads from our own node. Before each request the wallet must be on the chain, and
 * on the account, that the page is about.
 */
export class WalletSigner extends AbstractSigner<JsonRpcProvider> {
  readonly #options: SignerOptions

  constructor(options: SignerOptions) {
    super(options.provider)
    this.#options = options
  }

  async getAddress(): Promise<string> {
    return this.#options.wallet.account
  }

  connect(_provider: Provider | null): WalletSigner {
    return this
  }

  async signTransaction(): Promise<string> {
    throw new RefusedError('SIGNER_REFUSED', 'Wallets in a browser sign no transaction without sending it.')
  }

  async signMessage(message: string | Uint8Array): Promise<string> {
    const bytes = typeof message === 'string' ? toUtf8Bytes(message) : message
    return this.#signature('personal_sign', [hexlify(bytes), this.#options.wallet.account])
  }

  async signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    value: Record<string, unknown>,
  ): Promise<string> {
    const payload = JSON.stringify(TypedDataEncoder.getPayload(domain, types, value))
    return this.#signature('eth_signTypedData_v4', [this.#options.wallet.account, payload])
  }

  override async sendTransaction(request: TransactionRequest): Promise<TransactionResponse> {
    const { provider, wallet, chainId, onSubmitted, onAway, signal } = this.#options
    const { to, data, value } = await this.populateCall(request)
    const call = { from: wallet.account, to, data, value }
    // Also shows, before anybody is asked, whether the contract would refuse.
    const [gas, from] = await Promise.all([provider.estimateGas(call), provider.getBlockNumber()])
    const hash = await this.#ask('transaction', 'eth_sendTransaction', [
      {
        from: wallet.account,
        to,
        data,
        ...(value && { value: toQuantity(value) }),
        // Wallets that read it refuse where they have gone to another chain since they were asked for it.
        chainId: toQuantity(chainId),
        gas: toQuantity(gas + (gas * SPARE_GAS) / 100n),
      },
    ])
    const sent = hashSchema.safeParse(hash)
    if (!sent.success) throw new UnavailableError('SIGNER_UNAVAILABLE', 'The wallet gave no transaction.')
    onSubmitted(sent.data)
    const found = await followSent(sent.data, { provider, from, onAway, signal })
    await this.#requireAsked(found, call)
    return found
  }

  /** What a wallet names as sent must be what it was asked to send: else its word alone would make an act done. */
  async #requireAsked(
    { from, to, data, value }: TransactionResponse,
    asked: Pick<TransactionRequest, 'to' | 'data' | 'value'>,
  ): Promise<void> {
    const { provider, wallet } = this.#options
    const isSame =
      from === wallet.account &&
      to === asked.to &&
      value === BigInt(asked.value ?? 0) &&
      // Some wallets add their own mark at the end, which no contract of ours reads.
      data.startsWith(String(asked.data ?? '0x'))
    // A contract account has others send for it, in calls of their own.
    if (isSame || (await provider.getCode(wallet.account)) !== '0x') return
    throw new IntegrityError(
      'SIGNER_UNTRUE',
      'The wallet has sent another transaction than it was asked for.',
    )
  }

  async #signature(method: string, params: readonly unknown[]): Promise<string> {
    const signature = bytesSchema.safeParse(
      String(await this.#ask('signature', method, params)).toLowerCase(),
    )
    if (signature.success) return signature.data
    throw new UnavailableError('SIGNER_UNAVAILABLE', 'The wallet gave no signature.')
  }

  async #ask(asked: Asked, method: string, params: readonly unknown[]): Promise<unknown> {
    const { wallet, signal, onAsk, onAnswer } = this.#options
    signal.throwIfAborted()
    await this.#requireSame()
    onAsk(asked)
    try {
      return await untilAborted(ask(wallet.provider, method, params), signal)
    } finally {
      onAnswer()
    }
  }

  async #requireSame(): Promise<void> {
    const { wallet, chainId } = this.#options
    const chain = chainOf(await ask(wallet.provider, 'eth_chainId'))
    if (chain !== chainId) {
      throw new RefusedError(
        'CHAIN_MISMATCH',
        `The wallet is on network ${chain}, these records are on ${chainId}.`,
      )
    }
    const accounts = await ask(wallet.provider, 'eth_accounts')
    const [first] = Array.isArray(accounts) ? accounts : []
    if (String(first).toLowerCase() === wallet.account.toLowerCase()) return
    throw new RefusedError('SIGNER_MISMATCH', 'The wallet has changed to another account.')
  }
}
