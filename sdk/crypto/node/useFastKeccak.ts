import { keccak256 } from 'ethers'
import { createKeccak } from 'hash-wasm'

/**
 * Makes ethers hash by WebAssembly, several times as fast as in JavaScript, in this whole process: signatures, addresses
 * and calls are mostly hashing. For the entry of a service.
 */
export async function useFastKeccak(): Promise<void> {
  const keccak = await createKeccak(256)
  keccak256.register((bytes) => keccak.init().update(bytes).digest('binary'))
}
