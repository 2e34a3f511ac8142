import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDatabase } from '../../../gateway/store/database.ts'
import { makeOwnFolder } from '../../../gateway/store/ownFiles.ts'
import { expectError } from '../../helpers/expectError.ts'

const SCHEMA = 'CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL) STRICT'

describe('gateway/store/database', () => {
  let folder = ''
  const path = () => join(folder, 'notes.sqlite')
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('writes nothing more once its file was deleted or put elsewhere, also in the middle of a transaction', async () => {
    const database = openDatabase(path(), 1, SCHEMA)
    database.run("INSERT INTO notes VALUES ('a')")
    await rename(path(), `${path()}.elsewhere`)
    const write = () => database.run("INSERT INTO notes VALUES ('b')")
    await expectError(write, 'STORE_UNAVAILABLE', /moved or deleted/)
    await expectError(() => database.transaction(write), 'STORE_UNAVAILABLE', /moved or deleted/)
    await rename(`${path()}.elsewhere`, path())
    write()
    expect(database.all('SELECT text FROM notes')).to.have.length(2)
    database.close()
  })

  it('says that the disk is full, and keeps what was there', async () => {
    const database = openDatabase(path(), 1, SCHEMA)
    database.run("INSERT INTO notes VALUES ('a')")
    const pages = Number(database.all('PRAGMA page_count')[0]?.page_count)
    database.run(`PRAGMA max_page_count = ${pages}`)
    const fill = () =>
      database.transaction(() => {
        for (let count = 0; count < 100; count++)
          database.run('INSERT INTO notes VALUES (?)', 'x'.repeat(1000))
      })
    await expectError(fill, 'STORE_FULL', /full/)
    expect(database.all('SELECT text FROM notes')).to.have.length(1)
    database.run("INSERT INTO notes VALUES ('b')")
    database.close()
  })

  it('is read by no other account: neither what it makes nor what it finds', async () => {
    const modes = async () =>
      Object.fromEntries(
        await Promise.all(
          (await readdir(folder)).map(async (name) => [name, (await stat(join(folder, name))).mode & 0o777]),
        ),
      )
    const expected = { 'notes.sqlite': 0o600, 'notes.sqlite-shm': 0o600, 'notes.sqlite-wal': 0o600 }
    const first = openDatabase(path(), 1, SCHEMA)
    first.run("INSERT INTO notes VALUES ('a')")
    expect(await modes()).to.deep.equal(expected)
    // As earlier releases left them after a crash.
    for (const name of Object.keys(expected)) await chmod(join(folder, name), 0o644)
    const second = openDatabase(path(), 1, SCHEMA)
    expect(second.all('SELECT text FROM notes')).to.have.length(1)
    expect(await modes()).to.deep.equal(expected)
    second.close()
    first.close()
  })

  it('makes its folder one that no other account reads, also where it is there', async () => {
    const [fresh, found] = [join(folder, 'a', 'fresh'), join(folder, 'found')]
    await mkdir(found)
    await chmod(found, 0o755)
    for (const own of [fresh, found]) {
      await makeOwnFolder(own)
      expect((await stat(own)).mode & 0o777).to.equal(0o700)
    }
    await writeFile(join(folder, 'file'), '')
    await expectError(
      () => makeOwnFolder(join(folder, 'file', 'x')),
      'STORE_UNAVAILABLE',
      /could not be used/,
    )
  })

  it('refuses a file of another version', async () => {
    openDatabase(path(), 1, SCHEMA).close()
    await expectError(() => openDatabase(path(), 2, SCHEMA), 'STORE_UNAVAILABLE', /version 1.*needs 2/)
    openDatabase(path(), 1, SCHEMA).close()
  })

  it('takes a file of an earlier version that needs new tables alone, and keeps what is in it', async () => {
    const first = openDatabase(path(), 1, SCHEMA)
    first.run("INSERT INTO notes VALUES ('a')")
    first.close()
    const grown = `${SCHEMA}; CREATE TABLE IF NOT EXISTS words (word TEXT NOT NULL) STRICT`
    await expectError(() => openDatabase(path(), 3, grown, [2]), 'STORE_UNAVAILABLE', /version 1.*needs 3/)
    const second = openDatabase(path(), 2, grown, [1])
    second.run("INSERT INTO words VALUES ('b')")
    expect(second.all('SELECT text FROM notes')).to.have.length(1)
    second.close()
    await expectError(() => openDatabase(path(), 1, SCHEMA), 'STORE_UNAVAILABLE', /version 2.*needs 1/)
  })

  it('refuses a file that is no database, and a folder that is not there', async () => {
    await writeFile(path(), 'This is a letter, not a database. '.repeat(100))
    await expectError(() => openDatabase(path(), 1, SCHEMA), 'STORE_UNAVAILABLE', /read/)
    await expectError(
      () => openDatabase(join(folder, 'none', 'x'), 1, SCHEMA),
      'STORE_UNAVAILABLE',
      /could not be used/,
    )
  })
})
