import { batch, type ReadonlySignal, signal } from '@preact/signals'
import { getAddress, isAddress } from 'ethers'
import { InvalidInputError, RefusedError, UnavailableError } from '../../sdk/errors/index.ts'
import type { FoundWallet, WalletProvider } from './eip1193.ts'
import { codeOf, UNKNOWN_CHAIN, walletError } from './walletError.ts'

/** The account that a wallet lets this page use. */
export interface ConnectedWallet {
  readonly provider: WalletProvider
  readonly name: string
  /** With its checksum (EIP-55). */
  readonly account: string
}

/** A network as a wallet is told of it (EIP-3085). */
export interface Network {
  readonly chainId: number
  readonly name: string
  readonly rpcUrl: string
}

/** Why an account is not the one of before. */
export type Change = 'connected' | 'switched' | 'left'

export interface Connection {
  readonly wallet: ReadonlySignal<ConnectedWallet | null>
  /** The chain that the wallet is on; null while it has not said. */
  readonly chainId: ReadonlySignal<number | null>
  /** Asks the wallet for its account. @throws RefusedError SIGNER_REFUSED, UnavailableError SIGNER_UNAVAILABLE */
  connect(wallet: FoundWallet): Promise<void>
  /** Asks the wallet to go to a network, which it is told of where it does not know it. @throws as `connect` */
  switchNetwork(network: Network): Promise<void>
  /** Forgets the wallet: the page keeps nothing of it. */
  leave(): void
}

/** The page's connection with one wallet. Nothing of it outlives the page. */
export function createConnection(onChange: (change: Change) => void): Connection {
  const wallet = signal<ConnectedWallet | null>(null)
  const chainId = signal<number | null>(null)
  let stopListening = () => {}
  /** Counts what was chosen: of two wallets that are asked at once, the later counts. */
  let choices = 0
  /** Counts what wallets told of their chain: that is newer than an answer to what was asked before. */
  let told = 0

  const leave = () => {
    choices += 1
    stopListening()
    batch(() => {
      wallet.value = null
      chainId.value = null
    })
    onChange('left')
  }
  const use = (found: FoundWallet, account: string, chain: number | null, change: Change) => {
    batch(() => {
      wallet.value = { provider: found.provider, name: found.name, account }
      chainId.value = chain
    })
    onChange(change)
  }
  const listen = (found: FoundWallet) => {
    const listeners: Record<string, (value: unknown) => void> = {
      accountsChanged(accounts) {
        const account = firstAccount(accounts)
        if (account === undefined) return leave()
        if (account !== wallet.value?.account) use(found, account, chainId.value, 'switched')
      },
      chainChanged(chain) {
        told += 1
        chainId.value = chainOf(chain)
      },
      disconnect: leave,
    }
    for (const [event, listener] of Object.entries(listeners)) found.provider.on?.(event, listener)
    stopListening = () => {
      for (const [event, listener] of Object.entries(listeners))
        found.provider.removeListener?.(event, listener)
      stopListening = () => {}
    }
  }

  /** Asks a wallet for its chain, and keeps it unless the wallet has told of another, or was left, meanwhile. */
  const askChain = async (provider: WalletProvider): Promise<void> => {
    const before = [choices, told].join()
    const chain = chainOf(await ask(provider, 'eth_chainId'))
    if (before === [choices, told].join()) chainId.value = chain
  }

  return {
    wallet,
    chainId,
    async connect(found) {
      stopListening()
      choices += 1
      const own = choices
      const account = firstAccount(await ask(found.provider, 'eth_requestAccounts'))
      if (own !== choices) throw new RefusedError('SIGNER_REFUSED', 'Another wallet was chosen meanwhile.')
      if (account === undefined) {
        throw new UnavailableError(
          'SIGNER_UNAVAILABLE',
          'The wallet gave no account. Unlock it and try again.',
        )
      }
      // At once: what the wallet tells from now on is heard.
      listen(found)
      use(found, account, null, 'connected')
      await askChain(found.provider)
    },
    async switchNetwork(network) {
      const { provider } = wallet.value ?? {}
      if (!provider) throw new UnavailableError('SIGNER_UNAVAILABLE', 'No wallet is connected.')
      await goTo(provider, network)
      await askChain(provider)
      if (chainId.value === network.chainId) return
      throw new InvalidInputError('CHAIN_MISMATCH', 'The wallet stayed on its network. Change it there.')
    },
    leave,
  }
}

async function goTo(provider: WalletProvider, { chainId, name, rpcUrl }: Network): Promise<void> {
  const chain = `0x${chainId.toString(16)}`
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: chain }] })
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_CHAIN) throw walletError(error)
    await ask(provider, 'wallet_addEthereumChain', [
      {
        chainId: chain,
        chainName: name,
        rpcUrls: [rpcUrl],
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      },
    ])
  }
}

/** @throws SalusError in our words */
export async function ask(
  provider: WalletProvider,
  method: string,
  params?: readonly unknown[],
): Promise<unknown> {
  try {
    return await provider.request({ method, ...(params && { params }) })
  } catch (error) {
    throw walletError(error)
  }
}

function firstAccount(accounts: unknown): string | undefined {
  const [first] = Array.isArray(accounts) ? accounts : []
  return isAddress(first) ? getAddress(first) : undefined
}

/** The number of a chain as wallets write it: hexadecimal, and some of them decimal. */
export function chainOf(value: unknown): number {
  const chain = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isSafeInteger(chain) ? chain : 0
}
