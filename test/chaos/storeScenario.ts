import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { embeddedContentStore } from '../../sdk/storage/embeddedContentStore.ts'
import { openFileBlockstore } from '../../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../../sdk/storage/node/filePins.ts'
import { scrub } from '../../sdk/storage/scrub.ts'
import type { Scenario } from './scenario.ts'

const WRITER = fileURLToPath(new URL('./storeWriter.ts', import.meta.url))
const ADDS = 200
/** Milliseconds in which most of the adds come to an end. */
const LONGEST = 1_000

/**
 * A process that adds 200 contents at once to a store is killed with SIGKILL when some of them were acknowledged; then
 * the store is opened again. There must be no stray file, no corrupt block and no pin without its blocks, and all that
 * was acknowledged must be there as it was given.
 */
export async function openStoreScenario(): Promise<Scenario> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-chaos-store-'))
  return {
    async round() {
      const acknowledged = await killedWriter(folder)
      await verify(folder, acknowledged)
      return `${acknowledged.size} contents of ${ADDS} adds acknowledged`
    },
    async close() {
      await rm(folder, { recursive: true })
    },
  }
}

/** @returns the SHA-256 of each content whose add was acknowledged, by CID. */
async function killedWriter(folder: string): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>()
  const writer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WRITER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(writer, 'exit')
  // Either some time after it began, or when so many adds were acknowledged and others are under way.
  const enough = Math.random() < 0.5 ? 0 : Math.floor(Math.random() * ADDS)
  let lines = 0
  for await (const line of createInterface({ input: writer.stdout })) {
    if (lines === enough) void killWithin(writer, enough === 0 ? LONGEST : 20)
    lines += 1
    if (line === 'begin') continue
    const [cid = '', hash = ''] = line.split(' ')
    acknowledged.set(cid, hash)
  }
  const [, signal] = await ended
  expect(signal, 'the writer ended by itself').to.equal('SIGKILL')
  return acknowledged
}

async function killWithin(writer: ChildProcess, milliseconds: number): Promise<void> {
  await sleep(Math.random() * milliseconds)
  writer.kill('SIGKILL')
}

async function verify(folder: string, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const [blocks, pins] = [await openFileBlockstore(folder), await openFilePins(folder)]
  expect(await readdir(join(folder, 'temporary')), 'stray files').to.deep.equal([])
  const { corrupt, missing } = await scrub(blocks, pins)
  expect(corrupt, 'corrupt blocks').to.deep.equal([])
  expect(missing, 'blocks of pinned content that are missing').to.deep.equal([])
  const store = embeddedContentStore(blocks, pins)
  const pinned = await Array.fromAsync(store.pinned())
  expect(pinned).to.include.members([...acknowledged.keys()])
  for (const [cid, expected] of acknowledged) {
    const hash = createHash('sha256')
    for await (const bytes of store.cat(cid)) hash.update(bytes)
    expect(hash.digest('hex'), cid).to.equal(expected)
  }
  // For the next round, and because a store that was killed must be able to forget too.
  for (const cid of pinned) await store.unpin(cid)
  expect((await store.collectGarbage()).kept, 'blocks that nothing reaches').to.equal(0)
}
