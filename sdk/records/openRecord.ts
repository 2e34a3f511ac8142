import type { Contracts } from '../chain/contracts.ts'
import type { EncryptionIdentity } from '../crypto/encryptionIdentity.ts'
import { type EnvelopeContext, openEnvelope } from '../crypto/envelope.ts'
import { collect } from '../crypto/payload.ts'
import { IntegrityError } from '../errors/index.ts'
import type { ContentReader } from '../storage/contentStore.ts'
import type { Locator } from './locator.ts'
import { type StreamOptions, streamPayload, type TransferOptions } from './payload.ts'
import type { RecordRef } from './recordRef.ts'
import type { ReleasedRecord } from './releasedRecord.ts'
import { verifyEvidence } from './verifyEvidence.ts'

export interface RecordReader {
  readonly contracts: Contracts
  readonly content: ContentReader
  /** Account that the envelope is for. */
  readonly grantee: string
  readonly identity: Pick<EncryptionIdentity, 'privateKey' | 'keyId'>
}

/** Everything an envelope is bound to. */
export const envelopeContext = (
  contracts: Contracts,
  ref: RecordRef,
  locator: Locator,
  grantee: string,
  keyId: string,
): EnvelopeContext => ({
  chainId: contracts.chainId,
  registry: contracts.deployment.contracts.recordRegistry,
  recordId: locator.recordId,
  commitment: ref.commitment,
  cid: locator.cid,
  grantee,
  keyId,
  keyEpoch: locator.keyEpoch,
})

/**
 * Verifies a released record against the chain, opens its envelope and decrypts it segment by segment: memory stays
 * flat whatever the size. Do not act on what was yielded before the stream has ended without an error.
 * @param recordId the record that was asked for
 * @throws IntegrityError where anything differs; as `verifyEvidence` and `streamPayload`
 */
export async function* streamRecord(
  reader: RecordReader,
  recordId: string,
  released: ReleasedRecord,
  options: StreamOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { contracts, content, grantee, identity } = reader
  if ((await verifyEvidence(contracts, released)) !== recordId) {
    throw new IntegrityError('RECORD_MISMATCH', `The gateway answered with another record than ${recordId}.`)
  }
  const { ref, locator, manifest, envelope } = released
  const context = envelopeContext(contracts, ref, locator, grantee, identity.keyId)
  const dataKey = await openEnvelope(identity.privateKey, context, envelope)
  try {
    yield* streamPayload(content, locator, manifest, dataKey, options)
  } finally {
    dataKey.fill(0)
  }
}

/**
 * The same into memory: nothing is returned before every check holds.
 * @throws as {@link streamRecord}
 */
export async function openRecord(
  reader: RecordReader,
  recordId: string,
  released: ReleasedRecord,
  { signal, onProgress }: TransferOptions = {},
): Promise<Uint8Array> {
  const segments = streamRecord(reader, recordId, released, { signal, onProgress })
  return collect(segments, released.manifest.size)
}
