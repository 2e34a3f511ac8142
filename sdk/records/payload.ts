import { createSha256 } from '#sha256'
import { bytesToHex } from '../crypto/bytes.ts'
import { keyCommitment } from '../crypto/commitment.ts'
import {
  collect,
  createDataKey,
  decryptPayload,
  encryptPayload,
  payloadAssociatedData,
} from '../crypto/payload.ts'
import type { ByteSource } from '../crypto/segments.ts'
import { IntegrityError } from '../errors/index.ts'
import type { ContentReader, ContentStore } from '../storage/contentStore.ts'
import type { Locator } from './locator.ts'
import type { RecordManifest } from './manifest.ts'

export interface StoredPayload {
  readonly locator: Locator
  readonly dataKey: Uint8Array
}

export interface TransferOptions {
  /** Aborting makes the call reject with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called after each segment with the plaintext bytes done so far. */
  readonly onProgress?: (plaintextBytes: number) => void
}

export interface StreamOptions extends TransferOptions {
  /**
   * Each segment is overwritten when the next is asked for. Saves much memory and some time for a reader that is done
   * with a segment by then; false unless told.
   */
  readonly reuseBuffers?: boolean
}

/**
 * Encrypts a record under a fresh data key for one key epoch and stores it, segment by segment: memory stays flat
 * whatever the size.
 * @param record `plaintext` in pieces of any size: `[bytes]`, a file's stream, or another record's {@link streamPayload}
 * @throws as {@link ContentStore.add}; whatever the plaintext raises; the signal's reason. Nothing is pinned then.
 */
export async function storePayload(
  store: ContentStore,
  record: { recordId: string; keyEpoch: number; plaintext: ByteSource },
  options: TransferOptions = {},
): Promise<StoredPayload> {
  const { recordId, keyEpoch, plaintext } = record
  const associatedData = payloadAssociatedData(recordId, keyEpoch)
  const dataKey = createDataKey()
  try {
    // A store is done with a piece when it asks for the next.
    const ciphertext = encryptPayload(dataKey, associatedData, plaintext, { ...options, reuseBuffers: true })
    const { cid } = await store.add(ciphertext, { signal: options.signal })
    const locator = { recordId, keyEpoch, cid, keyCommitment: keyCommitment(recordId, keyEpoch, dataKey) }
    return { dataKey, locator }
  } catch (error) {
    dataKey.fill(0)
    throw error
  }
}

/**
 * Reads and decrypts a record segment by segment: memory stays flat whatever the size. The data key is checked
 * before the first byte. Do not act on what was yielded before the stream has ended without an error: only then do
 * the last tag, the size and the hash hold.
 * @throws IntegrityError ENVELOPE_INVALID, PAYLOAD_INVALID, RECORD_MISMATCH; as {@link ContentReader.cat}; the
 * signal's reason
 */
export async function* streamPayload(
  reader: ContentReader,
  locator: Locator,
  manifest: RecordManifest,
  dataKey: Uint8Array,
  options: StreamOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { recordId, keyEpoch, cid } = locator
  if (keyCommitment(recordId, keyEpoch, dataKey) !== locator.keyCommitment) {
    throw new IntegrityError(
      'ENVELOPE_INVALID',
      `The key is not the one the locator of ${recordId} commits to.`,
    )
  }
  const associatedData = payloadAssociatedData(recordId, keyEpoch)
  // Each piece is copied into a segment before the next is asked for.
  const ciphertext = reader.cat(cid, { signal: options.signal, reuseBuffers: true })
  const hash = createSha256()
  let size = 0
  for await (const segment of decryptPayload(dataKey, associatedData, ciphertext, options)) {
    size += segment.length
    if (size > manifest.size) throw mismatch(recordId)
    hash.update(segment)
    yield segment
  }
  if (size !== manifest.size || bytesToHex(hash.digest()) !== manifest.sha256) throw mismatch(recordId)
}

/**
 * Reads and decrypts a record into memory. Nothing is returned before the last tag, the size and the hash all hold.
 * @throws as {@link streamPayload}
 */
export async function readPayload(
  reader: ContentReader,
  locator: Locator,
  manifest: RecordManifest,
  dataKey: Uint8Array,
  { signal, onProgress }: TransferOptions = {},
): Promise<Uint8Array> {
  const segments = streamPayload(reader, locator, manifest, dataKey, { signal, onProgress })
  return collect(segments, manifest.size)
}

function mismatch(recordId: string): IntegrityError {
  return new IntegrityError(
    'RECORD_MISMATCH',
    `The content of record ${recordId} does not match its manifest.`,
  )
}
