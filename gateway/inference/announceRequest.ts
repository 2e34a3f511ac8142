import { read } from '../../sdk/chain/send.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { sealSecret } from '../../sdk/crypto/envelope.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { type InferenceRequest, requestIdOf } from '../../sdk/inference/inferenceRequest.ts'
import { requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { secretContext } from '../../sdk/inference/secretContext.ts'
import type { GatewayContext } from '../context.ts'

/** Keeps the content of a request on chain for the committee. Knowing the secret is what authorises it. */
export async function announceRequest(
  context: GatewayContext,
  request: InferenceRequest,
  secretHex: string,
): Promise<{ requestId: string }> {
  const { contracts, identity, signer, store } = context
  const secret = hexToBytes(secretHex)
  if (requestSecretHash(secret) !== request.secretHash) {
    throw new RefusedError('MESSAGE_INVALID', 'The secret is not the one that the request names.')
  }
  for (const ref of request.records) {
    if (ref.custodianOrg !== context.custodianOrg) {
      throw new RefusedError('RECORD_NOT_FOUND', 'The request names a record of another custodian.')
    }
  }
  const requestId = requestIdOf(contracts, request)
  const { status } = await read(contracts.inferenceOracle.requestOf(requestId))
  if (status === 0n) {
    throw new RefusedError('REQUEST_NOT_OPEN', `The request ${requestId} is not on chain. Send it first.`)
  }
  // Only from what is kept here could a report be handed in again: one that was erased stays so.
  if (store.isReportErased(requestId)) {
    throw new RefusedError('REQUEST_NOT_OPEN', `The report of the request ${requestId} was erased.`)
  }
  const binding = secretContext(contracts, requestId, signer.address, identity.keyId)
  store.addRequest({ requestId, request, secret: await sealSecret(identity.publicKey, binding, secret) })
  secret.fill(0)
  return { requestId }
}
