import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type FileSystem, nodeFileSystem } from '../../../sdk/storage/node/durableFile.ts'
import { createFolderSync } from '../../../sdk/storage/node/folderSync.ts'
import { rejection } from '../crypto/rejection.ts'

describe('syncing of folders', () => {
  let folder: string
  let synced: string[]
  let failure: NodeJS.ErrnoException | undefined
  let fileSystem: FileSystem

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-sync-'))
    synced = []
    failure = undefined
    fileSystem = {
      ...nodeFileSystem,
      async open(path, flags, mode) {
        const handle = await nodeFileSystem.open(path, flags, mode)
        handle.sync = async () => {
          await new Promise(setImmediate)
          if (failure !== undefined) throw failure
          synced.push(String(path))
        }
        return handle
      },
    }
  })

  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  it('is done once for all that ask while it goes on, and covers what changed before each asked', async () => {
    const folders = createFolderSync(fileSystem)
    folders.changed(folder)
    const first = folders.sync()
    await new Promise(setImmediate)
    // The round under way may have come past the folder already.
    folders.changed(folder)
    const others = Array.from({ length: 50 }, () => folders.sync())
    await first
    expect(synced).to.deep.equal([folder])
    await Promise.all(others)
    expect(synced).to.deep.equal([folder, folder])
    await folders.sync()
    expect(synced).to.have.length(2)
  })

  it('fails for who waits, and comes to what was left the next time', async () => {
    const folders = createFolderSync(fileSystem)
    folders.changed(folder)
    failure = Object.assign(new Error('as if'), { code: 'EIO' })
    expect(await rejection(folders.sync())).to.have.property('code', 'STORE_UNAVAILABLE')
    expect(await rejection(folders.sync())).to.have.property('code', 'STORE_UNAVAILABLE')
    failure = undefined
    await folders.sync()
    expect(synced).to.deep.equal([folder])
  })

  it('passes over a folder that is not there', async () => {
    const folders = createFolderSync(fileSystem)
    folders.changed(join(folder, 'never made'))
    folders.changed(folder)
    await folders.sync()
    expect(synced).to.deep.equal([folder])
  })
})
