import { sealEnvelope } from '../../sdk/crypto/envelope.ts'
import type { PublishedKey } from '../../sdk/identity/readEncryptionKey.ts'
import { envelopeContext } from '../../sdk/records/openRecord.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldEnvelope, HeldRecord } from '../store/gatewayStore.ts'

/** Wraps a record's data key for a published key. */
export async function wrapKey(
  { contracts }: GatewayContext,
  { recordId, ref, locator }: Pick<HeldRecord, 'recordId' | 'ref' | 'locator'>,
  { account, keyId, publicKey }: PublishedKey,
  dataKey: Uint8Array,
): Promise<Pick<HeldEnvelope, 'recordId' | 'keyEpoch' | 'grantee' | 'envelope'>> {
  const context = envelopeContext(contracts, ref, locator, account, keyId)
  const envelope = await sealEnvelope(publicKey, context, dataKey)
  return { recordId, keyEpoch: locator.keyEpoch, grantee: account, envelope }
}

/** The envelope that every key epoch starts with: the patient's. @throws RefusedError DID_KEY_MISSING */
export async function wrapForPatient(
  context: GatewayContext,
  record: Pick<HeldRecord, 'recordId' | 'ref' | 'locator'>,
  dataKey: Uint8Array,
): Promise<HeldEnvelope> {
  const { patient } = record.ref
  const wrapped = await wrapKey(context, record, await context.publishedKeys(patient), dataKey)
  return { principal: patient, purpose: 'PATRQT', decision: 'permitted', requestDigest: null, ...wrapped }
}
