import { createHash } from 'node:crypto'

/** 0x-hex SHA-256 of bytes as they lie on disk, so that `sha256sum` shows the same. */
export function bytesHash(bytes: Uint8Array | string): string {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}
