import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { BlockReader } from '../../sdk/storage/blockstore.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { openFileBlockstore } from '../../sdk/storage/node/fileBlockstore.ts'

/** Where ciphertext is read from. */
export interface BlockOptions {
  readonly ipfs: string
  readonly store?: string
}

/** A store in a folder where one is named, else an IPFS gateway. @throws InvalidInputError INPUT_NOT_FOUND */
export async function openBlocks({ ipfs, store }: BlockOptions): Promise<BlockReader> {
  if (store === undefined) return httpBlockstore(ipfs)
  const details = await stat(join(store, 'blocks')).catch(() => undefined)
  if (details?.isDirectory()) return openFileBlockstore(store)
  throw new InvalidInputError(
    'INPUT_NOT_FOUND',
    `${store} is not a content store: it has no folder 'blocks'.`,
  )
}
