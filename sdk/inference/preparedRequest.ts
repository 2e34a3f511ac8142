import { z } from 'zod'
import type { Contracts } from '../chain/contracts.ts'
import { hashSchema } from '../chain/schemas.ts'
import { bytesToHex, hexToBytes } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import type { PreparedRequest } from './askForReport.ts'
import { openImpression } from './impression.ts'
import { inferenceRequestSchema, requestIdOf } from './inferenceRequest.ts'
import { requestSecretHash } from './requestSecret.ts'

/** Bytes: eight records and a note of 2,000 characters. */
export const LARGEST_PREPARED_REQUEST = 64 * 1024

const schema = z.strictObject({
  format: z.literal('salus-prepared-request/1'),
  chainId: z.number().int().positive(),
  requestId: hashSchema,
  request: inferenceRequestSchema,
  secret: hashSchema,
  impression: z.strictObject({ content: z.unknown(), salt: hashSchema, commitment: hashSchema }).nullable(),
})

/** A request as JSON, to be kept before it is sent. Only its owner may read it: it holds the secret. */
export function preparedRequestText(chainId: number, prepared: PreparedRequest): string {
  const kept = {
    format: 'salus-prepared-request/1',
    chainId,
    requestId: prepared.requestId,
    request: prepared.request,
    secret: bytesToHex(prepared.secret),
    impression: prepared.impression,
  } satisfies Record<keyof z.input<typeof schema>, unknown>
  return `${JSON.stringify(kept, null, 2)}\n`
}

/**
 * A request that was kept, once its parts are found to belong together, on this chain and by this requester.
 * @param name what the file is called, for messages
 * @param requester who must have asked; undefined for anyone, to read and attest with: only who asked can go on asking
 * @throws InvalidInputError USAGE_INVALID, CHAIN_MISMATCH; as `openImpression`
 */
export function parsePreparedRequest(
  bytes: Uint8Array,
  name: string,
  contracts: Contracts,
  requester: string | undefined,
): PreparedRequest {
  const result = schema.safeParse(parse(bytes))
  if (!result.success) throw unusable(name, 'it is not what salus report request keeps')
  const { chainId, requestId, request, impression } = result.data
  if (chainId !== contracts.deployment.chainId) {
    throw new InvalidInputError(
      'CHAIN_MISMATCH',
      `The request in ${name} is for chain ${chainId}. Connect to it.`,
    )
  }
  const secret = hexToBytes(result.data.secret, 32)
  if (requester !== undefined && request.requester !== requester) throw unusable(name, 'another account asks')
  if (requestIdOf(contracts, request) !== requestId) throw unusable(name, 'the request is not that of its id')
  if (requestSecretHash(secret) !== request.secretHash)
    throw unusable(name, 'the secret is not that of the request')
  const stated = impression && { ...impression, content: openImpression(impression, request) }
  return { request, requestId, secret, impression: stated }
}

const unusable = (name: string, why: string) =>
  new InvalidInputError('USAGE_INVALID', `The request in ${name} cannot be resumed: ${why}.`)

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
