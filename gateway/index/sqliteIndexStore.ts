import type { SQLInputValue } from 'node:sqlite'
import type { ContractName, Deployment } from '../../sdk/chain/deployment.ts'
import { utf8Text } from '../../sdk/crypto/bytes.ts'
import { canonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError, UnavailableError } from '../../sdk/errors/index.ts'
import { type Database, openDatabase } from '../store/database.ts'
import type { BlockPoint, ChainEvent, Position } from './chainEvent.ts'
import { keysOf } from './eventKeys.ts'
import { type EventFilter, type IndexStore, type IndexWindow, KEPT_BLOCKS } from './indexStore.ts'

type Row = Record<string, unknown>

const VERSION = 1

/** `position` is the block's number times 2^20 plus the log's index: events lie in the file in the order of the chain. */
const LOGS_PER_BLOCK = 2 ** 20

const EVENT_COLUMNS =
  'position INTEGER NOT NULL, block_hash TEXT NOT NULL, time INTEGER NOT NULL, seed TEXT NOT NULL, transaction_hash TEXT NOT NULL, contract TEXT NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL'
const EVENT_NAMES = 'position, block_hash, time, seed, transaction_hash, contract, name, args'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS identity (deployment TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (
    number INTEGER PRIMARY KEY, hash TEXT NOT NULL, is_empty INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS empty_blocks ON blocks (number) WHERE is_empty = 1;
  CREATE TABLE IF NOT EXISTS events (
    ${EVENT_COLUMNS}, patient TEXT, subject TEXT, organisation TEXT, PRIMARY KEY (position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS events_of_patient ON events (patient, subject) WHERE patient IS NOT NULL;
  CREATE INDEX IF NOT EXISTS events_of_subject ON events (subject) WHERE subject IS NOT NULL;
  CREATE INDEX IF NOT EXISTS events_of_organisation ON events (organisation) WHERE organisation IS NOT NULL;
  CREATE INDEX IF NOT EXISTS events_by_name ON events (contract, name);
  CREATE TABLE IF NOT EXISTS orphaned_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, ancestor INTEGER NOT NULL, ${EVENT_COLUMNS}
  ) STRICT;
`

/** Rows that are held at once while all are visited. */
const PAGE = 1_000

/** SQLITE_CORRUPT and SQLITE_NOTADB (https://www.sqlite.org/rescode.html). */
const DAMAGED: readonly unknown[] = [11, 26]

/**
 * An index in one SQLite file of its own, or in memory where `path` is ':memory:'. The file can be deleted at any time
 * while nothing runs: it is made again from the chain.
 * @throws IntegrityError INDEX_INVALID for a file that is none, or is of another deployment, UnavailableError
 */
export function openSqliteIndexStore(path: string, deployment: Deployment): IndexStore {
  const database = open(path)
  try {
    requireDeployment(database, deployment)
  } catch (error) {
    database.close()
    throw error
  }
  const { run, all, transaction } = database

  const head = (): BlockPoint | undefined =>
    all('SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1').map(toPoint)[0]
  const page = (filter: EventFilter, after: number, limit: number): ChainEvent[] => {
    const { condition, values } = conditionOf(filter)
    return all(
      `SELECT ${EVENT_NAMES} FROM events WHERE position > ? AND ${condition} ORDER BY position LIMIT ?`,
      after,
      ...values,
      limit,
    ).map(toEvent)
  }

  const append = ({ after, blocks, events }: IndexWindow) => {
    const present = head()
    if (present?.hash !== after?.hash) {
      throw new UnavailableError(
        'STORE_UNAVAILABLE',
        'Something else has written to the index of the chain. Run one gateway on one data folder.',
      )
    }
    const numbers = new Set(events.map(({ blockNumber }) => blockNumber))
    for (const { number, hash } of blocks) {
      run(
        'INSERT INTO blocks (number, hash, is_empty) VALUES (?, ?, ?)',
        number,
        hash,
        numbers.has(number) ? 0 : 1,
      )
    }
    for (const event of events) putEvent(database, event)
    const last = blocks.at(-1)
    if (last) run('DELETE FROM blocks WHERE is_empty = 1 AND number < ?', last.number - KEPT_BLOCKS)
  }

  return {
    head: async () => head(),
    blocksDown: async (number, limit) =>
      all(
        'SELECT number, hash FROM blocks WHERE number <= ? ORDER BY number DESC LIMIT ?',
        number,
        limit,
      ).map(toPoint),
    append: async (window) => transaction(() => append(window)),
    rewind: async (ancestor) =>
      transaction(() => {
        const above = (ancestor + 1) * LOGS_PER_BLOCK
        run(
          `INSERT INTO orphaned_events (ancestor, ${EVENT_NAMES}) SELECT ?, ${EVENT_NAMES} FROM events WHERE position >= ? ORDER BY position`,
          ancestor,
          above,
        )
        run('DELETE FROM blocks WHERE number > ?', ancestor)
        return run('DELETE FROM events WHERE position >= ?', above)
      }),

    eventsAfter: async (after, limit, filter = {}) =>
      page(filter, after === undefined ? -1 : positionOf(after), limit),
    visit: async (filter, visitor) => {
      let after = -1
      while (true) {
        // No other work of this process comes between two pages, so they are of one state.
        const events = page(filter, after, PAGE)
        events.forEach(visitor)
        const last = events.at(-1)
        if (!last || events.length < PAGE) return
        after = positionOf(last)
      }
    },
    counts: async () =>
      all(
        'SELECT contract, name, count(*) AS count FROM events GROUP BY contract, name ORDER BY contract, name',
      ).map((row) => ({
        contract: row.contract as ContractName,
        name: String(row.name),
        count: Number(row.count),
      })),

    orphaned: async (limit) =>
      all(`SELECT id, ancestor, ${EVENT_NAMES} FROM orphaned_events ORDER BY id LIMIT ?`, limit).map(
        (row) => ({
          id: Number(row.id),
          ancestor: Number(row.ancestor),
          event: toEvent(row),
        }),
      ),
    forgetOrphaned: async (id) => {
      run('DELETE FROM orphaned_events WHERE id <= ?', id)
    },
    close: async () => database.close(),
  }
}

function open(path: string): Database {
  try {
    return openDatabase(path, VERSION, SCHEMA)
  } catch (error) {
    const code = ((error as Error).cause as { errcode?: unknown } | undefined)?.errcode
    if (!DAMAGED.includes(code)) throw error
    throw invalid('is damaged or is no database', error)
  }
}

function requireDeployment({ run, all }: Database, { chainId, block, contracts }: Deployment): void {
  const deployment = utf8Text(canonicalJson({ chainId, block, contracts }))
  const [row] = all('SELECT deployment FROM identity')
  if (!row) run('INSERT INTO identity (deployment) VALUES (?)', deployment)
  else if (row.deployment !== deployment) throw invalid('is of another deployment')
}

function putEvent({ run }: Database, event: ChainEvent): void {
  const { patient, subject, organisation } = keysOf(event)
  run(
    `INSERT INTO events (${EVENT_NAMES}, patient, subject, organisation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    positionOf(event),
    event.blockHash,
    event.time,
    event.seed,
    event.transactionHash,
    event.contract,
    event.name,
    utf8Text(canonicalJson(event.args)),
    patient,
    subject,
    organisation,
  )
}

function conditionOf({ contracts, names, patient, subject, organisation }: EventFilter) {
  const conditions: string[] = ['TRUE']
  const values: SQLInputValue[] = []
  const add = (condition: string, ...given: readonly SQLInputValue[]) => {
    conditions.push(condition)
    values.push(...given)
  }
  const places = (list: readonly string[]) => list.map(() => '?').join(', ')
  if (contracts) add(`contract IN (${places(contracts)})`, ...contracts)
  if (names) add(`name IN (${places(names)})`, ...names)
  if (subject !== undefined) add('subject = ?', subject)
  if (organisation !== undefined) add('organisation = ?', organisation)
  if (patient !== undefined) {
    // As a union, each part of which has an index: with OR, SQLite reads the whole table.
    add(
      `position IN (
        SELECT position FROM events WHERE patient = ?
        UNION SELECT position FROM events WHERE subject = ?
        UNION SELECT position FROM events WHERE subject IN
          (SELECT subject FROM events WHERE patient = ? AND subject IS NOT NULL))`,
      patient,
      patient,
      patient,
    )
  }
  return { condition: conditions.join(' AND '), values }
}

const positionOf = ({ blockNumber, logIndex }: Position): number => blockNumber * LOGS_PER_BLOCK + logIndex

const toPoint = ({ number, hash }: Row): BlockPoint => ({ number: Number(number), hash: String(hash) })

function toEvent(row: Row): ChainEvent {
  const position = Number(row.position)
  return {
    blockNumber: Math.floor(position / LOGS_PER_BLOCK),
    logIndex: position % LOGS_PER_BLOCK,
    blockHash: String(row.block_hash),
    time: Number(row.time),
    seed: String(row.seed),
    transactionHash: String(row.transaction_hash),
    contract: row.contract as ContractName,
    name: String(row.name),
    args: parseArgs(String(row.args)),
  }
}

function parseArgs(text: string): ChainEvent['args'] {
  try {
    const args: unknown = JSON.parse(text)
    if (typeof args === 'object' && args !== null) return args as ChainEvent['args']
  } catch (cause) {
    throw invalid('holds an event that cannot be read', cause)
  }
  throw invalid('holds an event without arguments')
}

const invalid = (problem: string, cause?: unknown) =>
  new IntegrityError(
    'INDEX_INVALID',
    `The index of the chain ${problem}. Stop the gateway and delete the file: it is made again from the chain.`,
    { cause },
  )
