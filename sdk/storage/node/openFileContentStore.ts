import { type EmbeddedContentStore, embeddedContentStore } from '../embeddedContentStore.ts'
import { openFileBlockstore } from './fileBlockstore.ts'
import { openFilePins } from './filePins.ts'

/** The embedded content store in a folder, which is made when it is not there. Errors as openFileBlockstore. */
export async function openFileContentStore(folder: string): Promise<EmbeddedContentStore> {
  return embeddedContentStore(await openFileBlockstore(folder), await openFilePins(folder))
}
