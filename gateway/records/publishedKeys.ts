import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { type PublishedKey, readEncryptionKey } from '../../sdk/identity/readEncryptionKey.ts'

/** Gives the encryption key that an account publishes now. @throws RefusedError DID_KEY_MISSING */
export type PublishedKeys = (account: string) => Promise<PublishedKey>

/** Accounts remembered at most. */
const MAXIMUM_ACCOUNTS = 10_000

/**
 * Remembers published keys, and that an account has none: whoever filled a DID document with junk makes it be read once.
 * Every change of a DID document changes the block that the registry names for it
 * (ERC-1056, `changed`), so asking for that one number shows whether a remembered key is still the key.
 */
export function rememberPublishedKeys(contracts: Contracts): PublishedKeys {
  const remembered = new Map<string, { changed: bigint; key: PublishedKey | RefusedError }>()
  return async (account) => {
    const changed = await read(contracts.didRegistry.changed(account))
    const known = remembered.get(account)
    if (known?.changed === changed) return orThrow(known.key)
    const key = await readEncryptionKey(contracts, account).catch(refusalOnly)
    remembered.delete(account)
    const oldest = remembered.size >= MAXIMUM_ACCOUNTS ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
    remembered.set(account, { changed, key })
    return orThrow(key)
  }
}

function orThrow(key: PublishedKey | RefusedError): PublishedKey {
  if (key instanceof RefusedError) throw key
  return key
}

function refusalOnly(error: unknown): RefusedError {
  if (error instanceof RefusedError && error.code === 'DID_KEY_MISSING') return error
  throw error
}
