import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { openFileContentStore } from '../../sdk/storage/node/openFileContentStore.ts'
import { type KuboStandIn, startKuboStandIn } from '../sdk/storage/kuboStandIn.ts'
import { expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'

const contents = [Buffer.alloc(1_500_000, 1), Buffer.from('small')]

describe('salus storage', () => {
  const folder = temporaryFolder()
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  let server: KuboStandIn
  let cids: string[]

  before(async () => {
    server = await startKuboStandIn('a token')
    const store = await openFileContentStore(first)
    cids = await Promise.all(contents.map(async (bytes) => (await store.add([bytes])).cid))
  })

  after(() => server.close())

  const kubo = () => server.url
  const token = { SALUS_KUBO_TOKEN: 'a token' }

  async function corrupt(store: string): Promise<void> {
    const entries = await readdir(join(store, 'blocks'), { recursive: true, withFileTypes: true })
    const entry = entries.find((found) => found.name.endsWith('.block'))
    const file = join(entry?.parentPath ?? '', entry?.name ?? '')
    const bytes = await readFile(file)
    bytes[0] = (bytes[0] ?? 0) ^ 1
    await writeFile(file, bytes)
  }

  it('says what a folder holds', async () => {
    const status = await expectJson(['storage', 'status', '--store', first])
    expect(status).to.deep.include({ kind: 'folder', blocks: 4, pinned: 2, incomplete: [], foreign: [] })
    expect(status.bytes).to.be.greaterThan(1_500_005)
    const { stdout } = await runSalus(['storage', 'status', '--store', first])
    expect(stdout)
      .to.match(/holds +4 blocks, 1\.4 MiB/)
      .and.match(/complete +all/)
  })

  it('copies a folder to Kubo and Kubo to a folder, again where it was copied already', async () => {
    const to = await expectJson(['storage', 'copy', '--from', first, '--to', kubo()], token)
    expect(to).to.deep.include({ copied: 2, bytes: 1_500_005, present: 0, failed: [] })
    const status = await expectJson(['storage', 'status', '--store', kubo()], token)
    expect(status).to.deep.include({ kind: 'kubo', pinned: 2, incomplete: [] })
    const back = await expectJson(['storage', 'copy', '--from', kubo(), '--to', second], token)
    expect(back).to.deep.include({ copied: 2, present: 0 })
    const again = await runSalus(['storage', 'copy', '--from', first, '--to', second])
    expect(again.code).to.equal(0)
    expect(again.stdout)
      .to.match(/copied +0/)
      .and.match(/there already +2/)
    const store = await openFileContentStore(second)
    expect(await Array.fromAsync(store.pinned())).to.have.members(cids)
  })

  it('finds a fault, exits with 1, and repairs it from elsewhere', async () => {
    await corrupt(second)
    const found = await expectJson(['storage', 'scrub', '--store', second], {}, 1)
    expect(found).to.deep.include({ ok: false, blocks: 4, pins: 2, missing: [] })
    expect(found.corrupt).to.have.length(1)
    const people = await runSalus(['storage', 'scrub', '--store', second])
    expect(people.code).to.equal(1)
    expect(people.stdout).to.include('The store has faults.')
    const repaired = await expectJson(['storage', 'scrub', '--store', second, '--repair-from', kubo()], token)
    expect(repaired).to.deep.include({ ok: true })
    const { code, stdout } = await runSalus(['storage', 'scrub', '--store', second])
    expect(code).to.equal(0)
    expect(stdout).to.include('The store is sound.')
  })

  it('exits with 1 where something pinned is not complete or could not be copied', async () => {
    const store = join(folder, 'broken')
    const content = await openFileContentStore(store)
    await content.add([contents[1] ?? Buffer.alloc(0)])
    await corrupt(store)
    const copied = await runSalus(['storage', 'copy', '--from', store, '--to', join(folder, 'target')])
    expect(copied.code).to.equal(1)
    expect(copied.stdout).to.include('BLOCK_CORRUPT')
    const [name = ''] = await readdir(join(store, 'pins'))
    const lost = join(folder, 'lost')
    await openFileContentStore(lost)
    await writeFile(join(lost, 'pins', name), '')
    const status = await expectJson(['storage', 'status', '--store', lost], {}, 1)
    expect(status.incomplete).to.deep.equal([name])
  })

  it('refuses what is no store, by name', async () => {
    const nowhere = join(folder, 'nowhere')
    for (const args of [
      ['status', '--store', nowhere],
      ['scrub', '--store', nowhere],
      ['scrub', '--store', first, '--repair-from', nowhere],
      ['copy', '--from', nowhere, '--to', second],
      ['scrub', '--store', kubo()],
    ]) {
      const sentence = await expectFailure(['storage', ...args], 2, 'INPUT_NOT_FOUND', token)
      expect(sentence).to.include('is not a content store')
    }
    await expectFailure(['storage', 'status', '--store', kubo()], 1, 'STORE_DENIED')
    await expectFailure(['storage', 'copy', '--from', first], 2, 'USAGE_INVALID')
  })
})
