import { AbiCoder, getAddress } from 'ethers'
import { z } from 'zod'
import { IntegrityError, InvalidInputError } from '../errors/index.ts'
import { bytesToHex, hexToBytes, utf8Bytes } from './bytes.ts'
import { hpkeOpen, hpkeSeal, keyTypeX25519 } from './hpke.ts'

const recordInfo = utf8Bytes('salus.envelope.record.v1')
const secretInfo = utf8Bytes('salus.envelope.request-secret.v1')
const maximumSecretBytes = 1024

/** Everything an envelope of a record's data key is bound to. Altering any field makes opening fail. */
export interface EnvelopeContext {
  chainId: bigint
  /** Address of the record registry. */
  registry: string
  /** 32 bytes, 0x-prefixed. */
  recordId: string
  /** 32 bytes, 0x-prefixed. */
  commitment: string
  /** Content identifier of the encrypted payload. */
  cid: string
  /** Account that may open the envelope. */
  grantee: string
  /** 16 bytes, 0x-prefixed: the grantee's encryption key. */
  keyId: string
  keyEpoch: number
}

/** What the envelope of an inference request's secret is bound to. */
export interface SecretContext {
  chainId: bigint
  /** Address of the contract that holds the request. */
  consumer: string
  /** 32 bytes, 0x-prefixed. */
  requestId: string
  grantee: string
  /** 16 bytes, 0x-prefixed. */
  keyId: string
}

/** A secret wrapped for one grantee; safe to store as JSON. All values are 0x-prefixed hexadecimal. */
export interface Envelope {
  keyType: typeof keyTypeX25519
  /** 16 bytes. */
  keyId: string
  /** The encapsulated key, 32 bytes. */
  ephemeral: string
  /** The wrapped secret and its 16-byte tag. */
  ciphertext: string
}

const hexOf = (minimumBytes: number, maximumBytes = minimumBytes) =>
  z
    .string()
    .max(2 + 2 * maximumBytes)
    .regex(new RegExp(`^0x(?:[0-9a-f]{2}){${minimumBytes},${maximumBytes}}$`))

/** Shape of {@link Envelope} in messages from peers. */
export const envelopeSchema = z.strictObject({
  keyType: z.literal(keyTypeX25519),
  keyId: hexOf(16),
  ephemeral: hexOf(32),
  ciphertext: hexOf(17, maximumSecretBytes + 16),
})

/**
 * Reads an envelope that came from anywhere.
 *
 * @throws InvalidInputError ENVELOPE_INVALID naming the field.
 */
export function parseEnvelope(value: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.') || 'as a whole'
  throw new InvalidInputError(
    'ENVELOPE_INVALID',
    `The envelope is malformed (${field}); ask its author for it again.`,
  )
}

/**
 * Wraps a record's data key for one grantee.
 *
 * @param recipientPublicKey X25519, 32 bytes.
 * @param secret 1 to 1,024 bytes.
 * @throws InvalidInputError KEY_INVALID, BYTES_INVALID, ENVELOPE_INVALID (a context field of the wrong form).
 */
export async function sealEnvelope(
  recipientPublicKey: Uint8Array,
  context: EnvelopeContext,
  secret: Uint8Array,
): Promise<Envelope> {
  return seal(recipientPublicKey, recordInfo, envelopeAssociatedData(context), context.keyId, secret)
}

/**
 * @param privateKey X25519, 32 bytes.
 * @throws IntegrityError ENVELOPE_INVALID when key, context or bytes differ from what was sealed.
 */
export async function openEnvelope(
  privateKey: Uint8Array,
  context: EnvelopeContext,
  envelope: Envelope,
): Promise<Uint8Array> {
  return open(privateKey, recordInfo, envelopeAssociatedData(context), context.keyId, envelope)
}

/** Wraps an inference request's secret for one committee member. Parameters and errors as sealEnvelope. */
export async function sealSecret(
  recipientPublicKey: Uint8Array,
  context: SecretContext,
  secret: Uint8Array,
): Promise<Envelope> {
  return seal(recipientPublicKey, secretInfo, secretAssociatedData(context), context.keyId, secret)
}

/** Opens what sealSecret made. Errors as openEnvelope. */
export async function openSecret(
  privateKey: Uint8Array,
  context: SecretContext,
  envelope: Envelope,
): Promise<Uint8Array> {
  return open(privateKey, secretInfo, secretAssociatedData(context), context.keyId, envelope)
}

async function seal(
  publicKey: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  keyId: string,
  secret: Uint8Array,
): Promise<Envelope> {
  if (secret.length === 0 || secret.length > maximumSecretBytes) {
    throw new InvalidInputError(
      'BYTES_INVALID',
      `An envelope holds 1 to ${maximumSecretBytes} bytes, not ${secret.length}.`,
    )
  }
  const sealed = await hpkeSeal(publicKey, info, associatedData, secret)
  return {
    keyType: keyTypeX25519,
    keyId: bytesToHex(hexToBytes(keyId, 16)),
    ephemeral: bytesToHex(sealed.ephemeral),
    ciphertext: bytesToHex(sealed.ciphertext),
  }
}

async function open(
  privateKey: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  keyId: string,
  envelope: Envelope,
): Promise<Uint8Array> {
  const { keyId: sealedFor, ephemeral, ciphertext } = parseEnvelope(envelope)
  if (sealedFor !== keyId.toLowerCase()) {
    throw new IntegrityError(
      'ENVELOPE_INVALID',
      `The envelope is for key ${sealedFor}, not for key ${keyId}.`,
    )
  }
  return hpkeOpen(privateKey, info, associatedData, {
    ephemeral: hexToBytes(ephemeral),
    ciphertext: hexToBytes(ciphertext),
  })
}

function envelopeAssociatedData(context: EnvelopeContext): Uint8Array {
  return encodeContext(
    ['uint8', 'uint256', 'address', 'bytes32', 'bytes32', 'string', 'address', 'bytes16', 'uint32'],
    () => [
      keyTypeX25519,
      context.chainId,
      getAddress(context.registry),
      context.recordId,
      context.commitment,
      context.cid,
      getAddress(context.grantee),
      context.keyId,
      context.keyEpoch,
    ],
  )
}

function secretAssociatedData(context: SecretContext): Uint8Array {
  return encodeContext(['uint8', 'uint256', 'address', 'bytes32', 'address', 'bytes16'], () => [
    keyTypeX25519,
    context.chainId,
    getAddress(context.consumer),
    context.requestId,
    getAddress(context.grantee),
    context.keyId,
  ])
}

// The Solidity ABI encoding of a fixed list of types is injective, so no two contexts share one encoding.
function encodeContext(types: string[], values: () => unknown[]): Uint8Array {
  try {
    return hexToBytes(AbiCoder.defaultAbiCoder().encode(types, values()))
  } catch (cause) {
    throw new InvalidInputError('ENVELOPE_INVALID', 'A field of the envelope context has the wrong form.', {
      cause,
    })
  }
}
