import { expect } from 'chai'
import { createDataKey } from '../../../sdk/crypto/payload.ts'
import type { ByteSource } from '../../../sdk/crypto/segments.ts'
import { IntegrityError } from '../../../sdk/errors/index.ts'
import type { RecordManifest } from '../../../sdk/records/manifest.ts'
import { readPayload, storePayload, streamPayload } from '../../../sdk/records/payload.ts'
import { sha256 } from '../../../sdk/records/sha256.ts'
import type { ContentReader } from '../../../sdk/storage/contentStore.ts'
import { embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { rejection } from '../crypto/rejection.ts'
import { sampleBytes } from '../storage/sampleBytes.ts'

const recordId = `0x${'a1'.repeat(32)}`
const address = `0x${'11'.repeat(20)}`
const plaintext = await sampleBytes(2_500_000)

async function manifestOf(bytes: Uint8Array): Promise<RecordManifest> {
  return {
    format: 'salus-record/1',
    patient: address,
    custodianOrg: address,
    author: address,
    category: 'laboratory',
    mediaType: 'application/octet-stream',
    size: bytes.length,
    sha256: await sha256(bytes),
    predecessor: null,
  }
}

const openStore = () => embeddedContentStore(memoryBlockstore(), memoryPins())

async function stored(source: ByteSource = [plaintext]) {
  const store = openStore()
  return { store, ...(await storePayload(store, { recordId, keyEpoch: 1, plaintext: source })) }
}

async function yieldedBefore(stream: AsyncIterable<Uint8Array>) {
  let bytes = 0
  const error = await rejection(
    (async () => {
      for await (const segment of stream) bytes += segment.length
    })(),
  )
  return { bytes, error }
}

describe('record payloads', () => {
  it('stores a stream of any pieces and streams the same bytes back', async () => {
    async function* pieces() {
      for (let start = 0; start < plaintext.length; start += 77_777) {
        yield plaintext.subarray(start, start + 77_777)
      }
    }
    const { store, locator, dataKey } = await stored(pieces())
    const parts: Uint8Array[] = []
    const progress: number[] = []
    const options = { onProgress: (bytes: number) => progress.push(bytes) }
    for await (const part of streamPayload(store, locator, await manifestOf(plaintext), dataKey, options)) {
      parts.push(part)
    }
    expect(Buffer.concat(parts).equals(plaintext)).to.equal(true)
    expect(parts).to.have.length(3)
    expect(progress).to.have.length(3)
    expect(progress.at(-1)).to.equal(plaintext.length)
  })

  it('stores and reads an empty record', async () => {
    const { store, locator, dataKey } = await stored([])
    const opened = await readPayload(store, locator, await manifestOf(new Uint8Array()), dataKey)
    expect(opened).to.have.length(0)
  })

  it('tells how far storing has come', async () => {
    const progress: number[] = []
    const record = { recordId, keyEpoch: 1, plaintext: [plaintext] }
    await storePayload(openStore(), record, { onProgress: (bytes) => progress.push(bytes) })
    expect(progress.at(-1)).to.equal(plaintext.length)
  })

  it('refuses another key before it reads a byte', async () => {
    const { locator } = await stored()
    const unread: ContentReader = {
      cat() {
        throw new Error('was read')
      },
      has: async () => true,
    }
    const { error } = await yieldedBefore(
      streamPayload(unread, locator, await manifestOf(plaintext), createDataKey()),
    )
    expect(error).to.be.instanceOf(IntegrityError)
    expect(error).to.have.property('code', 'ENVELOPE_INVALID')
  })

  it('fails at the end when the hash is another than the manifest says', async () => {
    const { store, locator, dataKey } = await stored()
    const manifest = { ...(await manifestOf(plaintext)), sha256: `0x${'00'.repeat(32)}` }
    const { bytes, error } = await yieldedBefore(streamPayload(store, locator, manifest, dataKey))
    expect(error).to.have.property('code', 'RECORD_MISMATCH')
    expect(bytes).to.equal(plaintext.length)
    expect(await rejection(readPayload(store, locator, manifest, dataKey))).to.have.property(
      'code',
      'RECORD_MISMATCH',
    )
  })

  it('fails at the end when fewer bytes come than the manifest says', async () => {
    const { store, locator, dataKey } = await stored()
    const manifest = { ...(await manifestOf(plaintext)), size: plaintext.length + 1 }
    const { error } = await yieldedBefore(streamPayload(store, locator, manifest, dataKey))
    expect(error).to.have.property('code', 'RECORD_MISMATCH')
  })

  it('fails as soon as more bytes come than the manifest says, and yields none of them', async () => {
    const { store, locator, dataKey } = await stored()
    const manifest = await manifestOf(plaintext.subarray(0, 1_100_000))
    const { bytes, error } = await yieldedBefore(streamPayload(store, locator, manifest, dataKey))
    expect(error).to.have.property('code', 'RECORD_MISMATCH')
    expect(bytes).to.be.at.most(manifest.size)
    expect(await rejection(readPayload(store, locator, manifest, dataKey))).to.have.property(
      'code',
      'RECORD_MISMATCH',
    )
  })

  it('stops with the reason of its signal, storing and reading', async () => {
    const { store, locator, dataKey } = await stored()
    const reason = new Error('enough')
    const reading = new AbortController()
    const stream = streamPayload(store, locator, await manifestOf(plaintext), dataKey, {
      signal: reading.signal,
      onProgress: () => reading.abort(reason),
    })
    expect((await yieldedBefore(stream)).error).to.equal(reason)

    const storing = new AbortController()
    const endless = (function* () {
      for (;;) yield plaintext
    })()
    const record = { recordId, keyEpoch: 1, plaintext: endless }
    const options = { signal: storing.signal, onProgress: () => storing.abort(reason) }
    expect(await rejection(storePayload(openStore(), record, options))).to.equal(reason)
  })

  it('stores nothing that counts when the plaintext fails: a re-key of a record that does not match', async () => {
    const { store, locator, dataKey } = await stored()
    const manifest = { ...(await manifestOf(plaintext)), sha256: `0x${'00'.repeat(32)}` }
    const source = streamPayload(store, locator, manifest, dataKey)
    const error = await rejection(storePayload(store, { recordId, keyEpoch: 2, plaintext: source }))
    expect(error).to.have.property('code', 'RECORD_MISMATCH')
  })
})
