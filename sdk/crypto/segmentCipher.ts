/** AES-256-GCM (NIST SP 800-38D) under one key, a segment at a time; the tag of 16 bytes follows the ciphertext. */
export interface SegmentCipher {
  /**
   * @param into room for ciphertext and tag. The answer may be a part of it, or other memory.
   * @returns ciphertext and tag
   */
  seal(nonce: Uint8Array, plaintext: Uint8Array, into: Uint8Array): Promise<Uint8Array>
  /**
   * @param into room for the plaintext. The answer may be a part of it, or other memory.
   * @returns the plaintext, once the tag holds
   * @throws when it does not, or when there is no room for a tag.
   */
  open(nonce: Uint8Array, ciphertext: Uint8Array, into: Uint8Array): Promise<Uint8Array>
}

export const tagLength = 16
