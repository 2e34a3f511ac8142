import { createCipheriv, createHash } from 'node:crypto'

/**
 * The deterministic bytes that Kubo's own CID tests are made of: the ChaCha20 key stream (RFC 8439) of
 * SHA-256(seed), with a zero nonce and a counter from 0.
 */
export async function* sampleStream(length: number, seed: string): AsyncGenerator<Uint8Array> {
  const cipher = createCipheriv('chacha20', createHash('sha256').update(seed).digest(), Buffer.alloc(16))
  for (let left = length; left > 0; left -= 65_536) {
    yield new Uint8Array(cipher.update(Buffer.alloc(Math.min(left, 65_536))))
  }
}

export async function sampleBytes(length: number, seed = 'sample'): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of sampleStream(length, seed)) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}
