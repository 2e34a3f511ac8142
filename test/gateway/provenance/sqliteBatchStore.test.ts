import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import type { BatchStore } from '../../../gateway/provenance/batchStore.ts'
import { openSqliteBatchStore } from '../../../gateway/provenance/sqliteBatchStore.ts'
import type { ErrorCode } from '../../../sdk/errors/index.ts'
import { type BatchBook, headOfBook, treeOfBook } from '../../../sdk/provenance/batchBook.ts'
import { packSalt } from '../../../sdk/provenance/packBody.ts'
import { errorOf } from '../../helpers/expectError.ts'
import { bookOf, GTIN, serialsOf, ssccOf } from './support.ts'

describe('gateway/provenance/sqliteBatchStore', () => {
  let folder: string
  let store: BatchStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
    store = await openSqliteBatchStore(folder)
  })
  afterEach(async () => {
    store.close()
    await rm(folder, { recursive: true, force: true })
  })

  const add = async (book: BatchBook) => store.add(book, await treeOfBook(book))
  const treeFiles = () => readdir(join(folder, 'trees'))
  const reopen = async () => {
    store.close()
    store = await openSqliteBatchStore(folder)
  }
  const batchIds = () => store.list().map(({ batchId }) => batchId)

  it('finds each pack by GTIN and serial number, with its own salt and proof, also after a restart', async () => {
    const book = bookOf(serialsOf('S', 37))
    const tree = await treeOfBook(book)
    const held = await store.add(book, tree)
    expect(held).to.deep.equal({ ...headOfBook(book), root: tree.root, depth: 6, size: 37 })
    for (const isReopened of [false, true]) {
      if (isReopened) await reopen()
      expect(store.list()).to.deep.equal([held])
      for (const [index, serial] of book.serials.entries()) {
        expect(await store.find(GTIN, serial)).to.deep.equal({
          book: headOfBook(book),
          index,
          salt: packSalt(book.secret, index),
          proof: tree.proof(index),
        })
      }
    }
  })

  it('keeps the secrets of batches from other accounts', async () => {
    await add(bookOf(serialsOf('S', 3)))
    for (const [name, mode] of [
      ['.', 0o700],
      ['trees', 0o700],
      ['temporary', 0o700],
      ['batches.sqlite', 0o600],
      ['batches.sqlite-wal', 0o600],
    ] as const) {
      expect((await stat(join(folder, name))).mode & 0o777, name).to.equal(mode)
    }
    for (const name of await treeFiles()) {
      expect((await stat(join(folder, 'trees', name))).mode & 0o077, name).to.equal(0)
    }
  })

  it('finds nothing under another GTIN, case or part of a serial number', async () => {
    await add(bookOf(['AB12', 'x%_']))
    for (const [gtin, serial] of [
      ['09506000134369', 'AB12'],
      [GTIN, 'ab12'],
      [GTIN, 'AB1'],
      [GTIN, '%'],
      [GTIN, 'x__'],
      [GTIN, ''],
    ] as const) {
      expect(await store.find(gtin, serial), serial).to.equal(undefined)
    }
  })

  it('tells in which units a pack was packed', async () => {
    const units = [
      [2, 0],
      [2, 1],
      [4, 0],
      [1, 3],
    ].map(([level = 0, position = 0], index) => ({ level, position, sscc: ssccOf(index) }))
    const book = bookOf(serialsOf('S', 16), { units })
    await add(book)
    await add(bookOf(serialsOf('T', 16), { units: units.slice(0, 1) }))
    const [case0, case1, pallet, bundle] = units
    for (const [index, packed] of [
      [0, [case0, pallet]],
      [3, [case0, pallet]],
      [4, [case1, pallet]],
      [6, [bundle, case1, pallet]],
      [7, [bundle, case1, pallet]],
      [8, [pallet]],
      [15, [pallet]],
    ] as const) {
      expect(store.unitsOf(book.batchId, index), `${index}`).to.deep.equal(packed)
    }
    expect(store.unitsOf(`0x${'ab'.repeat(32)}`, 0)).to.deep.equal([])
  })

  it('lists no secret, no salt and no serial number', async () => {
    const book = bookOf(serialsOf('SERIAL', 3))
    await add(book)
    const said = JSON.stringify(store.list())
    for (const secret of [book.secret.slice(2), packSalt(book.secret, 0).slice(2), 'SERIAL']) {
      expect(said).to.not.contain(secret)
    }
  })

  it('takes the same book again without a change', async () => {
    const book = bookOf(serialsOf('S', 5))
    const held = await add(book)
    expect(await add(book)).to.deep.equal(held)
    expect(store.list()).to.deep.equal([held])
  })

  it('refuses a serial number of another batch, names it not, and keeps nothing of that book', async () => {
    const first = bookOf(serialsOf('S', 9))
    await add(first)
    const second = bookOf([...serialsOf('T', 5_000), 'S4'])
    const error = await expectErrorOf(() => add(second), 'BATCH_REFUSED')
    expect(error.message).to.not.match(/S4|0950/)
    expect(batchIds()).to.deep.equal([first.batchId])
    expect(await store.find(GTIN, 'T0')).to.equal(undefined)
    expect((await store.find(GTIN, 'S4'))?.book.batchId).to.equal(first.batchId)
    expect(await treeFiles()).to.have.length(1)
    // Without that pack it is taken, and the same serial number of another product is another pack.
    const third = bookOf(serialsOf('T', 5_000), { batchId: second.batchId })
    await add(third)
    await add(bookOf(['S4'], { gtin: '09506000134369' }))
    expect((await store.find('09506000134369', 'S4'))?.index).to.equal(0)
    expect((await store.find(GTIN, 'T0'))?.book.batchId).to.equal(second.batchId)
  })

  it('counts nothing of a book before all of it is on the disk', async () => {
    const book = bookOf(serialsOf('S', 9_000))
    const adding = add(book)
    let looks = 0
    for (let isDone = false; !isDone; looks++) {
      isDone = await Promise.race([
        adding.then(() => true),
        new Promise<false>((next) => setImmediate(next, false)),
      ])
      if (isDone) break
      expect(batchIds()).to.deep.equal([])
      expect(await store.find(GTIN, 'S0')).to.equal(undefined)
    }
    expect(looks).to.be.greaterThan(1)
    expect((await store.find(GTIN, 'S0'))?.index).to.equal(0)
  })

  it('removes what a crash left half done, and only that', async () => {
    const [whole, half] = [bookOf(serialsOf('S', 9)), bookOf(serialsOf('T', 9))]
    await add(whole)
    await add(half)
    store.close()
    const database = new DatabaseSync(join(folder, 'batches.sqlite'))
    database.prepare('UPDATE batches SET is_complete = 0 WHERE batch_id = ?').run(half.batchId)
    database.close()
    await writeFile(join(folder, 'trees', `0x${'ab'.repeat(32)}.tree`), 'of no batch')
    store = await openSqliteBatchStore(folder)
    expect(batchIds()).to.deep.equal([whole.batchId])
    expect(await treeFiles()).to.deep.equal([`${whole.batchId}.tree`])
    await add(bookOf(serialsOf('T', 9)))
    expect(store.list()).to.have.length(2)
  })

  it('keeps nothing of a book whose tree cannot be written', async () => {
    await rm(join(folder, 'temporary'), { recursive: true })
    await writeFile(join(folder, 'temporary'), 'no folder')
    await expectErrorOf(() => add(bookOf(serialsOf('S', 9))), 'STORE_UNAVAILABLE')
    expect(batchIds()).to.deep.equal([])
    await rm(join(folder, 'temporary'))
    await reopen()
    await add(bookOf(serialsOf('S', 9)))
    expect(batchIds()).to.have.length(1)
  })

  it('gives no proof from a tree that was altered, cut or lost', async () => {
    const book = bookOf(serialsOf('S', 9))
    await add(book)
    const file = join(folder, 'trees', `${book.batchId}.tree`)
    const whole = await readFile(file)
    for (let place = 0; place < whole.length; place += 61) {
      const altered = Uint8Array.from(whole)
      altered[place] = (altered[place] ?? 0) ^ 1
      await writeFile(file, altered)
      const found = await Promise.all(
        book.serials.map((serial) => store.find(GTIN, serial).catch(() => null)),
      )
      const isUsed = book.serials.map((_, index) => siblingPlaces(9, index).has(Math.floor(place / 32)))
      expect(
        found.map((pack) => pack === null),
        `byte ${place}`,
      ).to.deep.equal(isUsed)
    }
    for (const damage of [() => writeFile(file, whole.subarray(0, 40)), () => rm(file)]) {
      await damage()
      const error = await expectErrorOf(() => store.find(GTIN, 'S3'), 'BLOCK_CORRUPT')
      // The batch is named, and its random id may have any digits.
      expect(error.message.replace(book.batchId, '')).to.not.match(/S3|0950/)
    }
  })
})

async function expectErrorOf(act: () => Promise<unknown>, code: ErrorCode): Promise<Error> {
  const error = await errorOf(act)
  expect(error.code).to.equal(code)
  return error
}

/** Which nodes of the file of a tree of so many packs lie beside the path of a pack: levels one after another, in pairs. */
function siblingPlaces(size: number, index: number): Set<number> {
  const places = new Set<number>()
  let start = 0
  for (let level = 0; 2 ** level < size; level++) {
    places.add(start + ((index >> level) ^ 1))
    start += 2 * Math.ceil(Math.ceil(size / 2 ** level) / 2)
  }
  return places
}
