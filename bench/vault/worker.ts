import { createHash } from 'node:crypto'
import { join } from 'node:path'
import {
  createDataKey,
  decryptPayload,
  encryptPayload,
  payloadAssociatedData,
} from '../../sdk/crypto/payload.ts'
import type { RecordManifest } from '../../sdk/records/manifest.ts'
import { storePayload, streamPayload } from '../../sdk/records/payload.ts'
import type { EmbeddedContentStore } from '../../sdk/storage/embeddedContentStore.ts'
import { openFileContentStore } from '../../sdk/storage/node/openFileContentStore.ts'
import type { Measurement, Task } from './measureOurs.ts'
import { pieces } from './pieces.ts'

/* Writes and reads one record after another, each into a new store, and prints how long each took. */
const task = JSON.parse(process.argv[2] ?? '') as Task
const size = task.mebibytes * 1_048_576
const reuse = { reuseBuffers: true }
const recordId = `0x${'a1'.repeat(32)}`

const seconds = async (action: () => Promise<void>): Promise<number> => {
  const start = performance.now()
  await action()
  return (performance.now() - start) / 1000
}

async function drain(segments: AsyncIterable<Uint8Array>): Promise<void> {
  let read = 0
  for await (const segment of segments) read += segment.length
  if (read !== size) throw new Error(`${read} of ${size} bytes came back`)
}

async function payloadRound(store: EmbeddedContentStore): Promise<[write: number, read: number]> {
  const dataKey = createDataKey()
  const associatedData = payloadAssociatedData(recordId, 1)
  let cid = ''
  const write = await seconds(async () => {
    cid = (await store.add(encryptPayload(dataKey, associatedData, pieces(size), reuse))).cid
  })
  const read = await seconds(() =>
    drain(decryptPayload(dataKey, associatedData, store.cat(cid, reuse), reuse)),
  )
  return [write, read]
}

const manifest = task.asRecord ? manifestOf() : undefined

function manifestOf(): RecordManifest {
  const hash = createHash('sha256')
  for (const piece of pieces(size)) hash.update(piece)
  const address = `0x${'11'.repeat(20)}`
  return {
    format: 'salus-record/1',
    patient: address,
    custodianOrg: address,
    author: address,
    category: 'imaging',
    mediaType: 'application/dicom',
    size,
    sha256: `0x${hash.digest('hex')}`,
    predecessor: null,
  }
}

async function recordRound(
  store: EmbeddedContentStore,
  expected: RecordManifest,
): Promise<[write: number, read: number]> {
  let stored: Awaited<ReturnType<typeof storePayload>> | undefined
  const write = await seconds(async () => {
    stored = await storePayload(store, { recordId, keyEpoch: 1, plaintext: pieces(size) })
  })
  if (stored === undefined) throw new Error('nothing was stored')
  const { locator, dataKey } = stored
  const read = await seconds(() => drain(streamPayload(store, locator, expected, dataKey, reuse)))
  return [write, read]
}

const result = { write: [] as number[], read: [] as number[] }
for (let round = 0; round < task.rounds; round++) {
  const store = await openFileContentStore(join(task.folder, String(round)))
  const [write, read] = manifest ? await recordRound(store, manifest) : await payloadRound(store)
  result.write.push(write)
  result.read.push(read)
}
const measurement: Measurement = { ...result, peakMemory: process.resourceUsage().maxRSS / 1000 }
process.stdout.write(JSON.stringify(measurement))
