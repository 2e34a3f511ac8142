import { type ReadonlySignal, signal } from '@preact/signals'
import type { EncryptionIdentity } from '../../sdk/crypto/encryptionIdentity.ts'
import type { GatewayClient, Session } from '../../sdk/gateway/client.ts'

/** A gateway at which the account has shown who it is. */
export interface OpenSession {
  readonly client: GatewayClient
  readonly session: Session
}

/** What an account has opened. All of it is in memory, and gone when the account changes. */
export interface Sessions {
  /** By the gateway's URL. */
  readonly open: ReadonlySignal<ReadonlyMap<string, OpenSession>>
  /** The account's own encryption key, once it is unlocked. */
  readonly identity: ReadonlySignal<EncryptionIdentity | null>
  /** URL of the gateway that the pages are about; null for the first one. */
  readonly chosen: ReadonlySignal<string | null>
  choose(gatewayUrl: string): void
  /** Of another account than the one that is connected now it keeps nothing. */
  keep(gatewayUrl: string, session: OpenSession): void
  end(gatewayUrl: string): void
  /** Likewise. */
  unlock(account: string, identity: EncryptionIdentity): void
  lock(): void
  forgetAll(): void
}

/** @param connected gives the account of now: a wallet may change it while one of before signs in or unlocks its key */
export function createSessions(connected: () => string | null): Sessions {
  const open = signal<ReadonlyMap<string, OpenSession>>(new Map())
  const chosen = signal<string | null>(null)
  const identity = signal<EncryptionIdentity | null>(null)
  const lock = () => {
    identity.value?.privateKey.fill(0)
    identity.value = null
  }
  const end = (url: string) => {
    const { client } = open.value.get(url) ?? {}
    open.value = new Map([...open.value].filter(([kept]) => kept !== url))
    if (client) signOut(client)
  }
  return {
    open,
    chosen,
    choose(url) {
      chosen.value = url
    },
    identity,
    keep(url, session) {
      if (session.session.account !== connected()) return signOut(session.client)
      open.value = new Map([...open.value, [url, session]])
    },
    end,
    unlock(account, unlocked) {
      if (account !== connected()) {
        unlocked.privateKey.fill(0)
        return
      }
      lock()
      identity.value = unlocked
    },
    lock,
    forgetAll() {
      lock()
      for (const url of open.value.keys()) end(url)
    },
  }
}

/** Whether the gateway hears of it or not: this page has forgotten the session, and it ends by itself within the hour. */
const signOut = (client: GatewayClient): void => {
  client.signOut().catch(() => undefined)
}
