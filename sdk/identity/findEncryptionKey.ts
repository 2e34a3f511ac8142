import type { Contracts } from '../chain/contracts.ts'
import { RefusedError } from '../errors/index.ts'
import { type PublishedKey, readEncryptionKey } from './readEncryptionKey.ts'

/** The account's published key, or undefined where there is none with a valid proof. */
export async function findEncryptionKey(
  contracts: Contracts,
  account: string,
): Promise<PublishedKey | undefined> {
  try {
    return await readEncryptionKey(contracts, account)
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'DID_KEY_MISSING') return undefined
    throw error
  }
}
