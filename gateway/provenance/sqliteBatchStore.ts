import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { IntegrityError, RefusedError } from '../../sdk/errors/index.ts'
import type { PublishedBatch } from '../../sdk/gateway/protocol.ts'
import { verifyPositionalProof } from '../../sdk/merkle/positionalMerkle.ts'
import { type BatchBook, type BatchHead, headOfBook } from '../../sdk/provenance/batchBook.ts'
import { packBody, packSalt } from '../../sdk/provenance/packBody.ts'
import { type PackTree, packLeafContext } from '../../sdk/provenance/packTree.ts'
import type { FoundPack } from '../../sdk/provenance/verificationMessage.ts'
import { writeDurably } from '../../sdk/storage/node/durableFile.ts'
import { sweepTemporaryFiles } from '../../sdk/storage/node/temporaryFile.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { makeOwnFolder } from '../store/ownFiles.ts'
import type { BatchStore } from './batchStore.ts'
import { sortedOrder } from './sortedOrder.ts'
import { readSiblings, treeFileContent } from './treeFile.ts'

const VERSION = 1

/** A batch counts once it is complete: its packs are added in many transactions, so that the gateway answers meanwhile. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY, batch_id TEXT NOT NULL UNIQUE, head TEXT NOT NULL, secret TEXT NOT NULL,
    root TEXT NOT NULL, depth INTEGER NOT NULL, size INTEGER NOT NULL, is_complete INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS packs (
    gtin TEXT NOT NULL, serial TEXT NOT NULL, batch INTEGER NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (gtin, serial)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS units (
    batch INTEGER NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, sscc TEXT NOT NULL,
    PRIMARY KEY (batch, level, position)
  ) STRICT, WITHOUT ROWID;
`

/** Packs, or units, that are written in one transaction: some 20 ms. */
const CHUNK = 2_000

const SUFFIX = '.tree'

/**
 * Batches in a folder: packs by GTIN and serial number in SQLite, the nodes of each tree in a file. What a crash left half
 * done is removed when it is opened.
 * @throws UnavailableError STORE_UNAVAILABLE, STORE_FULL; RefusedError STORE_DENIED
 */
export async function openSqliteBatchStore(folder: string): Promise<BatchStore> {
  const trees = join(folder, 'trees')
  const temporary = join(folder, 'temporary')
  for (const own of [folder, trees, temporary]) await makeOwnFolder(own)
  await sweepTemporaryFiles(temporary)
  const database = openDatabase(join(folder, 'batches.sqlite'), VERSION, SCHEMA)
  try {
    removeIncomplete(database)
    await removeStrayTrees(database, trees)
  } catch (error) {
    database.close()
    throw error
  }
  // The id of a batch was checked to be hexadecimal: no file name leaves the folder.
  const fileOf = (batchId: string) => join(trees, batchId + SUFFIX)
  const find = (batchId: string): PublishedBatch | undefined =>
    database
      .all(`SELECT ${BATCH} FROM batches WHERE is_complete = 1 AND batch_id = ?`, batchId)
      .map(toBatch)[0]

  async function findPack(gtin: string, serial: string): Promise<FoundPack | undefined> {
    const [row] = database.all(
      `SELECT ${BATCH}, secret, place FROM packs JOIN batches ON number = batch WHERE gtin = ? AND serial = ? AND is_complete = 1`,
      gtin,
      serial,
    )
    if (!row) return undefined
    const { root, depth, size, ...book } = toBatch(row)
    const index = Number(row.place)
    const salt = packSalt(String(row.secret), index)
    const proof = await readSiblings(fileOf(book.batchId), { depth, size }, index)
    const context = packLeafContext(book.chainId, book.contract, book.batchId)
    const body = packBody({ gtin, serial, lot: book.lot }, salt)
    if (!proof || !verifyPositionalProof({ root, depth, context, index, body, proof })) {
      throw damaged(book.batchId)
    }
    return { book, index, salt, proof }
  }

  return {
    list: () =>
      database.all(`SELECT ${BATCH} FROM batches WHERE is_complete = 1 ORDER BY number`).map(toBatch),
    find: findPack,
    async prove(batchId) {
      // The last one: its proof bears out the size too.
      const [row] = database.all(
        'SELECT gtin, serial FROM packs JOIN batches ON number = batch WHERE batch_id = ? AND place = size - 1 AND is_complete = 1',
        batchId,
      )
      const serial = String(row?.serial)
      const found = row && (await findPack(String(row.gtin), serial))
      const size = find(batchId)?.size
      if (!found || size === undefined) return undefined
      const { book: head, index, salt, proof } = found
      return { head, size, index, serial, salt, proof: [...proof] }
    },
    unitsOf: (batchId, index) =>
      database
        .all(
          'SELECT level, position, sscc FROM units JOIN batches ON number = batch WHERE batch_id = ? AND position = ? >> level AND is_complete = 1 ORDER BY level',
          batchId,
          index,
        )
        .map(({ level, position, sscc }) => ({
          level: Number(level),
          position: Number(position),
          sscc: String(sscc),
        })),
    async add(book, tree) {
      const present = find(book.batchId)
      if (present) return present
      removeIncomplete(database)
      const number = begin(database, book, tree)
      try {
        await addPacks(database, book, number)
        await addUnits(database, book, number)
        await writeDurably(fileOf(book.batchId), treeFileContent(tree), temporary)
        database.run('UPDATE batches SET is_complete = 1 WHERE number = ?', number)
      } catch (error) {
        try {
          removeIncomplete(database)
        } catch {
          // On a full disk, for one: it is done before the next book.
        }
        throw error
      }
      return { ...headOfBook(book), root: tree.root, depth: tree.depth, size: tree.size }
    },
    close: () => database.close(),
  }
}

function begin({ all }: Database, book: BatchBook, { root, depth, size }: PackTree): number {
  const [row] = all(
    'INSERT INTO batches (batch_id, head, secret, root, depth, size, is_complete) VALUES (?, ?, ?, ?, ?, ?, 0) RETURNING number',
    book.batchId,
    JSON.stringify(headOfBook(book)),
    book.secret,
    root,
    depth,
    size,
  )
  return Number(row?.number)
}

async function addPacks({ run, transaction }: Database, book: BatchBook, number: number): Promise<void> {
  const { gtin, serials } = book
  // In the order of the table: several times as fast as in that of the batch.
  const order = await sortedOrder(serials)
  for (let start = 0; start < order.length; start += CHUNK) {
    transaction(() => {
      for (const index of order.subarray(start, start + CHUNK)) {
        const added = run(
          'INSERT OR IGNORE INTO packs (gtin, serial, batch, place) VALUES (?, ?, ?, ?)',
          gtin,
          serials[index] ?? '',
          number,
          index,
        )
        if (added === 0) throw taken()
      }
    })
    await nextTurn()
  }
}

async function addUnits({ run, transaction }: Database, { units }: BatchBook, number: number): Promise<void> {
  for (let start = 0; start < units.length; start += CHUNK) {
    transaction(() => {
      for (const { level, position, sscc } of units.slice(start, start + CHUNK)) {
        run(
          'INSERT INTO units (batch, level, position, sscc) VALUES (?, ?, ?, ?)',
          number,
          level,
          position,
          sscc,
        )
      }
    })
    await nextTurn()
  }
}

function removeIncomplete({ all, run, transaction }: Database): void {
  for (const { number } of all('SELECT number FROM batches WHERE is_complete = 0')) {
    transaction(() => {
      run('DELETE FROM packs WHERE batch = ?', Number(number))
      run('DELETE FROM units WHERE batch = ?', Number(number))
      run('DELETE FROM batches WHERE number = ?', Number(number))
    })
  }
}

async function removeStrayTrees({ all }: Database, folder: string): Promise<void> {
  const kept = new Set(all('SELECT batch_id FROM batches').map(({ batch_id }) => `${batch_id}${SUFFIX}`))
  for (const name of await readdir(folder)) {
    if (name.endsWith(SUFFIX) && !kept.has(name)) await rm(join(folder, name), { force: true })
  }
}

const BATCH = 'head, root, depth, size'

const toBatch = (row: Record<string, unknown>): PublishedBatch => ({
  ...(JSON.parse(String(row.head)) as BatchHead),
  root: String(row.root),
  depth: Number(row.depth),
  size: Number(row.size),
})

const taken = () =>
  new RefusedError(
    'BATCH_REFUSED',
    'A pack of the book has the GTIN and serial number of a pack of another batch here. Serial numbers are used once.',
  )

const damaged = (batchId: string) =>
  new IntegrityError(
    'BLOCK_CORRUPT',
    `The stored tree of the batch ${batchId} is damaged. Stop the gateway, restore its data folder, start it.`,
  )
