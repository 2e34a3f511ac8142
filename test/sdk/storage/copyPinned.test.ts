import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect } from '../../../sdk/crypto/payload.ts'
import { RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { parseCid } from '../../../sdk/storage/block.ts'
import type { Blockstore } from '../../../sdk/storage/blockstore.ts'
import { checkPins } from '../../../sdk/storage/checkPins.ts'
import { copyPinned, type OpenStore } from '../../../sdk/storage/copyPinned.ts'
import { embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { kuboBlocks } from '../../../sdk/storage/kubo/kuboBlocks.ts'
import { connectKubo } from '../../../sdk/storage/kubo/kuboConnection.ts'
import { kuboContentStore } from '../../../sdk/storage/kubo/kuboContentStore.ts'
import { kuboStatus } from '../../../sdk/storage/kubo/kuboStatus.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { openFileBlockstore } from '../../../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../../../sdk/storage/node/filePins.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { rejection } from '../crypto/rejection.ts'
import { absentCid, mebibyte } from './contentStoreContract.ts'
import { type KuboStandIn, startKuboStandIn } from './kuboStandIn.ts'
import { sampleBytes } from './sampleBytes.ts'

const contents = await Promise.all([
  sampleBytes(3 * mebibyte + 1, 'copy'),
  sampleBytes(1000, 'small'),
  new Uint8Array(),
])
const limit = 4 * mebibyte

interface MemoryStore extends OpenStore {
  readonly blocks: Blockstore
}

function memoryStore(): MemoryStore {
  const blocks = memoryBlockstore()
  return { blocks, content: embeddedContentStore(blocks, memoryPins()) }
}

async function filled(store: OpenStore): Promise<string[]> {
  const cids: string[] = []
  for (const bytes of contents) cids.push((await store.content.add([bytes])).cid)
  return cids
}

async function expectAll({ content }: OpenStore, cids: readonly string[]): Promise<void> {
  expect(await Array.fromAsync(content.pinned())).to.have.members(cids)
  for (const [index, cid] of cids.entries()) {
    expect(
      Buffer.compare(await collect(content.cat(cid), limit), contents[index] ?? Buffer.alloc(1)),
    ).to.equal(0)
  }
}

describe('copying of what is pinned', () => {
  let folder: string
  let server: KuboStandIn

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-copy-'))
    server = await startKuboStandIn()
  })

  afterEach(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })

  function kuboStore(): OpenStore {
    const options = { api: server.url, retries: { sleep: async () => {} } }
    return { content: kuboContentStore(options), blocks: kuboBlocks(connectKubo(options), true) }
  }

  async function folderStore(name: string): Promise<OpenStore> {
    const [blocks, pins] = [
      await openFileBlockstore(join(folder, name)),
      await openFilePins(join(folder, name)),
    ]
    return { blocks, content: embeddedContentStore(blocks, pins) }
  }

  it('loses nothing on the way from a folder to Kubo and back into another folder', async () => {
    const first = await folderStore('first')
    const cids = await filled(first)
    await first.content.add([Uint8Array.of(7)], { pin: false })
    const kubo = kuboStore()
    const bytes = 3 * mebibyte + 1001
    const report = { copied: 3, bytes, present: 0, foreign: [], failed: [] }
    expect(await copyPinned(first, kubo)).to.deep.equal(report)
    await expectAll(kubo, cids)
    const last = await folderStore('last')
    expect(await copyPinned(kubo, last)).to.deep.equal(report)
    await expectAll(last, cids)
    await expectAll(first, cids)
    expect(await kuboStatus({ api: server.url })).to.include({ version: '0.0.0-stand-in', blocks: 7 })
  })

  it('tells how far it has come', async () => {
    const from = memoryStore()
    await filled(from)
    const told: { done: number; total: number; bytes: number }[] = []
    await copyPinned(from, memoryStore(), { onProgress: (progress) => told.push(progress) })
    expect(told[0]).to.deep.equal({ done: 0, total: 3, bytes: 0 })
    expect(told.at(-1)).to.deep.equal({ done: 3, total: 3, bytes: 3 * mebibyte + 1001 })
  })

  it('goes on where it was stopped, and sends nothing twice', async () => {
    const from = memoryStore()
    const cids = await filled(from)
    const to = memoryStore()
    const controller = new AbortController()
    const reason = new Error('the operator went home')
    const stopped = copyPinned(from, to, {
      signal: controller.signal,
      onProgress: ({ done }) => done === 1 && controller.abort(reason),
    })
    expect(await rejection(stopped)).to.equal(reason)
    expect(await copyPinned(from, to)).to.deep.include({ copied: 2, present: 1, failed: [] })
    await expectAll(to, cids)
    expect(await copyPinned(from, to)).to.deep.include({ copied: 0, present: 3, bytes: 0 })
  })

  it('pins what the target held unpinned, and repairs what it held damaged', async () => {
    const from = memoryStore()
    const cids = await filled(from)
    const to = memoryStore()
    for (const bytes of contents) await to.content.add([bytes], { pin: false })
    for (const cid of cids.slice(0, 1)) await to.blocks.put(parseCid(cid), new Uint8Array(3))
    expect(await copyPinned(from, to)).to.deep.include({ copied: 1, present: 2, failed: [] })
    await expectAll(to, cids)
  })

  it('copies the others when one is damaged at the source, and says which', async () => {
    const from = memoryStore()
    const [first = '', ...others] = await filled(from)
    await from.blocks.put(parseCid(first), new Uint8Array(3))
    const to = memoryStore()
    const { copied, failed } = await copyPinned(from, to)
    expect(copied).to.equal(2)
    expect(failed.map(({ cid, code }) => [cid, code])).to.deep.equal([[first, 'BLOCK_CORRUPT']])
    expect(await Array.fromAsync(to.content.pinned())).to.have.members(others)
  })

  it('does not pin what a store cut in another way', async () => {
    const from = memoryStore()
    const [first = ''] = await filled(from)
    const lying: OpenStore = {
      ...from,
      content: { ...from.content, cat: () => from.content.cat(first, { length: 10 }) },
    }
    const to = memoryStore()
    const { failed } = await copyPinned(lying, to)
    expect(failed.map(({ code }) => code)).to.include('CID_MISMATCH')
    expect(await Array.fromAsync(to.content.pinned())).to.not.include(first)
  })

  it('leaves what others pinned in the daemon', async () => {
    const kubo = kuboStore()
    const cids = await filled(kubo)
    const foreign = 'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn'
    server.pinned.add(foreign)
    const to = memoryStore()
    expect(await copyPinned(kubo, to)).to.deep.include({ copied: 3, foreign: [foreign], failed: [] })
    await expectAll(to, cids)
    expect(await checkPins(kubo.content)).to.deep.equal({ pinned: 3, incomplete: [], foreign: [foreign] })
  })

  it('stops when a store cannot be used any more', async () => {
    const from = memoryStore()
    await filled(from)
    for (const reason of [
      new UnavailableError('STORE_FULL', 'as if'),
      new RefusedError('STORE_DENIED', 'as if'),
    ]) {
      const to = memoryStore()
      const failing: OpenStore = { ...to, content: { ...to.content, add: () => Promise.reject(reason) } }
      expect(await rejection(copyPinned(from, failing))).to.equal(reason)
    }
  })

  it('is checked by a look at what is pinned', async () => {
    const store = memoryStore()
    const [first = '', second = ''] = await filled(store)
    expect(await checkPins(store.content)).to.deep.equal({ pinned: 3, incomplete: [], foreign: [] })
    await store.blocks.put(parseCid(first), new Uint8Array(3))
    await store.blocks.delete(parseCid(second))
    const told: [number, number][] = []
    const check = await checkPins(store.content, { onProgress: (...progress) => told.push(progress) })
    expect(check).to.deep.equal({ pinned: 3, incomplete: [first, second], foreign: [] })
    expect(told).to.deep.equal([
      [0, 3],
      [1, 3],
      [2, 3],
    ])
    expect(await store.content.has(absentCid)).to.equal(false)
  })
})
