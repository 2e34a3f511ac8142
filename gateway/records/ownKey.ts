import { openEnvelope } from '../../sdk/crypto/envelope.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { envelopeContext } from '../../sdk/records/openRecord.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'

/** The data key of a record's current epoch, from the custodian's own envelope. The caller wipes it. */
export async function ownKey(context: GatewayContext, record: HeldRecord): Promise<Uint8Array> {
  const { contracts, signer, identity, store } = context
  const { recordId, ref, locator } = record
  const own = store
    .envelopesOf(recordId, locator.keyEpoch)
    .find(({ grantee, envelope }) => grantee === signer.address && envelope.keyId === identity.keyId)
  if (!own) {
    throw new RefusedError('RECORD_NOT_FOUND', `This gateway's key does not open the record ${recordId}.`)
  }
  const binding = envelopeContext(contracts, ref, locator, signer.address, identity.keyId)
  return openEnvelope(identity.privateKey, binding, own.envelope)
}
