import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect } from '../../../sdk/crypto/payload.ts'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { parseCid } from '../../../sdk/storage/block.ts'
import { embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { openFileContentStore } from '../../../sdk/storage/node/openFileContentStore.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { importContent } from '../../../sdk/storage/unixfs.ts'
import { rejection } from '../crypto/rejection.ts'
import { describeContentStore, mebibyte } from './contentStoreContract.ts'
import { sampleBytes, sampleStream } from './sampleBytes.ts'

describe('embedded content store', () => {
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-content-'))
  })

  after(async () => {
    await rm(folder, { recursive: true })
  })

  describeContentStore('embedded, in memory', async () =>
    embeddedContentStore(memoryBlockstore(), memoryPins()),
  )
  describeContentStore('embedded, in files', () => openFileContentStore(join(folder, 'contract')))

  it('gives 1 GiB, the most links a node may have, the CID that Kubo gives it', async () => {
    const discard = { async put() {} }
    const { cid } = await importContent(discard, sampleStream(1024 * mebibyte, 'v1-2025-seed'))
    expect(cid.toString()).to.equal('bafybeihmf37wcuvtx4hpu7he5zl5qaf2ineo2lqlfrapokkm5zzw7zyhvm')
  })

  describe('garbage collection', () => {
    it('keeps pinned content with its shared blocks, and takes the rest', async () => {
      const store = await openFileContentStore(join(folder, 'garbage'))
      const shared = await sampleBytes(2 * mebibyte, 'shared')
      const kept = await store.add([shared, Uint8Array.of(1)])
      const dropped = await store.add([shared, Uint8Array.of(2)])
      await store.unpin(dropped.cid)
      // Each has two shared leaves, a last leaf and a root.
      expect(await store.collectGarbage()).to.deep.equal({ kept: 4, removed: 2 })
      expect(await store.has(dropped.cid)).to.equal(false)
      expect(await collect(store.cat(kept.cid), 3 * mebibyte)).to.have.length(2 * mebibyte + 1)
      expect(await store.collectGarbage()).to.deep.equal({ kept: 4, removed: 0 })
    })

    it('remembers pins when the store is opened again', async () => {
      const first = await openFileContentStore(join(folder, 'again'))
      const { cid } = await first.add([Uint8Array.of(1, 2, 3)])
      const second = await openFileContentStore(join(folder, 'again'))
      expect(await second.collectGarbage()).to.deep.equal({ kept: 1, removed: 0 })
      expect(await second.has(cid)).to.equal(true)
      await second.unpin(cid)
      const third = await openFileContentStore(join(folder, 'again'))
      expect(await third.collectGarbage()).to.deep.equal({ kept: 0, removed: 1 })
    })

    it('takes nothing of an add under way, and does not wait for it', async () => {
      const store = embeddedContentStore(memoryBlockstore(), memoryPins())
      let removed: number | undefined
      async function* slow() {
        // More leaves than are written at once, so that some are written when the collection comes.
        yield await sampleBytes(9 * mebibyte, 'slow')
        removed = (await store.collectGarbage()).removed
        yield Uint8Array.of(9)
      }
      const { cid } = await store.add(slow())
      expect(removed).to.equal(0)
      expect(await store.has(cid)).to.equal(true)
    })

    it('deletes nothing when a pinned node cannot be read', async () => {
      const blocks = memoryBlockstore()
      const store = embeddedContentStore(blocks, memoryPins())
      const { cid } = await store.add([await sampleBytes(2 * mebibyte, 'lost root')])
      await blocks.delete(parseCid(cid))
      const error = await rejection(store.collectGarbage())
      expect(error).to.be.instanceOf(RefusedError).with.property('code', 'BLOCK_NOT_FOUND')
      let left = 0
      for await (const _ of blocks.list()) left += 1
      expect(left).to.equal(2)
    })
  })

  it('goes on working after an add that failed', async () => {
    const store = embeddedContentStore(memoryBlockstore(), memoryPins())
    async function* broken() {
      yield new Uint8Array(10)
      throw new Error('the source broke')
    }
    await rejection(store.add(broken()))
    await store.collectGarbage()
    const { cid } = await store.add([Uint8Array.of(5)])
    expect(await store.has(cid)).to.equal(true)
  })

  it('keeps the memory of a long add and a long read flat', async () => {
    const store = await openFileContentStore(join(folder, 'flat'))
    const size = 192 * mebibyte
    const before = process.memoryUsage().arrayBuffers
    let peak = 0
    const look = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
    }
    function* pieces() {
      const piece = new Uint8Array(mebibyte)
      for (let count = 0; count < size / mebibyte; count++) {
        // The store must be done with it: the same memory comes again.
        piece.fill(count)
        look()
        yield piece
      }
    }
    const { cid } = await store.add(pieces())
    let read = 0
    for await (const bytes of store.cat(cid, { reuseBuffers: true })) {
      look()
      expect(bytes[0]).to.equal((read / mebibyte) % 256)
      read += bytes.length
    }
    expect(read).to.equal(size)
    expect(peak).to.be.below(32 * mebibyte)
  })

  it('overwrites each piece that it yields with a later one when told to, and never otherwise', async () => {
    const store = await openFileContentStore(join(folder, 'reuse'))
    const content = await sampleBytes(20 * mebibyte, 'reuse')
    const { cid } = await store.add([content])
    const kept = await Array.fromAsync(store.cat(cid))
    expect(Buffer.compare(Buffer.concat(kept), content)).to.equal(0)
    const reused = await Array.fromAsync(store.cat(cid, { reuseBuffers: true }))
    expect(new Set(reused.map(({ buffer }) => buffer)).size).to.be.below(20)
  })
})
