import { keccak256 } from 'ethers'
import { createKeccak } from 'hash-wasm'
import { hexToBytes } from '../crypto/bytes.ts'

/** keccak256 of bytes. */
export type Keccak = (bytes: Uint8Array) => Uint8Array

/** By WebAssembly, several times as fast as ethers in JavaScript: for the millions of hashes of a batch. */
export async function createFastKeccak(): Promise<Keccak> {
  const hasher = await createKeccak(256)
  return (bytes) => hasher.init().update(bytes).digest('binary')
}

/** As ethers computes it, without waiting for WebAssembly. */
export const plainKeccak: Keccak = (bytes) => hexToBytes(keccak256(bytes))
