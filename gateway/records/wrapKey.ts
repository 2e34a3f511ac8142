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

/** The envelopes that every key epoch starts with: the custodian's and the patient's. Errors as {@link wrapKey}. */
export async function wrapForKeepers(
  context: GatewayContext,
  record: HeldRecord,
  dataKey: Uint8Array,
): Promise<HeldEnvelope[]> {
  const custodian = context.signer.address
  const { patient } = record.ref
  return [
    { principal: custodian, purpose: 'TREAT', ...(await wrapKey(context, record, custodian, dataKey)) },
    { principal: patient, purpose: 'PATRQT', ...(await wrapKey(context, record, patient, dataKey)) },
  ]
}
