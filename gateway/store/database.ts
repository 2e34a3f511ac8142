import { statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { UnavailableError } from '../../sdk/errors/index.ts'
import { makeOwnFile } from './ownFiles.ts'

/** One SQLite file whose writes are on the disk when they return. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): number
  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[]
  /** All of the work or nothing. */
  transaction<T>(work: () => T): T
  /**
   * Leaves no copy of what was deleted in the write-ahead log.
   * @throws UnavailableError STORE_UNAVAILABLE while another program reads the file
   */
  forget(): void
  close(): void
}

/** Statements that are kept prepared: queries of events come in more forms than memory should hold. */
const MAXIMUM_STATEMENTS = 500
/** SQLITE_FULL (https://www.sqlite.org/rescode.html). */
const FULL = 13

/**
 * Opens the database at `path`, or one in memory where it is ':memory:'. Deleted rows are overwritten with zeros.
 * @param upgraded earlier versions whose files need no more than the tables that `schema` adds
 * Its files are read by no other account.
 * @throws UnavailableError STORE_UNAVAILABLE for a file of another version; RefusedError STORE_DENIED
 */
export function openDatabase(
  path: string,
  version: number,
  schema: string,
  upgraded: readonly number[] = [],
): Database {
  const isInMemory = path === ':memory:'
  if (!isInMemory) makeOwnFile(path)
  const database = guarded(() => new DatabaseSync(path))
  const statements = new Map<string, StatementSync>()
  const file = isInMemory ? undefined : { path, inode: guarded(() => statSync(path).ino) }

  guarded(() => {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;',
    )
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version)
    if (found !== 0 && found !== version && !upgraded.includes(found)) {
      throw new UnavailableError(
        'STORE_UNAVAILABLE',
        `The database has version ${found}, this release needs ${version}. Run the release that wrote it.`,
      )
    }
    // All or nothing: a file is of one version or of the other, whatever a crash does.
    if (found !== version) {
      database.exec(`BEGIN IMMEDIATE; ${schema}; PRAGMA user_version = ${version}; COMMIT;`)
    }
  })

  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known) return known
    const made = database.prepare(sql)
    if (statements.size >= MAXIMUM_STATEMENTS) statements.clear()
    statements.set(sql, made)
    return made
  }

  return {
    run: (sql, ...values) =>
      guarded(() => {
        requirePresent(file)
        return Number(statement(sql).run(...values).changes)
      }),
    all: (sql, ...values) => guarded(() => statement(sql).all(...values)),
    transaction: (work) =>
      guarded(() => {
        requirePresent(file)
        database.exec('BEGIN IMMEDIATE')
        try {
          const result = work()
          requirePresent(file)
          database.exec('COMMIT')
          return result
        } catch (error) {
          // A full disk rolls back by itself; then there is nothing left to roll back.
          if (database.isTransaction) database.exec('ROLLBACK')
          throw error
        }
      }),
    forget: () =>
      guarded(() => {
        // It says so, and does not fail, where a reader keeps it from its work.
        if (Number(statement('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy) === 0) return
        throw new UnavailableError(
          'STORE_UNAVAILABLE',
          'Another program reads the database: what was deleted leaves the file once it has finished.',
        )
      }),
    close: () => database.close(),
  }
}

/** A file that was moved or deleted takes writes that nobody will ever read: the worst way to lose receipts. */
function requirePresent(file: { path: string; inode: number } | undefined): void {
  if (!file || statSync(file.path, { throwIfNoEntry: false })?.ino === file.inode) return
  throw new UnavailableError(
    'STORE_UNAVAILABLE',
    'The database was moved or deleted while the gateway ran. Stop the gateway and restore the file.',
  )
}

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SQLITE_ERROR') throw error
    throw (error as { errcode?: unknown }).errcode === FULL
      ? new UnavailableError('STORE_FULL', 'The disk under the database is full. Free some space.', {
          cause: error,
        })
      : new UnavailableError('STORE_UNAVAILABLE', 'The database could not be read or written.', {
          cause: error,
        })
  }
}
