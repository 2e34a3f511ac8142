import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { collect } from '../../../sdk/crypto/payload.ts'
import { RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import { missingBlock, parseCid } from '../../../sdk/storage/block.ts'
import type { BlockReader, Blockstore } from '../../../sdk/storage/blockstore.ts'
import { type EmbeddedContentStore, embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { openFileBlockstore } from '../../../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../../../sdk/storage/node/filePins.ts'
import type { PinSet } from '../../../sdk/storage/pins.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { scrub } from '../../../sdk/storage/scrub.ts'
import { rejection } from '../crypto/rejection.ts'
import { mebibyte } from './contentStoreContract.ts'
import { sampleBytes } from './sampleBytes.ts'

const content = await sampleBytes(3 * mebibyte + 5, 'scrub')

describe('scrub', () => {
  let folder: string
  let blocks: Blockstore
  let pins: PinSet
  let store: EmbeddedContentStore
  let cid: string
  let copy: Blockstore

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-scrub-'))
    blocks = await openFileBlockstore(folder)
    pins = await openFilePins(folder)
    store = embeddedContentStore(blocks, pins)
    cid = (await store.add([content])).cid
    copy = memoryBlockstore()
    await embeddedContentStore(copy, memoryPins()).add([content])
  })

  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  async function leaves(): Promise<string[]> {
    const names: string[] = []
    for await (const found of blocks.list()) if (found.toString() !== cid) names.push(found.toString())
    return names
  }

  async function corrupt(name: string): Promise<void> {
    const entries = await readdir(join(folder, 'blocks'), { recursive: true, withFileTypes: true })
    const entry = entries.find((found) => found.name === `${name}.block`)
    const file = join(entry?.parentPath ?? '', entry?.name ?? '')
    const bytes = await readFile(file)
    bytes[0] = (bytes[0] ?? 0) ^ 1
    await writeFile(file, bytes)
  }

  it('finds nothing in a sound store, and counts', async () => {
    const progress: number[] = []
    const report = await scrub(blocks, pins, { onProgress: (done) => progress.push(done) })
    const root = await blocks.get(parseCid(cid))
    expect(report).to.deep.equal({
      blocks: 5,
      bytes: content.length + root.length,
      pins: 1,
      corrupt: [],
      missing: [],
    })
    expect(progress).to.deep.equal([1, 2, 3, 4, 5])
  })

  it('names what is corrupt and what is missing, and repairs nothing without a source', async () => {
    const [first = '', second = ''] = await leaves()
    await corrupt(first)
    await blocks.delete(parseCid(second))
    const report = await scrub(blocks, pins)
    expect(report.corrupt).to.deep.equal([{ cid: first, repaired: false }])
    expect(report.missing).to.deep.equal([{ cid: second, repaired: false }])
    expect(await store.has(cid)).to.equal(false)
  })

  it('repairs from another store, also inner nodes and what is below them', async () => {
    const [first = '', second = ''] = await leaves()
    await corrupt(first)
    await corrupt(cid)
    await blocks.delete(parseCid(second))
    const report = await scrub(blocks, pins, { repairFrom: copy })
    expect(report.corrupt).to.have.deep.members([
      { cid, repaired: true },
      { cid: first, repaired: true },
    ])
    expect(report.missing).to.deep.equal([{ cid: second, repaired: true }])
    const read = await collect(store.cat(cid), content.length)
    expect(Buffer.compare(read, content)).to.equal(0)
    expect(await scrub(blocks, pins)).to.deep.include({ corrupt: [], missing: [] })
  })

  it('repairs a store that lost everything but its pins', async () => {
    for (const name of [...(await leaves()), cid]) await blocks.delete(parseCid(name))
    const report = await scrub(blocks, pins, { repairFrom: copy })
    expect(report.missing).to.have.length(5)
    expect(report.missing.every(({ repaired }) => repaired)).to.equal(true)
    expect(await store.has(cid)).to.equal(true)
  })

  it('does not follow an inner node that it could not repair', async () => {
    await corrupt(cid)
    const report = await scrub(blocks, pins)
    expect(report.corrupt).to.deep.equal([{ cid, repaired: false }])
    expect(report.missing).to.deep.equal([])
  })

  it('does not take what a lying store answers', async () => {
    const [first = ''] = await leaves()
    await corrupt(first)
    const liar: BlockReader = { get: async () => new Uint8Array(mebibyte), has: async () => true }
    const report = await scrub(blocks, pins, { repairFrom: liar })
    expect(report.corrupt).to.deep.equal([{ cid: first, repaired: false }])
    expect(await rejection(blocks.get(parseCid(first)))).to.have.property('code', 'BLOCK_CORRUPT')
  })

  it('leaves unrepaired what the other store has not, and fails when it does not answer', async () => {
    const [first = ''] = await leaves()
    await corrupt(first)
    const empty: BlockReader = {
      async get(wanted) {
        throw missingBlock(wanted, 'nowhere')
      },
      has: async () => false,
    }
    expect((await scrub(blocks, pins, { repairFrom: empty })).corrupt).to.deep.equal([
      { cid: first, repaired: false },
    ])
    for (const reason of [
      new UnavailableError('STORE_UNAVAILABLE', 'as if'),
      new RefusedError('STORE_DENIED', 'as if'),
    ]) {
      const failing: BlockReader = { get: () => Promise.reject(reason), has: () => Promise.reject(reason) }
      expect(await rejection(scrub(blocks, pins, { repairFrom: failing }))).to.equal(reason)
    }
  })

  it('passes over what was collected while it went on', async () => {
    const [first = ''] = await leaves()
    await store.unpin(cid)
    const listed: Blockstore = {
      ...blocks,
      async *list(options) {
        for await (const found of blocks.list(options)) {
          if (found.toString() === first) await blocks.delete(found)
          yield found
        }
      },
    }
    expect(await scrub(listed, pins)).to.deep.include({ blocks: 4, corrupt: [], missing: [], pins: 0 })
  })

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController()
    const reason = new Error('the operator went home')
    const stopped = scrub(blocks, pins, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    })
    expect(await rejection(stopped)).to.equal(reason)
  })
})
