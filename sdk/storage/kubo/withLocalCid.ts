import type { CID } from 'multiformats/cid'
import type { ByteSource } from '../../crypto/segments.ts'
import type { AddOptions } from '../contentStore.ts'
import { importContent } from '../unixfs.ts'

export interface LocallyHashed {
  /** The same bytes, to be sent. */
  stream: AsyncIterable<Uint8Array>
  /** What the bytes that went through the stream are; settles when the stream has ended. */
  local: Promise<{ cid: CID; size: number }>
  /** Why the source itself failed, if it did. */
  failure(): unknown
}

const discardBlocks = { async put() {} }

/** Computes the CID of a stream while it passes through, chunk by chunk. */
export function withLocalCid(source: ByteSource, options: AddOptions, onChunk: () => void): LocallyHashed {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const local = importContent(discardBlocks, readable)
  // Nobody waits for it when the upload fails first.
  local.catch(() => {})
  let failure: unknown
  async function* passing() {
    const writer = writable.getWriter()
    let bytes = 0
    try {
      for await (const chunk of source) {
        options.signal?.throwIfAborted()
        await writer.write(chunk)
        bytes += chunk.length
        onChunk()
        // Who sends it may still do so when it asks for the next.
        yield chunk.slice()
        options.onProgress?.(bytes)
      }
      await writer.close()
    } catch (error) {
      failure = error
      throw error
    } finally {
      // After close this does nothing; when the upload stopped early it ends the computation.
      await writer.abort().catch(() => {})
    }
  }
  return { stream: passing(), local, failure: () => failure }
}
