import { type ReadonlySignal, signal } from '@preact/signals'
import { visible } from '../words/visible.ts'
import type { FoundWallet, WalletProvider } from './eip1193.ts'

/** Characters of a name that are shown. */
const LONGEST_NAME = 60
/** Characters of a picture. */
const LONGEST_ICON = 200_000

/**
 * The wallets of this browser, as they announce themselves (https://eips.ethereum.org/EIPS/eip-6963), or else the one that put
 * itself into the page. A name and a picture are whatever a wallet says: they prove nothing.
 * @param page the window
 */
export function discoverWallets(page: EventTarget): ReadonlySignal<readonly FoundWallet[]> {
  const wallets = signal<readonly FoundWallet[]>(injectedWallet())
  let announced: readonly FoundWallet[] = []
  page.addEventListener('eip6963:announceProvider', (event) => {
    const found = foundWallet((event as CustomEvent<unknown>).detail)
    if (!found || announced.some(({ id }) => id === found.id)) return
    announced = [...announced, found]
    wallets.value = announced
  })
  page.dispatchEvent(new CustomEvent('eip6963:requestProvider'))
  return wallets
}

/** An announcement, or undefined where it is none: one extension's fault must not hide the others. */
function foundWallet(detail: unknown): FoundWallet | undefined {
  try {
    const { info, provider } = detail as { info: Record<string, unknown>; provider: Partial<WalletProvider> }
    const { uuid, name, icon } = info
    if (typeof uuid !== 'string' || typeof name !== 'string') return undefined
    if (typeof provider.request !== 'function') return undefined
    return {
      id: uuid,
      name: visible(name.slice(0, LONGEST_NAME)),
      icon: isPicture(icon) ? icon : null,
      provider: provider as WalletProvider,
    }
  } catch {
    return undefined
  }
}

const isPicture = (icon: unknown): icon is string =>
  typeof icon === 'string' &&
  icon.length < LONGEST_ICON &&
  /^data:image\/(?:png|svg\+xml|webp|jpeg)[;,]/.test(icon)

function injectedWallet(): readonly FoundWallet[] {
  const { ethereum } = globalThis as { readonly ethereum?: Partial<WalletProvider> }
  if (typeof ethereum?.request !== 'function') return []
  return [{ id: 'injected', name: '', icon: null, provider: ethereum as WalletProvider }]
}
