import { sealEnvelope } from '../../sdk/crypto/envelope.ts'
import { readEncryptionKey } from '../../sdk/identity/readEncryptionKey.ts'
import { envelopeContext } from '../../sdk/records/openRecord.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldEnvelope, HeldRecord } from '../store/gatewayStore.ts'

/** Wraps a record's data key for the key that `grantee` has published. @throws RefusedError DID_KEY_MISSING */
export async function wrapKey(
  { contracts }: GatewayContext,
  { recordId, ref, locator }: HeldRecord,
  grantee: string,
  dataKey: Uint8Array,
): Promise<Pick<HeldEnvelope, 'recordId' | 'keyEpoch' | 'grantee' | 'envelope'>> {
  const key = await readEncryptionKey(contracts, grantee)
  const context = envelopeContext(contracts, ref, locator, grantee, key.keyId)
  const envelope = await sealEnvelope(key.publicKey, context, dataKey)
  return { recordId, keyEpoch: locator.keyEpoch, grantee, envelope }
}
