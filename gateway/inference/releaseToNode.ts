import type { BlockTag } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { sealSecret } from '../../sdk/crypto/envelope.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { KeyAnswer } from '../../sdk/gateway/protocol.ts'
import { readEncryptionKey } from '../../sdk/identity/readEncryptionKey.ts'
import { type SignedKeyRequest, verifyKeyRequest } from '../../sdk/inference/keyRequest.ts'
import { secretContext } from '../../sdk/inference/secretContext.ts'
import { recordIdOf } from '../../sdk/records/recordRef.ts'
import type { GatewayContext } from '../context.ts'
import { release } from '../records/release.ts'
import type { HeldRequest } from '../store/gatewayStore.ts'
import { ownSecret } from './ownSecret.ts'
import { requireSigner } from './requireSigner.ts'

const OPEN = 1n
const REPORTED = 2n

/**
 * Answers an oracle node's key request: the node must be a current signer, the request about this record and open on chain,
 * or its report landed and lost before it was handed in here, and both its requester and the committee permitted.
 */
export async function releaseToNode(context: GatewayContext, request: SignedKeyRequest): Promise<KeyAnswer> {
  const { contracts } = context
  const { node, digest } = verifyKeyRequest(contracts, request)
  await requireSigner(context, node)
  const held = await requireOpen(context, request)
  const committee = contracts.deployment.contracts.oracleCommittee
  const { requestId, recordId, deadline } = request
  const { requester, purpose } = held.request
  const answer = await release(context, {
    recordId,
    grantee: node,
    principals: [requester, committee],
    purpose,
    requestId,
    digest,
    deadline,
    // Asked again: a node may have waited for its turn while a large record was re-keyed.
    async requireStanding(blockNumber) {
      await Promise.all([
        requireSigner(context, node, blockNumber),
        requireOpen(context, request, blockNumber),
      ])
    },
  })
  return { ...answer, request: held.request, secret: await secretFor(context, held, node) }
}

async function requireOpen(
  { contracts, store }: GatewayContext,
  { requestId, recordId }: SignedKeyRequest,
  blockTag: BlockTag = 'latest',
): Promise<HeldRequest> {
  const held = store.findRequest(requestId)
  const { status } = await read(contracts.inferenceOracle.requestOf(requestId, { blockTag }))
  const isLost = status === REPORTED && !store.findReport(requestId) && !store.isReportErased(requestId)
  if (!held || (status !== OPEN && !isLost)) {
    throw new RefusedError(
      'REQUEST_NOT_OPEN',
      `The request ${requestId} is not open, or was not announced here.`,
    )
  }
  if (held.request.records.some((ref) => recordIdOf(contracts, ref) === recordId)) return held
  throw new RefusedError('RECORD_NOT_FOUND', `The request ${requestId} does not name the record ${recordId}.`)
}

async function secretFor(context: GatewayContext, held: HeldRequest, node: string) {
  const { contracts } = context
  const key = await readEncryptionKey(contracts, node)
  const secret = await ownSecret(context, held)
  const binding = secretContext(contracts, held.requestId, node, key.keyId)
  const envelope = await sealSecret(key.publicKey, binding, secret)
  secret.fill(0)
  return envelope
}
