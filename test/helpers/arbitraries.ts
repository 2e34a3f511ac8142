import { getAddress, hexlify } from 'ethers'
import fc from 'fast-check'

/** Any 32 bytes, as lower-case hexadecimal. */
export const anyHash: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => hexlify(bytes))

/** Any address, with its checksum. */
export const anyAddress: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => getAddress(hexlify(bytes)))
