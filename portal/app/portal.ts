import { type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Connection, createConnection } from '../wallet/connection.ts'
import { discoverWallets } from '../wallet/discovery.ts'
import type { FoundWallet } from '../wallet/eip1193.ts'
import { words } from '../words/en.ts'
import type { Chain } from './chain.ts'
import { createRouter, type Router } from './router.ts'
import { createSessions, type Sessions } from './sessions.ts'
import type { Settings } from './settings.ts'
import { createThemeSwitch, type ThemeSwitch } from './theme.ts'

/** What pages work with. */
export interface Portal {
  readonly router: Router
  readonly theme: ThemeSwitch
  readonly wallets: ReadonlySignal<readonly FoundWallet[]>
  readonly connection: Connection
  readonly sessions: Sessions
  /** What a screen reader is told: the latest thing that happened. */
  readonly announcement: ReadonlySignal<string>
  announce(text: string): void
  /** Read once; asked again where it failed. */
  settings(): Promise<Settings>
  chain(): Promise<Chain>
  now(): Date
}

export function createPortal(): Portal {
  const announcement = signal('')
  const announce = (text: string) => {
    announcement.value = text
  }
  const sessions = createSessions(() => connection.wallet.peek()?.account ?? null)
  const connection: Connection = createConnection((change) => {
    sessions.forgetAll()
    announce(words.connection.changed[change])
  })
  const settings = onceLoaded(async () => (await import('./settings.ts')).loadSettings())
  const chain = onceLoaded(async () => {
    const [{ openChain }, known] = await Promise.all([import('./chain.ts'), settings()])
    return openChain(known)
  })
  return {
    router: createRouter(),
    theme: createThemeSwitch(document.documentElement),
    wallets: discoverWallets(window),
    connection,
    sessions,
    announcement,
    announce,
    settings,
    chain,
    now: () => new Date(),
  }
}

/** Loads once; a failure is not kept. */
function onceLoaded<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

const PortalContext = createContext<Portal | null>(null)
export const PortalProvider = PortalContext.Provider

export function usePortal(): Portal {
  const portal = useContext(PortalContext)
  if (!portal) throw new TypeError('There is no portal around this component.')
  return portal
}
