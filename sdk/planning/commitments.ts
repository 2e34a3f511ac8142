import { id, keccak256 } from 'ethers'
import { concatBytes, hexToBytes } from '../crypto/bytes.ts'
import { contentCommitment } from '../crypto/commitment.ts'

/** What a site and a committee commit to. */
export type PlanKind = 'policy' | 'position' | 'forecast' | 'order'

const SALT_DOMAIN = hexToBytes(id('salus.planning.salt.v1'))

/**
 * The salt of one document: keccak256(domain ‖ secret ‖ keccak256(kind) ‖ keccak256(scope)). Keccak under a secret prefix is a
 * pseudo-random function, so a salt that opens one document tells nothing of another's.
 *
 * @param secret 32 bytes, 0x-prefixed: the policy file's
 * @param scope names the one document of this kind
 * @returns 32 bytes, 0x-prefixed
 * @throws InvalidInputError BYTES_INVALID
 */
export const planSalt = (secret: string, kind: PlanKind, scope: string): string =>
  keccak256(concatBytes(SALT_DOMAIN, hexToBytes(secret, 32), hexToBytes(id(kind)), hexToBytes(id(scope))))

/**
 * keccak256(keccak256('salus.planning.' + kind) ‖ salt ‖ keccak256(canonical JSON of the document)): hides the document, and
 * binds to it.
 * @throws InvalidInputError BYTES_INVALID, JSON_INVALID
 */
export const planCommitment = (kind: PlanKind, salt: string, document: unknown): string =>
  contentCommitment(`salus.planning.${kind}`, hexToBytes(salt, 32), document)
