import { hexToBytes } from '../crypto/bytes.ts'
import type { ByteSource } from '../crypto/segments.ts'
import type { NewRecord } from './protocol.ts'

/**
 * Whether a request may state the length of a body that is streamed. Browsers keep that header to themselves, and stream
 * nothing over HTTP/1.1.
 */
const canStream = (): boolean =>
  new Request('http://localhost', { method: 'POST', headers: { 'content-length': '0' } }).headers.has(
    'content-length',
  )

/**
 * A request that carries a record's bytes: as a stream where the runtime can, else as a Blob, which browsers keep on disk
 * where it is large.
 * @param onProgress called before each piece
 */
export async function uploadOf(record: NewRecord, onProgress: () => void): Promise<RequestInit> {
  const { size, sha256, mediaType } = record
  const headers: Record<string, string> = {
    'content-type': mediaType,
    // RFC 9530, section 2
    'content-digest': `sha-256=:${btoa(String.fromCharCode(...hexToBytes(sha256, 32)))}:`,
  }
  const content = watched(record.content(), onProgress)
  if (!canStream()) return { headers, body: await blobOf(content) }
  return {
    headers: { ...headers, 'content-length': String(size) },
    body: streamOf(content),
    duplex: 'half',
  } as RequestInit
}

/** TypeScript's DOM library does not know this part of the Streams Standard yet. */
const streamOf = (source: AsyncIterable<Uint8Array>): ReadableStream =>
  (ReadableStream as unknown as { from(source: AsyncIterable<Uint8Array>): ReadableStream }).from(source)

async function* watched(source: ByteSource, onProgress: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onProgress()
    yield chunk
  }
}

async function blobOf(content: AsyncIterable<Uint8Array>): Promise<Blob> {
  let whole = new Blob()
  for await (const chunk of content) whole = new Blob([whole, chunk as BlobPart])
  return whole
}
