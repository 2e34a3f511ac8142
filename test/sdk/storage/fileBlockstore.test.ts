import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { CID } from 'multiformats/cid'
import { IntegrityError, RefusedError, UnavailableError } from '../../../sdk/errors/index.ts'
import type { Blockstore } from '../../../sdk/storage/blockstore.ts'
import { embeddedContentStore } from '../../../sdk/storage/embeddedContentStore.ts'
import { type FileSystem, nodeFileSystem } from '../../../sdk/storage/node/durableFile.ts'
import { openFileBlockstore } from '../../../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../../../sdk/storage/node/filePins.ts'
import { memoryPins } from '../../../sdk/storage/pins.ts'
import { importContent } from '../../../sdk/storage/unixfs.ts'
import { rejection } from '../crypto/rejection.ts'
import { mebibyte } from './contentStoreContract.ts'
import { sampleBytes } from './sampleBytes.ts'

async function cidOf(bytes: Uint8Array): Promise<CID> {
  return (await importContent({ async put() {} }, [bytes])).cid
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Node's file system, where writing a file fails with the code given, for as long as there is one. */
function failingWith(failure: { code: string | null }): FileSystem {
  return {
    ...nodeFileSystem,
    async open(path, flags, mode) {
      const { code } = failure
      const handle = await nodeFileSystem.open(path, flags, mode)
      if (flags !== 'r' && code !== null) {
        const fail = async () => {
          throw Object.assign(new Error(`${code}: as if`), { code })
        }
        handle.writeFile = async () => {
          await handle.write('half')
          await fail()
        }
        handle.sync = fail
      }
      return handle
    },
  }
}

describe('file blockstore', () => {
  let folder: string
  let blocks: Blockstore
  const bytes = new TextEncoder().encode('hello world')
  let cid: CID

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-blocks-'))
    blocks = await openFileBlockstore(folder)
    cid = await cidOf(bytes)
  })

  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  it('keeps blocks across openings, and leaves no temporary file', async () => {
    await blocks.put(cid, bytes)
    const again = await openFileBlockstore(folder)
    expect(new Uint8Array(await again.get(cid))).to.deep.equal(bytes)
    expect(await again.has(cid)).to.equal(true)
    const listed: string[] = []
    for await (const found of again.list()) listed.push(found.toString())
    expect(listed).to.deep.equal([cid.toString()])
    expect(await readdir(join(folder, 'temporary'))).to.deep.equal([])
    await again.delete(cid)
    await again.delete(cid)
    expect(await blocks.has(cid)).to.equal(false)
    expect(await rejection(blocks.get(cid)))
      .to.be.instanceOf(RefusedError)
      .with.property('code', 'BLOCK_NOT_FOUND')
  })

  it('catches a flipped bit at any place, naming the block, and heals when it is added again', async () => {
    await blocks.put(cid, bytes)
    const [file = ''] = await filesUnder(join(folder, 'blocks'))
    for (let position = 0; position < bytes.length; position++) {
      const altered = await readFile(file)
      altered[position] = (altered[position] ?? 0) ^ 4
      await writeFile(file, altered)
      const error = await rejection(blocks.get(cid))
      expect(error).to.be.instanceOf(IntegrityError).with.property('code', 'BLOCK_CORRUPT')
      expect(error.message).to.include(cid.toString())
      await blocks.put(cid, bytes)
      expect(new Uint8Array(await blocks.get(cid))).to.deep.equal(bytes)
    }
  })

  it('catches a file that is cut short, empty, or far too long', async () => {
    await blocks.put(cid, bytes)
    const [file = ''] = await filesUnder(join(folder, 'blocks'))
    for (const content of [bytes.subarray(0, 5), new Uint8Array(), new Uint8Array(3 * mebibyte)]) {
      await writeFile(file, content)
      expect(await rejection(blocks.get(cid))).to.have.property('code', 'BLOCK_CORRUPT')
    }
  })

  it('takes the same block from many writers at once, and writes it once', async () => {
    let written = 0
    const counting: FileSystem = {
      ...nodeFileSystem,
      open(path, flags, mode) {
        if (flags === 'wx') written += 1
        return nodeFileSystem.open(path, flags, mode)
      },
    }
    blocks = await openFileBlockstore(folder, counting)
    await Promise.all(Array.from({ length: 20 }, () => blocks.put(cid, bytes)))
    expect(written).to.equal(1)
    expect(new Uint8Array(await blocks.get(cid))).to.deep.equal(bytes)
    expect(await readdir(join(folder, 'temporary'))).to.deep.equal([])
  })

  it('has the folder of a block on the disk when sync returns, also of a block it found', async () => {
    const synced: string[] = []
    const watching: FileSystem = {
      ...nodeFileSystem,
      async open(path, flags, mode) {
        const handle = await nodeFileSystem.open(path, flags, mode)
        if (flags !== 'r') return handle
        const sync = handle.sync.bind(handle)
        handle.sync = async () => {
          await sync()
          synced.push(String(path))
        }
        return handle
      },
    }
    for (const _ of ['written', 'found']) {
      const store = await openFileBlockstore(folder, watching)
      await store.put(cid, bytes)
      synced.length = 0
      await Promise.all([store.sync(), store.sync()])
      const [file = ''] = await filesUnder(join(folder, 'blocks'))
      expect(synced.toSorted()).to.deep.equal([join(folder, 'blocks'), dirname(file)])
      await store.sync()
      expect(synced).to.have.length(2)
    }
  })

  it('sweeps when it is opened what a crash left', async () => {
    const stray = join(folder, 'temporary', 'stray')
    await writeFile(stray, 'half a block')
    const yesterday = new Date(Date.now() - 86_400_000)
    await utimes(stray, yesterday, yesterday)
    await openFileBlockstore(folder)
    expect(await readdir(join(folder, 'temporary'))).to.deep.equal([])
  })

  it('holds only whole blocks after a writer was killed in the middle', async () => {
    const writer = spawn(process.execPath, [
      fileURLToPath(new URL('./endlessWriter.ts', import.meta.url)),
      folder,
    ])
    const ended = new Promise((resolve) => writer.once('exit', resolve))
    await new Promise((resolve) => writer.stdout.once('data', resolve))
    writer.kill('SIGKILL')
    await ended
    let found = 0
    for await (const block of (await openFileBlockstore(folder)).list()) {
      expect(await blocks.get(block)).to.have.length(mebibyte)
      found += 1
    }
    expect(found).to.be.above(0)
  })

  it('passes over files that are no blocks', async () => {
    await blocks.put(cid, bytes)
    const [file = ''] = await filesUnder(join(folder, 'blocks'))
    await writeFile(join(file, '..', 'notes.txt'), 'x')
    await writeFile(join(file, '..', 'nonsense.block'), 'x')
    await writeFile(join(folder, 'blocks', 'stray'), 'x')
    const listed: string[] = []
    for await (const found of blocks.list()) listed.push(found.toString())
    expect(listed).to.deep.equal([cid.toString()])
  })

  it('says that the disk is full, keeps what it had, leaves nothing behind and goes on when there is space', async () => {
    await blocks.put(cid, bytes)
    // Many blocks are written at once, so several fail at once.
    const content = await sampleBytes(20 * mebibyte, 'full')
    for (const code of ['ENOSPC', 'EDQUOT']) {
      const failure: { code: string | null } = { code }
      const full = await openFileBlockstore(folder, failingWith(failure))
      const store = embeddedContentStore(full, memoryPins())
      const error = await rejection(store.add([content]))
      expect(error).to.be.instanceOf(UnavailableError).with.property('code', 'STORE_FULL')
      expect(error).to.have.nested.property('cause.code', code)
      expect(await readdir(join(folder, 'temporary'))).to.deep.equal([])
      expect(await filesUnder(join(folder, 'blocks'))).to.have.length(1)
      expect(new Uint8Array(await full.get(cid))).to.deep.equal(bytes)

      failure.code = null
      const added = await store.add([content])
      expect(await store.has(added.cid)).to.equal(true)
      await store.unpin(added.cid)
      await store.collectGarbage()
      await blocks.put(cid, bytes)
    }
  })

  it('acknowledges no add whose pin could not be written', async () => {
    const pins = await openFilePins(folder, failingWith({ code: 'ENOSPC' }))
    const store = embeddedContentStore(blocks, pins)
    expect(await rejection(store.add([bytes]))).to.have.property('code', 'STORE_FULL')
  })

  it('says when the disk fails or the folder may not be used', async () => {
    const failing = await openFileBlockstore(folder, failingWith({ code: 'EIO' }))
    expect(await rejection(failing.put(cid, bytes)))
      .to.be.instanceOf(UnavailableError)
      .with.property('code', 'STORE_UNAVAILABLE')
    const denied = await openFileBlockstore(folder, failingWith({ code: 'EACCES' }))
    expect(await rejection(denied.put(cid, bytes)))
      .to.be.instanceOf(RefusedError)
      .with.property('code', 'STORE_DENIED')
    const file = join(folder, 'a file')
    await writeFile(file, '')
    expect(await rejection(openFileBlockstore(join(file, 'store')))).to.be.instanceOf(UnavailableError)
  })

  it('lets no other user of the machine read a block', async function () {
    if (process.platform === 'win32') return this.skip()
    await blocks.put(cid, bytes)
    const [file = ''] = await filesUnder(join(folder, 'blocks'))
    expect((await stat(file)).mode & 0o077).to.equal(0)
  })

  it('stops listing pins at a name that is none, so that garbage collection never guesses', async () => {
    const pins = await openFilePins(folder)
    await pins.add(cid)
    await writeFile(join(folder, 'pins', 'nonsense'), '')
    const store = embeddedContentStore(blocks, pins)
    await blocks.put(cid, bytes)
    expect(await rejection(store.collectGarbage())).to.have.property('code', 'CID_INVALID')
    expect(await blocks.has(cid)).to.equal(true)
  })
})
