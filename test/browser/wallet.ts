import {
  type HDNodeWallet,
  JsonRpcProvider,
  type TransactionResponse,
  toNumber,
  toQuantity,
  Wallet,
} from 'ethers'
import type { BrowserContext } from 'playwright-core'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { revokeAllConsents } from '../../sdk/consent/restrictConsent.ts'

/** What a page asked the wallet for. */
export interface WalletRequest {
  readonly method: string
  readonly params: readonly unknown[]
}

/** What the wallet showed its owner: the text of a message, or typed data. */
type Shown = string | { readonly primaryType: string; readonly message: Readonly<Record<string, unknown>> }

type Key = Wallet | HDNodeWallet

/** Requests that the owner is asked about. */
const ASKED = ['eth_requestAccounts', 'personal_sign', 'eth_signTypedData_v4', 'eth_sendTransaction']

export interface WalletOptions {
  readonly rpcUrl: string
  readonly keys: readonly Key[]
  readonly chainId: number
  /** Chains that it knows. Default: its own, and the one it is on. */
  readonly name?: string
}

/**
 * A wallet extension as pages see it (EIP-1193, EIP-6963), whose keys stay in Node. It confirms all that it is asked, unless
 * told otherwise.
 */
export class TestWallet {
  readonly requests: WalletRequest[] = []
  readonly shown: Shown[] = []
  readonly #context: BrowserContext
  readonly #provider: JsonRpcProvider
  readonly #keys: readonly Key[]
  readonly #rpcChain: number
  #key: Key
  #chainId: number
  #rejections = 0
  #gate: Promise<void> = Promise.resolve()
  #failure: { readonly code: number; readonly message: string } | undefined
  #sent: TransactionResponse | undefined

  private constructor(context: BrowserContext, { rpcUrl, keys, chainId }: WalletOptions) {
    this.#context = context
    this.#provider = new JsonRpcProvider(rpcUrl, 31_337, { staticNetwork: true, cacheTimeout: -1 })
    this.#keys = keys
    this.#key = keys[0] ?? Wallet.createRandom()
    this.#chainId = chainId
    this.#rpcChain = 31_337
  }

  /** Puts the wallet into every page of a context. */
  static async inject(context: BrowserContext, options: WalletOptions): Promise<TestWallet> {
    const wallet = new TestWallet(context, options)
    await context.exposeBinding('salusTestWallet', (_source, request: WalletRequest) =>
      wallet.#answer(request),
    )
    await context.addInitScript(announce, options.name ?? 'Test Wallet')
    return wallet
  }

  get account(): string {
    return this.#key.address
  }

  /** The owner rejects the next request. */
  rejectNext(count = 1): void {
    this.#rejections = count
  }

  /** The wallet, or its node, answers the next request that its owner is asked about with a fault. */
  failNext(failure: { readonly code: number; readonly message: string }): void {
    this.#failure = failure
  }

  /** The owner has what was sent last replaced, as wallets offer: by the same at a higher price, or by nothing. */
  async replaceLast(by: 'the same' | 'nothing'): Promise<void> {
    if (!this.#sent) throw new Error('Nothing was sent.')
    const { nonce, to, data, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = this.#sent
    await this.#key.connect(this.#provider).sendTransaction({
      ...(by === 'the same' ? { to, data, value, gasLimit } : { to: this.#key.address, value: 0 }),
      nonce,
      maxFeePerGas: (maxFeePerGas ?? 0n) * 2n,
      maxPriorityFeePerGas: (maxPriorityFeePerGas ?? 0n) * 2n,
    })
  }

  /** The owner does not look: requests wait until what is given back is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#gate = promise
    return resolve
  }

  async switchAccount(index: number): Promise<void> {
    this.#key = this.#keys[index] ?? this.#key
    await this.#emit('accountsChanged', [this.#key.address.toLowerCase()])
  }

  /** The owner disconnects the page in the wallet. */
  async disconnect(): Promise<void> {
    await this.#emit('accountsChanged', [])
  }

  async switchChain(chainId: number): Promise<void> {
    this.#chainId = chainId
    await this.#emit('chainChanged', toQuantity(chainId))
  }

  /** The owner revokes every consent, somewhere else. */
  async revokeAll(deployment: Deployment): Promise<void> {
    const contracts = connectContracts(deployment, this.#key.connect(this.#provider))
    await revokeAllConsents(contracts, this.#key.address)
  }

  close(): void {
    this.#provider.destroy()
  }

  async #emit(event: string, value: unknown): Promise<void> {
    for (const page of this.#context.pages()) {
      await page.evaluate(
        ([name, detail]) => dispatchEvent(new CustomEvent(`salus-test-${name}`, { detail })),
        [event, value] as const,
      )
    }
  }

  async #answer(
    request: WalletRequest,
  ): Promise<{ value?: unknown; error?: { code: number; message: string } }> {
    this.requests.push(request)
    try {
      if (ASKED.includes(request.method)) {
        await this.#gate
        if (this.#rejections > 0) {
          this.#rejections -= 1
          return { error: { code: 4001, message: 'User rejected the request.' } }
        }
        const failure = this.#failure
        this.#failure = undefined
        if (failure) return { error: failure }
      }
      return { value: await this.#run(request) }
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string }
      return { error: { code: typeof code === 'number' ? code : -32_603, message } }
    }
  }

  async #run({ method, params }: WalletRequest): Promise<unknown> {
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return [this.#key.address.toLowerCase()]
      case 'eth_chainId':
        return toQuantity(this.#chainId)
      case 'wallet_switchEthereumChain': {
        const chain = toNumber((params[0] as { chainId: string }).chainId)
        if (chain !== this.#rpcChain) throw Object.assign(new Error('Unrecognized chain'), { code: 4902 })
        await this.switchChain(chain)
        return null
      }
      case 'personal_sign': {
        const bytes = Buffer.from(String(params[0]).slice(2), 'hex')
        this.shown.push(bytes.toString())
        return this.#key.signMessage(bytes)
      }
      case 'eth_signTypedData_v4': {
        const { domain, types, primaryType, message } = JSON.parse(String(params[1]))
        this.shown.push({ primaryType, message })
        const { EIP712Domain: _, ...own } = types
        return this.#key.signTypedData(domain, own, message)
      }
      case 'eth_sendTransaction': {
        const { to, data, value, gas } = params[0] as Record<string, string>
        const transaction = { to: to ?? null, data: data ?? '0x', value: value ?? 0, gasLimit: gas ?? null }
        this.#sent = await this.#key.connect(this.#provider).sendTransaction(transaction)
        return this.#sent.hash
      }
      default:
        throw Object.assign(new Error(`The test wallet does not know ${method}.`), { code: 4200 })
    }
  }
}

/** Runs in the page, before any script of it. */
function announce(name: string): void {
  const { salusTestWallet } = globalThis as unknown as {
    salusTestWallet: (
      request: unknown,
    ) => Promise<{ value?: unknown; error?: { code: number; message: string } }>
  }
  const listeners = new Map<(value: unknown) => void, (event: Event) => void>()
  const provider = {
    async request({ method, params = [] }: { method: string; params?: unknown[] }) {
      const { value, error } = await salusTestWallet({ method, params })
      if (error) throw Object.assign(new Error(error.message), { code: error.code })
      return value
    },
    on(event: string, listener: (value: unknown) => void) {
      const forward = (given: Event) => listener((given as CustomEvent).detail)
      listeners.set(listener, forward)
      addEventListener(`salus-test-${event}`, forward)
    },
    removeListener(event: string, listener: (value: unknown) => void) {
      const forward = listeners.get(listener)
      if (forward) removeEventListener(`salus-test-${event}`, forward)
    },
  }
  const info = {
    uuid: '7f9d3c1a-0b7e-4f86-9a55-1c2f3f3a9d10',
    name,
    icon: 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E',
    rdns: 'example.test.wallet',
  }
  const say = () =>
    dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
  addEventListener('eip6963:requestProvider', say)
  say()
}
