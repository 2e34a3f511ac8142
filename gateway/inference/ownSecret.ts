import { openSecret } from '../../sdk/crypto/envelope.ts'
import { secretContext } from '../../sdk/inference/secretContext.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRequest } from '../store/gatewayStore.ts'

/** The secret of a request, from the custodian's own envelope. The caller wipes it. */
export function ownSecret(
  { contracts, identity, signer }: GatewayContext,
  { requestId, secret }: HeldRequest,
): Promise<Uint8Array> {
  const binding = secretContext(contracts, requestId, signer.address, identity.keyId)
  return openSecret(identity.privateKey, binding, secret)
}
