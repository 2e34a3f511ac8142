import { createSegmentCipher } from '#segmentCipher'
import { IntegrityError, InvalidInputError } from '../errors/index.ts'
import { concatBytes, hexToBytes, randomBytes, uint32Bytes } from './bytes.ts'
import { hkdfSha256 } from './hkdf.ts'
import { type SegmentCipher, tagLength } from './segmentCipher.ts'
import { type ByteSource, type Segment, segmentsOf } from './segments.ts'

/*
 * Google Tink's streaming AEAD, type AES256_GCM_HKDF_1MB
 * (https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming):
 *
 *   header  = length byte (40) ‖ salt (32) ‖ nonce prefix (7)
 *   key     = HKDF-SHA256(data key, salt, info = associated data, 32 bytes)
 *   segment = AES-256-GCM(key, nonce = prefix ‖ uint32 segment number ‖ byte 1 for the last, else 0)
 *
 * The first ciphertext segment holds the header too, so every segment but the last has the segment size and is
 * exactly one IPFS leaf.
 */
const keyLength = 32
const saltLength = 32
const noncePrefixLength = 7
const headerLength = 1 + saltLength + noncePrefixLength
const maximumSegments = 0xffff_ffff

/** Bytes of one ciphertext segment: 1 MiB. */
export const payloadSegmentBytes = 1_048_576

export interface PayloadOptions {
  signal?: AbortSignal
  /** Called after each segment with the plaintext bytes done so far. */
  onProgress?: (plaintextBytes: number) => void
  /**
   * Each piece is overwritten when the next is asked for. Saves much memory and time for a reader that is done with a
   * piece by then; false unless told.
   */
  reuseBuffers?: boolean
  /** Bytes of a ciphertext segment, 57 or more; 1 MiB unless told. Records always use 1 MiB. */
  segmentBytes?: number
}

/** A fresh data key: 32 random bytes. One per record and key epoch. */
export function createDataKey(): Uint8Array {
  return randomBytes(keyLength)
}

/**
 * What binds a payload to its record: recordId (32 bytes) ‖ key epoch (4 bytes, most significant first).
 *
 * @param recordId 0x-prefixed, 32 bytes.
 * @throws InvalidInputError BYTES_INVALID
 */
export function payloadAssociatedData(recordId: string, keyEpoch: number): Uint8Array {
  return concatBytes(hexToBytes(recordId, 32), uint32Bytes(keyEpoch))
}

/**
 * Encrypts a stream; yields the ciphertext in pieces and holds one segment at a time.
 *
 * @param dataKey 32 bytes.
 * @throws InvalidInputError KEY_INVALID, INPUT_TOO_LARGE (2³² segments); the signal's reason when aborted.
 */
export async function* encryptPayload(
  dataKey: Uint8Array,
  associatedData: Uint8Array,
  plaintext: ByteSource,
  options: PayloadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const segmentBytes = requireSegmentBytes(options.segmentBytes)
  requireDataKey(dataKey)
  const salt = randomBytes(saltLength)
  const noncePrefix = randomBytes(noncePrefixLength)
  const cipher = await openCipher(dataKey, salt, associatedData)
  const size = segmentBytes - tagLength
  const room = roomFor(segmentBytes, options)
  let done = 0
  yield concatBytes(Uint8Array.of(headerLength), salt, noncePrefix)
  for await (const segment of segmentsOf(plaintext, size - headerLength, size)) {
    options.signal?.throwIfAborted()
    if (segment.index >= maximumSegments) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        'A payload holds at most 2^32 segments; split the record.',
      )
    }
    yield await cipher.seal(segmentNonce(noncePrefix, segment), segment.bytes, room(segment))
    done += segment.bytes.length
    options.onProgress?.(done)
  }
}

/**
 * Decrypts a stream; yields each plaintext segment after its tag holds. A reader must not act on what it was
 * given before the stream ends without an error: only then is it known that nothing was cut off.
 *
 * @param dataKey 32 bytes.
 * @throws IntegrityError PAYLOAD_INVALID naming the segment; InvalidInputError KEY_INVALID; the signal's reason.
 */
export async function* decryptPayload(
  dataKey: Uint8Array,
  associatedData: Uint8Array,
  ciphertext: ByteSource,
  options: PayloadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const segmentBytes = requireSegmentBytes(options.segmentBytes)
  requireDataKey(dataKey)
  const room = roomFor(segmentBytes, options)
  let opened: { cipher: SegmentCipher; noncePrefix: Uint8Array } | undefined
  let done = 0
  for await (const segment of segmentsOf(ciphertext, segmentBytes, segmentBytes)) {
    options.signal?.throwIfAborted()
    opened ??= await openHeader(dataKey, associatedData, segment)
    const { cipher, noncePrefix } = opened
    const body = segment.index === 0 ? segment.bytes.subarray(headerLength) : segment.bytes
    let plain: Uint8Array
    try {
      plain = await cipher.open(segmentNonce(noncePrefix, segment), body, room(segment))
    } catch (cause) {
      throw invalidSegment(segment, cause)
    }
    done += plain.length
    yield plain
    options.onProgress?.(done)
  }
}

/**
 * Reads a whole stream into memory.
 *
 * @param limitBytes the most it may hold.
 * @throws InvalidInputError INPUT_TOO_LARGE as soon as the limit is passed.
 */
export async function collect(source: ByteSource, limitBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of source) {
    length += part.length
    if (length > limitBytes) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        `The content is larger than the limit of ${limitBytes} bytes.`,
      )
    }
    parts.push(part)
  }
  return concatBytes(...parts)
}

async function openHeader(dataKey: Uint8Array, associatedData: Uint8Array, segment: Segment) {
  if (segment.bytes[0] !== headerLength || segment.bytes.length < headerLength + tagLength) {
    throw invalidSegment(segment)
  }
  const salt = segment.bytes.subarray(1, 1 + saltLength)
  const noncePrefix = segment.bytes.slice(1 + saltLength, headerLength)
  return { cipher: await openCipher(dataKey, salt, associatedData), noncePrefix }
}

async function openCipher(
  dataKey: Uint8Array,
  salt: Uint8Array,
  associatedData: Uint8Array,
): Promise<SegmentCipher> {
  return createSegmentCipher(await hkdfSha256(dataKey, salt, associatedData, keyLength))
}

/** Where each segment goes: always the same memory, or its own. */
function roomFor(segmentBytes: number, { reuseBuffers }: PayloadOptions): (segment: Segment) => Uint8Array {
  const shared = reuseBuffers ? new Uint8Array(segmentBytes) : undefined
  return ({ bytes }) => shared ?? new Uint8Array(bytes.length + tagLength)
}

function segmentNonce(noncePrefix: Uint8Array, segment: Segment) {
  return concatBytes(noncePrefix, uint32Bytes(segment.index), Uint8Array.of(segment.last ? 1 : 0))
}

function invalidSegment(segment: Segment, cause?: unknown): IntegrityError {
  const which = segment.last ? `${segment.index}, the last one` : `${segment.index}`
  return new IntegrityError(
    'PAYLOAD_INVALID',
    `Segment ${which} of the encrypted payload does not open: it was altered, moved or cut, or the key or record is another.`,
    { cause },
  )
}

function requireDataKey(dataKey: Uint8Array): void {
  if (dataKey.length !== keyLength) {
    throw new InvalidInputError('KEY_INVALID', `A data key has ${keyLength} bytes, not ${dataKey.length}.`)
  }
}

function requireSegmentBytes(segmentBytes = payloadSegmentBytes): number {
  if (!Number.isInteger(segmentBytes) || segmentBytes <= headerLength + tagLength) {
    throw new InvalidInputError(
      'RANGE_INVALID',
      `A payload segment needs more than ${headerLength + tagLength} bytes.`,
    )
  }
  return segmentBytes
}
