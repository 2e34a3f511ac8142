import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { IntegrityError, InvalidInputError } from '../errors/index.ts'
import { plainBytes } from './bytes.ts'

/** Key type of an encryption key: 0x01 is X25519. The other values are kept for post-quantum keys. */
export const keyTypeX25519 = 1

export interface SealedMessage {
  /** The encapsulated key (`enc`): an X25519 public key of 32 bytes. */
  ephemeral: Uint8Array
  /** Ciphertext and its 16-byte tag. */
  ciphertext: Uint8Array
}

export interface KeyPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

const keyLength = 32

/** HPKE base mode (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
function cipherSuite(): CipherSuite {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}

/**
 * Single-shot seal (RFC 9180 section 6.1).
 *
 * @throws InvalidInputError KEY_INVALID for a public key that is not a usable X25519 point.
 */
export async function hpkeSeal(
  recipientPublicKey: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Promise<SealedMessage> {
  requireKeyLength(recipientPublicKey, 'public')
  const suite = cipherSuite()
  let sender: Awaited<ReturnType<CipherSuite['createSenderContext']>>
  try {
    const recipient = await suite.kem.deserializePublicKey(plainBytes(recipientPublicKey))
    sender = await suite.createSenderContext({ recipientPublicKey: recipient, info: plainBytes(info) })
  } catch (cause) {
    throw new InvalidInputError('KEY_INVALID', "The recipient's public key is not a usable X25519 key.", {
      cause,
    })
  }
  const ciphertext = await sender.seal(plainBytes(plaintext), plainBytes(associatedData))
  return { ephemeral: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext) }
}

/**
 * Single-shot open (RFC 9180 section 6.1).
 *
 * @throws InvalidInputError KEY_INVALID for a private key of the wrong length.
 * @throws IntegrityError ENVELOPE_INVALID when anything differs from what was sealed.
 */
export async function hpkeOpen(
  recipientPrivateKey: Uint8Array,
  info: Uint8Array,
  associatedData: Uint8Array,
  sealed: SealedMessage,
): Promise<Uint8Array> {
  requireKeyLength(recipientPrivateKey, 'private')
  const suite = cipherSuite()
  try {
    const recipient = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(plainBytes(recipientPrivateKey)),
      enc: plainBytes(sealed.ephemeral),
      info: plainBytes(info),
    })
    return new Uint8Array(await recipient.open(plainBytes(sealed.ciphertext), plainBytes(associatedData)))
  } catch (cause) {
    throw new IntegrityError(
      'ENVELOPE_INVALID',
      'The envelope does not open with this key for this context: it is for another, or its bytes were altered.',
      { cause },
    )
  }
}

/**
 * DeriveKeyPair of RFC 9180 section 7.1.3.
 *
 * @param seed at least 32 bytes of secret key material.
 */
export async function hpkeKeyPair(seed: Uint8Array): Promise<KeyPair> {
  if (seed.length < keyLength) {
    throw new InvalidInputError(
      'KEY_INVALID',
      `A key seed has ${keyLength} bytes or more, not ${seed.length}.`,
    )
  }
  const { kem } = cipherSuite()
  const pair = await kem.deriveKeyPair(plainBytes(seed))
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await kem.serializePrivateKey(pair.privateKey)),
  }
}

function requireKeyLength(key: Uint8Array, kind: string): void {
  if (key.length !== keyLength) {
    throw new InvalidInputError(
      'KEY_INVALID',
      `An X25519 ${kind} key has ${keyLength} bytes, not ${key.length}.`,
    )
  }
}
