import { AbiCoder, getAddress, id, keccak256, verifyTypedData } from 'ethers'
import { RefusedError } from '../errors/index.ts'
import { bytesToHex, concatBytes, equalBytes, hexToBytes, randomBytes } from './bytes.ts'
import { hkdfSha256 } from './hkdf.ts'
import { hpkeKeyPair, keyTypeX25519 } from './hpke.ts'
import { parseRecoveryCode } from './recoveryCode.ts'
import { type MessageSigner, offChainDomain } from './typedDataSigner.ts'

const derivationSalt = hexToBytes(id('salus.encryption.identity.v1'))

const derivationTypes = {
  EncryptionIdentity: [
    { name: 'purpose', type: 'string' },
    { name: 'warning', type: 'string' },
    { name: 'account', type: 'address' },
    { name: 'keyEpoch', type: 'uint32' },
  ],
}

const purpose =
  'Together with your recovery code, this signature makes the key that opens medical records shared with you.'
const warning =
  'Sign this only in Salus. Nobody needs it to help you, to pay you or to sign you in. It moves no funds and grants no consent.'

export interface EncryptionIdentity {
  keyType: typeof keyTypeX25519
  /** X25519, 32 bytes. */
  publicKey: Uint8Array
  /** X25519, 32 bytes. Secret. */
  privateKey: Uint8Array
  /** The first 16 bytes of keccak256(public key), 0x-prefixed. */
  keyId: string
}

export interface EncryptionIdentityRequest {
  signer: MessageSigner
  /** Address of the account that signs. */
  account: string
  chainId: bigint
  /** Counts the account's encryption keys; a new number gives a new key. */
  keyEpoch: number
  /** As createRecoveryCode printed it. */
  recoveryCode: string
}

/**
 * The encryption key that a wallet and a recovery code give, always the same one:
 * DeriveKeyPair(HKDF-SHA256(signature ‖ recovery code, salt = domain, info = chain, account, key epoch)).
 * A phished signature alone opens nothing. The wallet is asked twice; contract wallets and wallets that sign with
 * fresh randomness cannot be used (take randomEncryptionIdentity and store it protected).
 *
 * @throws InvalidInputError RECOVERY_CODE_INVALID
 * @throws RefusedError SIGNATURE_NOT_DETERMINISTIC, SIGNER_MISMATCH; whatever the wallet raises when it declines.
 */
export async function deriveEncryptionIdentity(
  request: EncryptionIdentityRequest,
): Promise<EncryptionIdentity> {
  const recoverySecret = parseRecoveryCode(request.recoveryCode)
  const account = getAddress(request.account)
  const domain = offChainDomain(request.chainId)
  const text = { purpose, warning, account, keyEpoch: request.keyEpoch }
  const first = await request.signer.signTypedData(domain, derivationTypes, text)
  const second = await request.signer.signTypedData(domain, derivationTypes, text)
  const signature = hexToBytes(first)
  if (!equalBytes(signature, hexToBytes(second))) {
    throw new RefusedError(
      'SIGNATURE_NOT_DETERMINISTIC',
      'This wallet signs the same text differently each time, so no key can be derived from it; use a stored random key.',
    )
  }
  if (recoverSigner(domain, text, first) !== account) {
    throw new RefusedError(
      'SIGNER_MISMATCH',
      `The wallet did not sign as account ${account}; switch to that account, or use a stored random key.`,
    )
  }
  const info = AbiCoder.defaultAbiCoder().encode(
    ['uint256', 'address', 'uint32'],
    [request.chainId, account, request.keyEpoch],
  )
  const keyMaterial = concatBytes(signature, recoverySecret)
  return encryptionIdentityFromSeed(await hkdfSha256(keyMaterial, derivationSalt, hexToBytes(info), 32))
}

/** A fresh random identity: for servers, and for wallets that do not sign deterministically. */
export async function randomEncryptionIdentity(): Promise<EncryptionIdentity> {
  return encryptionIdentityFromSeed(randomBytes(32))
}

/**
 * The identity that a secret seed gives, always the same one.
 *
 * @param seed at least 32 secret bytes.
 * @throws InvalidInputError KEY_INVALID
 */
export async function encryptionIdentityFromSeed(seed: Uint8Array): Promise<EncryptionIdentity> {
  const { publicKey, privateKey } = await hpkeKeyPair(seed)
  return { keyType: keyTypeX25519, publicKey, privateKey, keyId: encryptionKeyId(publicKey) }
}

/** The first 16 bytes of keccak256(public key), 0x-prefixed. */
export function encryptionKeyId(publicKey: Uint8Array): string {
  return bytesToHex(hexToBytes(keccak256(publicKey)).subarray(0, 16))
}

function recoverSigner(
  domain: ReturnType<typeof offChainDomain>,
  text: Record<string, unknown>,
  signature: string,
): string | undefined {
  try {
    return verifyTypedData(domain, derivationTypes, text, signature)
  } catch {
    return undefined
  }
}
