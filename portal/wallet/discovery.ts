import { type ReadonlySignal, signal } from '@preact/signals'
import { createStore, type EIP6963ProviderDetail } from 'mipd'
import type { FoundWallet, WalletProvider } from './eip1193.ts'

/** Characters of a name that are shown. */
const LONGEST_NAME = 60
/** Characters of a picture. */
const LONGEST_ICON = 200_000

/** The wallets of this browser, as they announce themselves (EIP-6963), or else the one that put itself into the page. */
export function discoverWallets(): ReadonlySignal<readonly FoundWallet[]> {
  const store = createStore()
  const wallets = signal<readonly FoundWallet[]>([])
  const update = () => {
    const found = store.getProviders().map(foundWallet)
    wallets.value = found.length > 0 ? found : injectedWallet()
  }
  store.subscribe(update)
  update()
  return wallets
}

const foundWallet = ({ info, provider }: EIP6963ProviderDetail): FoundWallet => ({
  id: String(info.uuid),
  name: String(info.name).slice(0, LONGEST_NAME),
  icon: isPicture(info.icon) ? info.icon : null,
  provider: provider as WalletProvider,
})

const isPicture = (icon: unknown): icon is FoundWallet['icon'] & string =>
  typeof icon === 'string' &&
  icon.length < LONGEST_ICON &&
  /^data:image\/(?:png|svg\+xml|webp|jpeg)[;,]/.test(icon)

function injectedWallet(): readonly FoundWallet[] {
  const { ethereum } = globalThis as { readonly ethereum?: Partial<WalletProvider> }
  if (typeof ethereum?.request !== 'function') return []
  return [{ id: 'injected', name: '', icon: null, provider: ethereum as WalletProvider }]
}
