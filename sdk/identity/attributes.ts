import { concat, dataSlice, encodeBytes32String, toBeHex } from 'ethers'

/** ERC-1056 attribute of an X25519 key agreement key, as did:ethr resolvers read it. */
export const KEY_ATTRIBUTE = encodeBytes32String('did/pub/X25519/enc/base58')

/** ERC-1056 attribute that holds the account's proof of that key. Resolvers pass over it. */
export const PROOF_ATTRIBUTE = encodeBytes32String('salus/key-proof')

/** Seconds for which a published key is valid: ten years. A new key epoch replaces it sooner. */
export const KEY_VALIDITY = 10 * 365 * 24 * 60 * 60

export const encodeProof = (keyEpoch: number, proof: string): string => concat([toBeHex(keyEpoch, 4), proof])

/** @throws where the bytes are too short; readers pass over such an attribute. */
export const decodeProof = (value: string): { keyEpoch: number; proof: string } => ({
  keyEpoch: Number(dataSlice(value, 0, 4)),
  proof: dataSlice(value, 4),
})
