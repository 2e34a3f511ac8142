import { openDatabase } from '../store/database.ts'
import type { KeptPolicy, PlanningStore } from './planningStore.ts'

const VERSION = 1

/** Documents are JSON: the whole file is as private as the secrets in it. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS policies (
    number INTEGER PRIMARY KEY, policyId TEXT NOT NULL UNIQUE, file TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS histories (policyId TEXT PRIMARY KEY, history TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY, policyId TEXT NOT NULL, batchId TEXT NOT NULL, batch TEXT NOT NULL,
    UNIQUE (policyId, batchId)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS positions (
    number INTEGER PRIMARY KEY, policyId TEXT NOT NULL, commitment TEXT NOT NULL, kept TEXT NOT NULL,
    UNIQUE (policyId, commitment)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS forecasts (policyId TEXT PRIMARY KEY, forecast TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS orders (
    number INTEGER PRIMARY KEY, orderId TEXT NOT NULL UNIQUE, policyId TEXT NOT NULL, opened TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS usedRequests (digest TEXT PRIMARY KEY, deadline INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`

/** Positions of one policy that are kept. An opening is asked for the newest; a reorganisation may take some back. */
const KEPT_POSITIONS = 64

/**
 * Opens what is kept at `path`, or in memory where it is ':memory:'.
 * @throws UnavailableError STORE_UNAVAILABLE, STORE_FULL; RefusedError STORE_DENIED
 */
export function openSqlitePlanningStore(path: string): PlanningStore {
  const { all, run, transaction, close } = openDatabase(path, VERSION, SCHEMA)
  // What is in the file this gateway has checked before it wrote it.
  const one = <T>(name: string, sql: string, ...values: string[]): T | undefined =>
    documentsOf<T>(all(sql, ...values), name)[0]

  let revision = 0

  return {
    get revision() {
      return revision
    },
    addPolicy(policyId, file) {
      revision += 1
      const sql = 'INSERT INTO policies (policyId, file) VALUES (?, ?) ON CONFLICT DO NOTHING'
      run(sql, policyId, JSON.stringify(file))
    },
    findPolicy: (policyId) =>
      all('SELECT policyId, file FROM policies WHERE policyId = ?', policyId).map(policyOf)[0],
    listPolicies: () => all('SELECT policyId, file FROM policies ORDER BY number').map(policyOf),
    setHistory(policyId, history) {
      revision += 1
      const sql =
        'INSERT INTO histories (policyId, history) VALUES (?, ?) ON CONFLICT DO UPDATE SET history = excluded.history'
      run(sql, policyId, JSON.stringify(history))
    },
    historyOf: (policyId) => one('history', 'SELECT history FROM histories WHERE policyId = ?', policyId),
    addBatches(policyId, batches) {
      revision += 1
      const sql = 'INSERT INTO batches (policyId, batchId, batch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
      transaction(() => {
        for (const batch of batches) run(sql, policyId, batch.head.batchId, JSON.stringify(batch))
      })
    },
    batchesOf: (policyId) =>
      documentsOf(all('SELECT batch FROM batches WHERE policyId = ? ORDER BY number', policyId), 'batch'),
    addPosition(policyId, kept) {
      transaction(() => {
        const sql =
          'INSERT INTO positions (policyId, commitment, kept) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
        run(sql, policyId, kept.commitment, JSON.stringify(kept))
        run(
          'DELETE FROM positions WHERE policyId = ? AND number NOT IN ' +
            '(SELECT number FROM positions WHERE policyId = ? ORDER BY number DESC LIMIT ?)',
          policyId,
          policyId,
          KEPT_POSITIONS,
        )
      })
    },
    findPosition: (policyId, commitment) =>
      one('kept', 'SELECT kept FROM positions WHERE policyId = ? AND commitment = ?', policyId, commitment),
    setForecast(policyId, forecast) {
      const sql =
        'INSERT INTO forecasts (policyId, forecast) VALUES (?, ?) ON CONFLICT DO UPDATE SET forecast = excluded.forecast'
      run(sql, policyId, JSON.stringify(forecast))
    },
    forecastOf: (policyId) => one('forecast', 'SELECT forecast FROM forecasts WHERE policyId = ?', policyId),
    addOrder(orderId, opened) {
      revision += 1
      const sql = 'INSERT INTO orders (orderId, policyId, opened) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
      run(sql, orderId, opened.decision.policyId, JSON.stringify(opened))
    },
    findOrder: (orderId) => one('opened', 'SELECT opened FROM orders WHERE orderId = ?', orderId),
    ordersOf: (policyId) =>
      documentsOf(all('SELECT opened FROM orders WHERE policyId = ? ORDER BY number', policyId), 'opened'),
    useRequest: (digest, deadline, now) =>
      transaction(() => {
        run('DELETE FROM usedRequests WHERE deadline < ?', now)
        const sql = 'INSERT INTO usedRequests (digest, deadline) VALUES (?, ?) ON CONFLICT DO NOTHING'
        return run(sql, digest, deadline) > 0
      }),
    close,
  }
}

type Row = Record<string, unknown>

const documentsOf = <T>(rows: readonly Row[], name: string): T[] =>
  rows.map((row) => JSON.parse(String(row[name])) as T)

const policyOf = ({ policyId, file }: Row): KeptPolicy => ({
  policyId: String(policyId),
  file: JSON.parse(String(file)) as KeptPolicy['file'],
})
