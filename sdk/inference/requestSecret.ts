import { keccak256 } from 'ethers'
import { randomBytes } from '../crypto/bytes.ts'

/** Salts the report of one request, so that nobody outside it can guess a rounded risk from its hash. 32 bytes. */
export const createRequestSecret = (): Uint8Array => randomBytes(32)

export const requestSecretHash = (secret: Uint8Array): string => keccak256(secret)
