import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { create as createDigest } from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes, plainBytes } from '../crypto/bytes.ts'
import { IntegrityError, InvalidInputError, RefusedError } from '../errors/index.ts'

/** Bytes of the largest block that IPFS nodes exchange (https://specs.ipfs.tech/bitswap-protocol/: 2 MiB). */
export const maximumBlockBytes = 2_097_152

/** Multicodec of a UnixFS node, dag-pb (https://github.com/multiformats/multicodec). */
export const dagPbCode = 0x70
export const rawCode = raw.code

const longestCidText = 128

/**
 * Reads a content identifier that came from anywhere: CIDv1, sha2-256, raw or dag-pb. Nothing else is written by
 * this project, so nothing else is accepted.
 *
 * @throws InvalidInputError CID_INVALID
 */
export function parseCid(text: string): CID {
  let cid: CID | undefined
  try {
    cid = text.length <= longestCidText ? CID.parse(text) : undefined
  } catch {
    cid = undefined
  }
  if (cid === undefined || cid.toString() !== text || !isSupportedCid(cid)) {
    const shown = JSON.stringify(text.slice(0, longestCidText))
    throw new InvalidInputError(
      'CID_INVALID',
      `${shown} is not a content identifier (CIDv1, sha2-256, raw or dag-pb).`,
    )
  }
  return cid
}

export function isSupportedCid(cid: CID): boolean {
  const { code, multihash, version } = cid
  return version === 1 && multihash.code === sha256.code && multihash.size === 32 && isSupportedCodec(code)
}

/**
 * @param source names the store in the message.
 * @throws IntegrityError BLOCK_CORRUPT when the bytes do not have the hash in the CID.
 */
export async function verifyBlock(cid: CID, bytes: Uint8Array, source: string): Promise<void> {
  if (bytes.length > maximumBlockBytes) throw corruptBlock(cid, source)
  const digest = await globalThis.crypto.subtle.digest('SHA-256', plainBytes(bytes))
  if (!equalBytes(new Uint8Array(digest), cid.multihash.digest)) throw corruptBlock(cid, source)
}

/** The CID of a leaf. */
export async function rawCid(bytes: Uint8Array): Promise<CID> {
  // WebCrypto hashes off the main thread in Node, so that several leaves are hashed at once.
  const digest = await globalThis.crypto.subtle.digest('SHA-256', plainBytes(bytes))
  return CID.createV1(rawCode, createDigest(sha256.code, new Uint8Array(digest)))
}

export function corruptBlock(cid: CID, source: string): IntegrityError {
  return new IntegrityError(
    'BLOCK_CORRUPT',
    `Block ${cid} in ${source} does not match its hash; take it from another copy.`,
  )
}

export function missingBlock(cid: CID, source: string, cause?: unknown): RefusedError {
  return new RefusedError('BLOCK_NOT_FOUND', `Block ${cid} is not in ${source}.`, { cause })
}

function isSupportedCodec(code: number): boolean {
  return code === rawCode || code === dagPbCode
}
