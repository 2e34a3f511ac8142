import { z } from 'zod'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { hashSchema } from '../../../sdk/chain/schemas.ts'
import { bytesToHex, hexToBytes } from '../../../sdk/crypto/bytes.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import type { PreparedRequest } from '../../../sdk/inference/askForReport.ts'
import { openImpression } from '../../../sdk/inference/impression.ts'
import { inferenceRequestSchema, requestIdOf } from '../../../sdk/inference/inferenceRequest.ts'
import { requestSecretHash } from '../../../sdk/inference/requestSecret.ts'
import { writeWhole } from '../../output/writeWhole.ts'

/** Bytes: eight records and a note of 2,000 characters. */
const LARGEST = 64 * 1024

const schema = z.strictObject({
  format: z.literal('salus-prepared-request/1'),
  chainId: z.number().int().positive(),
  requestId: hashSchema,
  request: inferenceRequestSchema,
  secret: hashSchema,
  impression: z.strictObject({ content: z.unknown(), salt: hashSchema, commitment: hashSchema }).nullable(),
})

/** Keeps a request before it is sent, in a file that only its owner may read: it holds the secret. */
export function writePrepared(path: string, chainId: number, prepared: PreparedRequest): Promise<void> {
  const kept = {
    format: 'salus-prepared-request/1',
    chainId,
    requestId: prepared.requestId,
    request: prepared.request,
    secret: bytesToHex(prepared.secret),
    impression: prepared.impression,
  } satisfies Record<keyof z.input<typeof schema>, unknown>
  return writeWhole(path, `${JSON.stringify(kept, null, 2)}\n`)
}

/**
 * The request of a file, once its parts are found to belong together, on this chain and by this requester.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, USAGE_INVALID, CHAIN_MISMATCH; as `openImpression`
 */
export async function readPrepared(
  path: string,
  contracts: Contracts,
  requester: string,
): Promise<PreparedRequest> {
  const result = schema.safeParse(parse(await readInputFile(path, LARGEST)))
  if (!result.success) throw unusable(path, 'it is not what salus report request keeps')
  const { chainId, requestId, request, impression } = result.data
  if (chainId !== contracts.deployment.chainId) {
    throw new InvalidInputError(
      'CHAIN_MISMATCH',
      `The request in ${path} is for chain ${chainId}. Connect to it.`,
    )
  }
  const secret = hexToBytes(result.data.secret, 32)
  if (request.requester !== requester) throw unusable(path, 'another account asks')
  if (requestIdOf(contracts, request) !== requestId) throw unusable(path, 'the request is not that of its id')
  if (requestSecretHash(secret) !== request.secretHash)
    throw unusable(path, 'the secret is not that of the request')
  const stated = impression && { ...impression, content: openImpression(impression, request) }
  return { request, requestId, secret, impression: stated }
}

const unusable = (path: string, why: string) =>
  new InvalidInputError('USAGE_INVALID', `The request in ${path} cannot be resumed: ${why}.`)

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
