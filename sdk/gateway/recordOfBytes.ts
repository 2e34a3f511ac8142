import { sha256 } from '../records/sha256.ts'
import type { NewRecord } from './protocol.ts'

/** A record whose bytes are in memory. */
export async function recordOfBytes(
  description: Omit<NewRecord, 'size' | 'sha256' | 'content'>,
  bytes: Uint8Array,
): Promise<NewRecord> {
  return { ...description, size: bytes.length, sha256: await sha256(bytes), content: () => [bytes] }
}
