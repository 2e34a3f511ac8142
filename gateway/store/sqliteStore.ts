import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import type { GatewayStore, HeldEnvelope, HeldReceipt, HeldRecord, HeldRequest } from './gatewayStore.ts'

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS records (
    record_id TEXT PRIMARY KEY, patient TEXT NOT NULL, is_anchored INTEGER NOT NULL, content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS records_of_patient ON records (patient);
  CREATE TABLE IF NOT EXISTS envelopes (
    record_id TEXT NOT NULL REFERENCES records, key_epoch INTEGER NOT NULL, grantee TEXT NOT NULL,
    content TEXT NOT NULL, PRIMARY KEY (record_id, key_epoch, grantee)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS requests (request_id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS reports (request_id TEXT PRIMARY KEY, record_id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS used_digests (digest TEXT PRIMARY KEY, deadline INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS digests_by_deadline ON used_digests (deadline);
  CREATE TABLE IF NOT EXISTS receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, record_id TEXT NOT NULL, content TEXT NOT NULL,
    sequence INTEGER, place INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS receipts_of_record ON receipts (record_id);
  CREATE INDEX IF NOT EXISTS receipts_by_sequence ON receipts (sequence, place);
`

/** A gateway's memory in one SQLite file, or in RAM where `path` is ':memory:'. */
export function openSqliteStore(path: string): GatewayStore {
  const database = new DatabaseSync(path)
  database.exec(SCHEMA)

  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values)
  const all = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).all(...values)
  const contents = <T>(sql: string, ...values: SQLInputValue[]): T[] =>
    all(sql, ...values).map((row) => JSON.parse(String(row.content)) as T)
  const transaction = (work: () => void) => {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  const records = (where: string, ...values: SQLInputValue[]): HeldRecord[] =>
    all(`SELECT content, is_anchored FROM records WHERE ${where} ORDER BY rowid`, ...values).map((row) => ({
      ...JSON.parse(String(row.content)),
      isAnchored: row.is_anchored === 1,
    }))
  const receipts = (where: string, ...values: SQLInputValue[]): HeldReceipt[] =>
    all(`SELECT * FROM receipts WHERE ${where}`, ...values).map((row) => ({
      id: Number(row.id),
      receipt: JSON.parse(String(row.content)),
      place: row.sequence === null ? null : { sequence: Number(row.sequence), index: Number(row.place) },
    }))
  const putRecord = ({ isAnchored, ...record }: HeldRecord) =>
    run(
      'INSERT INTO records (record_id, patient, is_anchored, content) VALUES (?, ?, ?, ?)',
      record.recordId,
      record.ref.patient,
      isAnchored ? 1 : 0,
      JSON.stringify(record),
    )
  const putEnvelope = (envelope: HeldEnvelope) =>
    run(
      'INSERT OR REPLACE INTO envelopes (record_id, key_epoch, grantee, content) VALUES (?, ?, ?, ?)',
      envelope.recordId,
      envelope.keyEpoch,
      envelope.grantee,
      JSON.stringify(envelope),
    )

  const putReceipt = (receipt: Receipt) =>
    run(
      'INSERT INTO receipts (record_id, content) VALUES (?, ?)',
      receipt.disclosure.recordId,
      JSON.stringify(receipt),
    )

  return {
    addRecord: (record, { envelopes, receipt, reportOf }) =>
      transaction(() => {
        putRecord(record)
        envelopes.forEach(putEnvelope)
        putReceipt(receipt)
        if (reportOf !== null) {
          run('INSERT INTO reports (request_id, record_id) VALUES (?, ?)', reportOf, record.recordId)
        }
      }),
    markAnchored: (recordId) => {
      run('UPDATE records SET is_anchored = 1 WHERE record_id = ?', recordId)
    },
    dropRecord: (recordId) =>
      transaction(() => {
        if (records('record_id = ? AND is_anchored = 0', recordId).length === 0) return
        for (const table of ['envelopes', 'reports', 'records']) {
          run(`DELETE FROM ${table} WHERE record_id = ?`, recordId)
        }
        // One that has its place in a period already stays: the period's root covers it.
        run('DELETE FROM receipts WHERE record_id = ? AND sequence IS NULL', recordId)
      }),
    findRecord: (recordId) => records('record_id = ?', recordId)[0],
    recordsOf: (patient) => records('patient = ?', patient),
    recordsToAnchor: () => records('is_anchored = 0'),
    replaceLocator: (record, { envelopes, receipt }) =>
      transaction(() => {
        run('DELETE FROM envelopes WHERE record_id = ?', record.recordId)
        const { isAnchored, ...content } = record
        run('UPDATE records SET content = ? WHERE record_id = ?', JSON.stringify(content), record.recordId)
        envelopes.forEach(putEnvelope)
        putReceipt(receipt)
      }),

    addEnvelope: (envelope) => {
      putEnvelope(envelope)
    },
    envelopesOf: (recordId, keyEpoch) =>
      contents<HeldEnvelope>(
        'SELECT content FROM envelopes WHERE record_id = ? AND key_epoch = ?',
        recordId,
        keyEpoch,
      ),

    addRequest: (request) => {
      run(
        'INSERT OR IGNORE INTO requests (request_id, content) VALUES (?, ?)',
        request.requestId,
        JSON.stringify(request),
      )
    },
    findRequest: (requestId) =>
      contents<HeldRequest>('SELECT content FROM requests WHERE request_id = ?', requestId)[0],
    findReport: (requestId) =>
      records('record_id = (SELECT record_id FROM reports WHERE request_id = ?)', requestId)[0],

    useDigest: (digest, deadline) =>
      run('INSERT OR IGNORE INTO used_digests (digest, deadline) VALUES (?, ?)', digest, deadline).changes ===
      1,
    forgetDigests: (time) => {
      run('DELETE FROM used_digests WHERE deadline < ?', time)
    },

    addReceipt: (receipt) => {
      putReceipt(receipt)
    },
    receiptsOf: (recordId) => receipts('record_id = ? ORDER BY id', recordId),
    receiptsToAnchor: (limit) => receipts('sequence IS NULL ORDER BY id LIMIT ?', limit),
    receiptsIn: (sequence) => receipts('sequence = ? ORDER BY place', sequence),
    placeReceipts: (sequence, ids) =>
      transaction(() => {
        ids.forEach((id, index) => {
          run('UPDATE receipts SET sequence = ?, place = ? WHERE id = ?', sequence, index, id)
        })
      }),
    close: () => database.close(),
  }
}
