import type { EpcisProblem } from '../../../sdk/epcis/problem.ts'
import { type Database, openDatabase } from '../../store/database.ts'
import type { IndexedEvent } from '../capture/indexedEvent.ts'
import type { ErrorBehaviour } from '../capture/readDocument.ts'
import type { CaptureJob, EpcisStore, EventPlace, NamedQuery, StoredEvent } from './epcisStore.ts'
import { SCHEMA, VERSION } from './schema.ts'
import { countOf, EVENT, LIST, pageOf } from './selection.ts'

type Row = Record<string, unknown>

/** Opens the events at `path`, or in memory where it is ':memory:'. What a crash left of a job is taken away. */
export function openSqliteEpcisStore(path: string): EpcisStore {
  const database = openDatabase(path, VERSION, SCHEMA)
  let horizon = Number(one(database, 'SELECT COALESCE(MAX(last), 0) AS last FROM jobs')?.last)
  removeUnfinished(database, horizon)
  let sequence = horizon

  return {
    addJob: ({ id, createdAt, behaviour, document }) =>
      database.transaction(() => {
        const sql = 'INSERT INTO jobs (id, createdAt, behaviour, document) VALUES (?, ?, ?, ?)'
        database.run(sql, id, createdAt, behaviour, document)
        return Number(one(database, 'SELECT MAX(number) AS number FROM jobs')?.number)
      }),
    findJob(id) {
      const row = one(database, `SELECT ${JOB} FROM jobs WHERE id = ?`, id)
      return row && jobOf(row)
    },
    listJobs: (before, limit) =>
      database
        .all(`SELECT ${JOB} FROM jobs WHERE number < ? ORDER BY number DESC LIMIT ?`, before, limit)
        .map(jobOf),
    nextPending() {
      const sql = 'SELECT number, behaviour FROM jobs WHERE finishedAt IS NULL ORDER BY number LIMIT 1'
      const row = one(database, sql)
      return row && { number: Number(row.number), behaviour: row.behaviour as ErrorBehaviour }
    },
    documentOf(job) {
      const row = one(database, 'SELECT document FROM jobs WHERE number = ? AND document IS NOT NULL', job)
      return row && (row.document as Uint8Array)
    },
    standingOf({ id, hash, declaration }) {
      const rows = database.all('SELECT hash, declaration FROM events WHERE id = ?', id)
      if (rows.some((row) => row.hash !== hash)) return 'conflict'
      return rows.some((row) => row.declaration === declaration) ? 'known' : 'new'
    },
    addEvents(job, events) {
      const start = sequence
      try {
        database.transaction(() => {
          const keys: unknown[] = []
          for (const event of events) {
            addEvent(database, job, ++sequence, event)
            for (const [kind, value] of event.keys) keys.push([kind, value, sequence])
          }
          // One statement for all: far faster than one for each.
          database.run(ADD_KEYS, JSON.stringify(keys))
        })
      } catch (error) {
        sequence = start
        throw error
      }
    },
    endJob(job, { finishedAt, succeeded, problems }) {
      const captured = sequence - horizon
      const range = captured > 0 ? [horizon + 1, sequence] : [null, null]
      database.run(
        'UPDATE jobs SET finishedAt = ?, succeeded = ?, problems = ?, captured = ?, first = ?, last = ?, document = NULL ' +
          'WHERE number = ?',
        // The order of record times is the order of events, whatever the clock does.
        Math.max(finishedAt, latestEnd(database)),
        succeeded ? 1 : 0,
        JSON.stringify(problems),
        captured,
        ...(range as [number | null, number | null]),
        job,
      )
      horizon = sequence
    },
    horizon: () => horizon,
    select(query, viewer, page) {
      const { sql, values } = pageOf(query, viewer, page)
      return database.all(sql, ...values).map(placeOf)
    },
    read(sequences) {
      const rows = database.all(`${EVENT} WHERE e.sequence IN ${LIST}`, JSON.stringify(sequences))
      const found = new Map(rows.map((row) => [Number(row.sequence), eventOf(row)]))
      return sequences.flatMap((sequence) => found.get(sequence) ?? [])
    },
    count(query, viewer, limit) {
      const { sql, values } = countOf(query, viewer, horizon, limit)
      return Number(one(database, sql, ...values)?.count)
    },
    findByHash(hash) {
      const row = one(database, `${EVENT} WHERE e.hash = ? AND e.sequence <= ? LIMIT 1`, hash, horizon)
      return row && eventOf(row)
    },
    addQuery: ({ name, query }) =>
      database.run('INSERT INTO queries (name, query) VALUES (?, ?) ON CONFLICT DO NOTHING', name, query) > 0,
    findQuery(name) {
      const row = one(database, 'SELECT name, query FROM queries WHERE name = ?', name)
      return row && queryOf(row)
    },
    listQueries: (skipped, limit) =>
      database
        .all('SELECT name, query FROM queries ORDER BY name LIMIT ? OFFSET ?', limit, skipped)
        .map(queryOf),
    countQueries: () => Number(one(database, 'SELECT COUNT(*) AS count FROM queries')?.count),
    removeQuery: (name) => database.run('DELETE FROM queries WHERE name = ?', name) > 0,
    useRequest: (digest, deadline, now) =>
      database.transaction(() => {
        database.run('DELETE FROM usedRequests WHERE deadline < ?', now)
        const sql = 'INSERT INTO usedRequests (digest, deadline) VALUES (?, ?) ON CONFLICT DO NOTHING'
        return database.run(sql, digest, deadline) > 0
      }),
    close: () => database.close(),
  }
}

const ADD_KEYS =
  'INSERT OR IGNORE INTO keys (kind, value, sequence) ' +
  'SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true'

const JOB = 'number, id, createdAt, finishedAt, behaviour, succeeded, problems, captured'

const one = (database: Database, sql: string, ...values: Parameters<Database['all']>[1][]): Row | undefined =>
  database.all(sql, ...values)[0]

function addEvent(database: Database, job: number, sequence: number, event: IndexedEvent): void {
  database.run('INSERT INTO contexts (prefixes) VALUES (?) ON CONFLICT DO NOTHING', event.prefixes)
  database.run(
    'INSERT INTO events (sequence, job, id, hash, declaration, type, time, action, bizStep, disposition, readPoint, ' +
      'bizLocation, hasSensors, context, size, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ' +
      '(SELECT number FROM contexts WHERE prefixes = ?), ?, ?)',
    sequence,
    job,
    event.id,
    event.hash,
    event.declaration,
    event.type,
    event.time,
    event.action,
    event.bizStep,
    event.disposition,
    event.readPoint,
    event.bizLocation,
    event.hasSensors ? 1 : 0,
    event.prefixes,
    Buffer.byteLength(event.text) + event.prefixes.length,
    event.text,
  )
}

function removeUnfinished(database: Database, horizon: number): void {
  if (!one(database, 'SELECT 1 FROM events WHERE sequence > ? LIMIT 1', horizon)) return
  database.transaction(() => {
    database.run('DELETE FROM keys WHERE sequence > ?', horizon)
    database.run('DELETE FROM events WHERE sequence > ?', horizon)
  })
}

const latestEnd = (database: Database): number =>
  Number(one(database, 'SELECT COALESCE(MAX(finishedAt), 0) AS latest FROM jobs')?.latest)

const jobOf = (row: Row): CaptureJob => ({
  number: Number(row.number),
  id: String(row.id),
  createdAt: Number(row.createdAt),
  finishedAt: row.finishedAt === null ? null : Number(row.finishedAt),
  behaviour: row.behaviour as ErrorBehaviour,
  succeeded: row.succeeded === 1,
  problems: JSON.parse(String(row.problems)) as EpcisProblem[],
  captured: Number(row.captured),
})

const placeOf = (row: Row): EventPlace => ({
  sequence: Number(row.sequence),
  eventTime: Number(row.time),
  size: Number(row.size),
})

const eventOf = (row: Row): StoredEvent => ({
  sequence: Number(row.sequence),
  id: String(row.id),
  hash: String(row.hash),
  eventTime: Number(row.time),
  recordTime: Number(row.recordTime),
  prefixes: String(row.prefixes),
  text: String(row.text),
})

const queryOf = (row: Row): NamedQuery => ({ name: String(row.name), query: String(row.query) })
