import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { Blockstore } from '../../sdk/storage/blockstore.ts'
import type { OpenStore } from '../../sdk/storage/copyPinned.ts'
import { embeddedContentStore } from '../../sdk/storage/embeddedContentStore.ts'
import type { KuboOptions } from '../../sdk/storage/kubo/kuboConnection.ts'
import type { PinSet } from '../../sdk/storage/pins.ts'

/** An embedded store in a folder. */
export interface FolderStore extends OpenStore {
  readonly kind: 'folder'
  readonly folder: string
  readonly blocks: Blockstore
  readonly pins: PinSet
}

/** A Kubo daemon behind its RPC API. */
export interface KuboStore extends OpenStore {
  readonly kind: 'kubo'
  readonly options: KuboOptions
}

/**
 * Opens a content store by its address: an http or https URL is that of a Kubo daemon's RPC API, whose token is in
 * SALUS_KUBO_TOKEN; anything else is the folder of an embedded store.
 *
 * @param create makes a folder that is not there; without it the folder must hold a store.
 * @throws InvalidInputError INPUT_NOT_FOUND, ADDRESS_INVALID; as openFileBlockstore
 */
export async function openStore(address: string, create = false): Promise<FolderStore | KuboStore> {
  return /^https?:\/\//.test(address) ? openKubo(address) : openFolder(address, create)
}

async function openKubo(api: string): Promise<KuboStore> {
  const { kuboContentStore } = await import('../../sdk/storage/kubo/kuboContentStore.ts')
  const { kuboBlocks } = await import('../../sdk/storage/kubo/kuboBlocks.ts')
  const { connectKubo } = await import('../../sdk/storage/kubo/kuboConnection.ts')
  const options = { api, token: process.env.SALUS_KUBO_TOKEN || undefined }
  const blocks = kuboBlocks(connectKubo(options), true)
  return { kind: 'kubo', options, content: kuboContentStore(options), blocks }
}

/** @throws InvalidInputError INPUT_NOT_FOUND where there is no store and none may be made. */
export async function openFolder(folder: string, create = false): Promise<FolderStore> {
  const { openFileBlockstore } = await import('../../sdk/storage/node/fileBlockstore.ts')
  const { openFilePins } = await import('../../sdk/storage/node/filePins.ts')
  const details = await stat(join(folder, 'blocks')).catch(() => undefined)
  if (!create && !details?.isDirectory()) {
    throw new InvalidInputError(
      'INPUT_NOT_FOUND',
      `${folder} is not a content store: it has no folder 'blocks'.`,
    )
  }
  const [blocks, pins] = [await openFileBlockstore(folder), await openFilePins(folder)]
  return { kind: 'folder', folder, content: embeddedContentStore(blocks, pins), blocks, pins }
}
