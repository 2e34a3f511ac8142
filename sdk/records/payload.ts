import { keyCommitment } from '../crypto/commitment.ts'
import {
  collect,
  createDataKey,
  decryptPayload,
  encryptPayload,
  payloadAssociatedData,
} from '../crypto/payload.ts'
import { IntegrityError } from '../errors/index.ts'
import type { ContentReader, ContentStore } from '../storage/contentStore.ts'
import type { Locator } from './locator.ts'
import type { RecordManifest } from './manifest.ts'
import { sha256 } from './sha256.ts'

export interface StoredPayload {
  readonly locator: Locator
  readonly dataKey: Uint8Array
}

/** Encrypts a record under a fresh data key for one key epoch and stores it. */
export async function storePayload(
  store: ContentStore,
  record: { recordId: string; keyEpoch: number; plaintext: Uint8Array },
): Promise<StoredPayload> {
  const { recordId, keyEpoch, plaintext } = record
  const dataKey = createDataKey()
  const associatedData = payloadAssociatedData(recordId, keyEpoch)
  const { cid } = await store.add(encryptPayload(dataKey, associatedData, [plaintext]))
  return {
    dataKey,
    locator: { recordId, keyEpoch, cid, keyCommitment: keyCommitment(recordId, keyEpoch, dataKey) },
  }
}

/**
 * Reads and decrypts a record. Nothing is returned before the last tag, the size and the hash all hold.
 * @throws IntegrityError ENVELOPE_INVALID, PAYLOAD_INVALID, RECORD_MISMATCH; as {@link ContentReader.cat}
 */
export async function readPayload(
  reader: ContentReader,
  locator: Locator,
  manifest: RecordManifest,
  dataKey: Uint8Array,
): Promise<Uint8Array> {
  const { recordId, keyEpoch, cid } = locator
  if (keyCommitment(recordId, keyEpoch, dataKey) !== locator.keyCommitment) {
    throw new IntegrityError(
      'ENVELOPE_INVALID',
      `The key is not the one the locator of ${recordId} commits to.`,
    )
  }
  const segments = decryptPayload(dataKey, payloadAssociatedData(recordId, keyEpoch), reader.cat(cid))
  const plaintext = await collect(segments, manifest.size)
  if (plaintext.length === manifest.size && (await sha256(plaintext)) === manifest.sha256) return plaintext
  throw new IntegrityError(
    'RECORD_MISMATCH',
    `The content of record ${recordId} does not match its manifest.`,
  )
}
