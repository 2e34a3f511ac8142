import type { SQLInputValue } from 'node:sqlite'
import { bytesToHex, concatBytes, hexToBytes } from '../../sdk/crypto/bytes.ts'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import type { Notice } from '../../sdk/gateway/protocol.ts'
import { openDatabase } from './database.ts'
import type {
  Erasure,
  GatewayStore,
  HeldAlert,
  HeldEnvelope,
  HeldReceipt,
  HeldRecord,
  HeldRequest,
  HeldStanding,
  HeldStatement,
  LowAlert,
  NewNotice,
} from './gatewayStore.ts'

const VERSION = 3
/** Version 1 had no statements of clinicians and no monitoring, version 2 no proofs. */
const UPGRADED = [1, 2]

/** Not of a locator, which tells nobody anything. As the index below has it, so that queries find it. */
const IS_ACCESS = "json_extract(content, '$.disclosure.kind') <> 'locator'"

/** Seconds for which relays are counted: limits look back a day at most. */
const RELAY_MEMORY = 2 * 86_400

/** Bytes of a node of a Merkle tree. */
const HASH = 32

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    record_id TEXT PRIMARY KEY, patient TEXT NOT NULL, is_anchored INTEGER NOT NULL, was_anchored INTEGER NOT NULL,
    content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS records_of_patient ON records (patient);
  CREATE INDEX IF NOT EXISTS records_to_anchor ON records (record_id) WHERE is_anchored = 0;
  CREATE TABLE IF NOT EXISTS envelopes (
    record_id TEXT NOT NULL REFERENCES records, key_epoch INTEGER NOT NULL, grantee TEXT NOT NULL,
    is_released INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (record_id, key_epoch, grantee)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS released_envelopes ON envelopes (record_id) WHERE is_released = 1;
  CREATE TABLE IF NOT EXISTS garbage (cid TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS erasures (record_id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS requests (request_id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS reports (request_id TEXT PRIMARY KEY, record_id TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS reports_by_record ON reports (record_id);
  CREATE TABLE IF NOT EXISTS statements (
    request_id TEXT NOT NULL, clinician TEXT NOT NULL, kind TEXT NOT NULL, record_id TEXT NOT NULL,
    model_version TEXT NOT NULL, at INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (request_id, clinician, kind)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS statements_of_record ON statements (record_id);
  CREATE INDEX IF NOT EXISTS statements_by_model ON statements (model_version, kind, at);
  CREATE TABLE IF NOT EXISTS standings (
    standing_id TEXT PRIMARY KEY, patient TEXT NOT NULL, content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS standings_of_patient ON standings (patient);
  CREATE TABLE IF NOT EXISTS alerts (alert_id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS low_alerts (alert_id TEXT PRIMARY KEY, at INTEGER NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS low_alerts_by_time ON low_alerts (at);
  CREATE TABLE IF NOT EXISTS used_digests (digest TEXT PRIMARY KEY, deadline INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS digests_by_deadline ON used_digests (deadline);
  CREATE TABLE IF NOT EXISTS receipts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, record_id TEXT NOT NULL, patient TEXT NOT NULL, content TEXT NOT NULL,
    sequence INTEGER, place INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS receipts_of_record ON receipts (record_id);
  CREATE INDEX IF NOT EXISTS receipts_of_patient ON receipts (patient, id);
  CREATE INDEX IF NOT EXISTS receipts_by_sequence ON receipts (sequence, place);
  CREATE INDEX IF NOT EXISTS accesses_of_patient ON receipts (patient, id) WHERE ${IS_ACCESS};
  CREATE TABLE IF NOT EXISTS proofs (receipt_id INTEGER PRIMARY KEY REFERENCES receipts, siblings BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS periods (sequence INTEGER PRIMARY KEY, is_open INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS open_periods ON periods (sequence) WHERE is_open = 1;
  CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, patient TEXT NOT NULL, key TEXT UNIQUE, content TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notices_of_patient ON notices (patient, id);
  CREATE TABLE IF NOT EXISTS relays (patient TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS relays_by_time ON relays (time, patient);
  CREATE TABLE IF NOT EXISTS cursors (
    id INTEGER PRIMARY KEY CHECK (id = 1), block_number INTEGER NOT NULL, log_index INTEGER NOT NULL
  ) STRICT;
`

/** A gateway's memory in one SQLite file, or in RAM where `path` is ':memory:'. */
export function openSqliteStore(path: string): GatewayStore {
  const database = openDatabase(path, VERSION, SCHEMA, UPGRADED)
  const { run, all, transaction } = database

  const contents = <T>(sql: string, ...values: SQLInputValue[]): T[] =>
    all(sql, ...values).map((row) => JSON.parse(String(row.content)) as T)
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
      'INSERT INTO records (record_id, patient, is_anchored, was_anchored, content) VALUES (?, ?, ?, ?, ?)',
      record.recordId,
      record.ref.patient,
      isAnchored ? 1 : 0,
      isAnchored ? 1 : 0,
      JSON.stringify(record),
    )
  const putEnvelope = (envelope: HeldEnvelope, isReleased: boolean) =>
    run(
      'INSERT OR REPLACE INTO envelopes (record_id, key_epoch, grantee, is_released, content) VALUES (?, ?, ?, ?, ?)',
      envelope.recordId,
      envelope.keyEpoch,
      envelope.grantee,
      isReleased ? 1 : 0,
      JSON.stringify(envelope),
    )
  const putReceipt = (patient: string, receipt: Receipt) =>
    run(
      'INSERT INTO receipts (record_id, patient, content) VALUES (?, ?, ?)',
      receipt.disclosure.recordId,
      patient,
      JSON.stringify(receipt),
    )
  const putNotice = (patient: string, notice: NewNotice, key: string | null) =>
    run(
      'INSERT OR IGNORE INTO notices (patient, key, content) VALUES (?, ?, ?)',
      patient,
      key,
      JSON.stringify(notice),
    )
  const putGarbage = ({ locator }: HeldRecord) =>
    run('INSERT OR IGNORE INTO garbage (cid) VALUES (?)', locator.cid)
  const dropRow = (
    table: 'envelopes' | 'reports' | 'records' | 'erasures' | 'statements',
    recordId: string,
  ) => run(`DELETE FROM ${table} WHERE record_id = ?`, recordId)

  return {
    addRecord: (record, { envelopes, receipt, reportOf }) =>
      transaction(() => {
        putRecord(record)
        for (const envelope of envelopes) putEnvelope(envelope, false)
        putReceipt(record.ref.patient, receipt)
        if (reportOf !== null) {
          run('INSERT INTO reports (request_id, record_id) VALUES (?, ?)', reportOf, record.recordId)
        }
      }),
    markAnchored: (recordId) => {
      run('UPDATE records SET is_anchored = 1, was_anchored = 1 WHERE record_id = ?', recordId)
    },
    markUnanchored: (recordId) => {
      run('UPDATE records SET is_anchored = 0 WHERE record_id = ?', recordId)
    },
    dropRecord: (recordId) =>
      transaction(() => {
        const [record] = records('record_id = ? AND is_anchored = 0 AND was_anchored = 0', recordId)
        if (!record) return
        putGarbage(record)
        dropRow('envelopes', recordId)
        dropRow('reports', recordId)
        dropRow('records', recordId)
        // One that has its place in a period already stays: the period's root covers it.
        run('DELETE FROM receipts WHERE record_id = ? AND sequence IS NULL', recordId)
      }),
    findRecord: (recordId) => records('record_id = ?', recordId)[0],
    recordsOf: (patient) => records('patient = ?', patient),
    recordsToAnchor: () => records('is_anchored = 0'),
    releasedRecords: () =>
      all('SELECT DISTINCT record_id FROM envelopes WHERE is_released = 1').map((row) =>
        String(row.record_id),
      ),
    replaceLocator: (record, { envelopes, receipt, notice }) =>
      transaction(() => {
        const [old] = records('record_id = ?', record.recordId)
        if (!old) return
        putGarbage(old)
        dropRow('envelopes', record.recordId)
        const { isAnchored, ...content } = record
        run('UPDATE records SET content = ? WHERE record_id = ?', JSON.stringify(content), record.recordId)
        for (const envelope of envelopes) putEnvelope(envelope, false)
        putReceipt(record.ref.patient, receipt)
        putNotice(record.ref.patient, notice, null)
      }),

    beginErasure: (recordId, notice) => {
      transaction(() => {
        const [record] = records('record_id = ?', recordId)
        if (!record) return
        const { ref } = record
        const erasure: Erasure = { ref, recordId }
        putGarbage(record)
        run('INSERT INTO erasures (record_id, content) VALUES (?, ?)', recordId, JSON.stringify(erasure))
        run(
          'DELETE FROM requests WHERE request_id IN (SELECT request_id FROM reports WHERE record_id = ?)',
          recordId,
        )
        dropRow('statements', recordId)
        // The row in `reports` stays: it keeps an erased report from being handed in again.
        dropRow('envelopes', recordId)
        dropRow('records', recordId)
        putNotice(ref.patient, notice, null)
      })
      database.forget()
    },
    erasures: () => contents<Erasure>('SELECT content FROM erasures ORDER BY rowid'),
    finishErasure: (recordId) => {
      database.forget()
      dropRow('erasures', recordId)
    },

    garbage: () => all('SELECT cid FROM garbage').map(({ cid }) => String(cid)),
    forgetGarbage: (cids) =>
      transaction(() => {
        for (const cid of cids) run('DELETE FROM garbage WHERE cid = ?', cid)
      }),

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
    isReportErased: (requestId) =>
      all(
        'SELECT 1 FROM reports WHERE request_id = ? AND record_id NOT IN (SELECT record_id FROM records)',
        requestId,
      ).length > 0,
    requestOfReport: (recordId) => {
      const [row] = all('SELECT request_id FROM reports WHERE record_id = ?', recordId)
      return row && String(row.request_id)
    },

    addStatement: (statement) => {
      const { requestId, clinician, kind, recordId, modelVersion, at } = statement
      // In one statement with the question whether the record is there: an erasure leaves no gap to slip through.
      return (
        run(
          `INSERT OR REPLACE INTO statements (request_id, clinician, kind, record_id, model_version, at, content)
            SELECT ?, ?, ?, record_id, ?, ?, ? FROM records WHERE record_id = ?`,
          requestId,
          clinician,
          kind,
          modelVersion,
          at,
          JSON.stringify(statement),
          recordId,
        ) === 1
      )
    },
    statementsOf: (requestId) =>
      contents<HeldStatement>(
        'SELECT content FROM statements WHERE request_id = ? ORDER BY at, rowid',
        requestId,
      ),
    statementsAbout: (modelVersion, from, until) =>
      contents<HeldStatement>(
        `SELECT content FROM statements WHERE request_id IN (
          SELECT request_id FROM statements WHERE model_version = ? AND kind = 'attestation' AND at >= ? AND at < ?
        ) ORDER BY at, rowid`,
        modelVersion,
        from,
        until,
      ),

    addStanding: (standing) => {
      run(
        'INSERT OR IGNORE INTO standings (standing_id, patient, content) VALUES (?, ?, ?)',
        standing.standingId,
        standing.standing.patient,
        JSON.stringify(standing),
      )
    },
    findStanding: (standingId) =>
      contents<HeldStanding>('SELECT content FROM standings WHERE standing_id = ?', standingId)[0],
    standings: (patient) =>
      patient === undefined
        ? contents<HeldStanding>('SELECT content FROM standings ORDER BY rowid')
        : contents<HeldStanding>('SELECT content FROM standings WHERE patient = ? ORDER BY rowid', patient),
    addAlert: (alert) => {
      run(
        'INSERT OR IGNORE INTO alerts (alert_id, content) VALUES (?, ?)',
        alert.alertId,
        JSON.stringify(alert),
      )
    },
    findAlert: (alertId) => contents<HeldAlert>('SELECT content FROM alerts WHERE alert_id = ?', alertId)[0],
    addLowAlert: (alert) => {
      run(
        'INSERT OR IGNORE INTO low_alerts (alert_id, at, content) VALUES (?, ?, ?)',
        alert.alertId,
        alert.at,
        JSON.stringify(alert),
      )
    },
    lowAlertsBefore: (time) =>
      contents<LowAlert>('SELECT content FROM low_alerts WHERE at < ? ORDER BY at, rowid', time),
    tellLowAlerts: (notices, alertIds) =>
      transaction(() => {
        for (const { recipient, notice, key } of notices) putNotice(recipient, notice, key)
        for (const alertId of alertIds) run('DELETE FROM low_alerts WHERE alert_id = ?', alertId)
      }),

    isUsed: (digest) => all('SELECT 1 FROM used_digests WHERE digest = ?', digest).length > 0,
    addAnswer: ({ digest, deadline, patient, receipt, notice, envelope }) =>
      transaction(() => {
        const isNew =
          run('INSERT OR IGNORE INTO used_digests (digest, deadline) VALUES (?, ?)', digest, deadline) === 1
        if (!isNew) return false
        putReceipt(patient, receipt)
        putNotice(patient, notice, null)
        if (envelope) putEnvelope(envelope, true)
        return true
      }),
    forgetDigests: (time) => {
      run('DELETE FROM used_digests WHERE deadline < ?', time)
    },

    addDisclosure: (patient, receipt, notice, key) =>
      transaction(() => {
        if (putNotice(patient, notice, key) === 1) putReceipt(patient, receipt)
      }),
    receiptsOf: (recordId) => receipts('record_id = ? ORDER BY id', recordId),
    receiptsOfPatient: (patient, { order, after, limit, accessesOnly }) => {
      const kinds = accessesOnly ? ` AND ${IS_ACCESS}` : ''
      return order === 'newest'
        ? receipts(
            `patient = ?${kinds} AND id < ? ORDER BY id DESC LIMIT ?`,
            patient,
            after ?? Number.MAX_SAFE_INTEGER,
            limit,
          )
        : receipts(`patient = ?${kinds} AND id > ? ORDER BY id LIMIT ?`, patient, after ?? 0, limit)
    },
    countReceiptsOfPatient: (patient, accessesOnly) => {
      const kinds = accessesOnly ? ` AND ${IS_ACCESS}` : ''
      return Number(
        all(`SELECT count(*) AS count FROM receipts WHERE patient = ?${kinds}`, patient)[0]?.count,
      )
    },
    countReceiptsToAnchor: () =>
      Number(all('SELECT count(*) AS count FROM receipts WHERE sequence IS NULL')[0]?.count),
    receiptsToAnchor: (limit) => receipts('sequence IS NULL ORDER BY id LIMIT ?', limit),
    receiptsIn: (sequence) => receipts('sequence = ? ORDER BY place', sequence),
    placeReceipts: (sequence, ids) =>
      transaction(() => {
        run('INSERT OR REPLACE INTO periods (sequence, is_open) VALUES (?, 1)', sequence)
        ids.forEach((id, index) => {
          run('UPDATE receipts SET sequence = ?, place = ? WHERE id = ?', sequence, index, id)
        })
      }),

    openPeriods: () =>
      all('SELECT sequence FROM periods WHERE is_open = 1 ORDER BY sequence').map((row) =>
        Number(row.sequence),
      ),
    closePeriod: (sequence, proofAt) =>
      transaction(() => {
        run('UPDATE periods SET is_open = 0 WHERE sequence = ?', sequence)
        for (const { id, place } of all('SELECT id, place FROM receipts WHERE sequence = ?', sequence)) {
          const siblings = concatBytes(...proofAt(Number(place)).map((sibling) => hexToBytes(sibling)))
          run('INSERT OR REPLACE INTO proofs (receipt_id, siblings) VALUES (?, ?)', Number(id), siblings)
        }
      }),
    proofOf: (receiptId) => {
      const [row] = all('SELECT siblings FROM proofs WHERE receipt_id = ?', receiptId)
      if (!row) return undefined
      const siblings = row.siblings as Uint8Array
      return Array.from({ length: siblings.length / HASH }, (_, level) =>
        bytesToHex(siblings.subarray(level * HASH, (level + 1) * HASH)),
      )
    },
    reopenPeriod: (sequence) => {
      run('UPDATE periods SET is_open = 1 WHERE sequence = ?', sequence)
    },
    clearPeriod: (sequence) =>
      transaction(() => {
        run('DELETE FROM proofs WHERE receipt_id IN (SELECT id FROM receipts WHERE sequence = ?)', sequence)
        run('UPDATE receipts SET sequence = NULL, place = NULL WHERE sequence = ?', sequence)
        run('DELETE FROM periods WHERE sequence = ?', sequence)
      }),

    addNotice: (patient, notice, key) => {
      putNotice(patient, notice, key)
    },
    noticesOf: (patient, after, limit) =>
      all(
        'SELECT id, content FROM notices WHERE patient = ? AND id > ? ORDER BY id LIMIT ?',
        patient,
        after,
        limit,
      ).map((row): Notice => ({ id: Number(row.id), ...JSON.parse(String(row.content)) })),

    addRelay: (patient, time) => {
      run('DELETE FROM relays WHERE time < ?', time - RELAY_MEMORY)
      run('INSERT INTO relays (patient, time) VALUES (?, ?)', patient, time)
    },
    relaysSince: (time, patient) => {
      const [row] = patient
        ? all('SELECT count(*) AS count FROM relays WHERE time > ? AND patient = ?', time, patient)
        : all('SELECT count(*) AS count FROM relays WHERE time > ?', time)
      return Number(row?.count)
    },

    cursor: () => {
      const [row] = all('SELECT block_number, log_index FROM cursors')
      return row && { blockNumber: Number(row.block_number), logIndex: Number(row.log_index) }
    },
    setCursor: ({ blockNumber, logIndex }) => {
      run(
        'INSERT OR REPLACE INTO cursors (id, block_number, log_index) VALUES (1, ?, ?)',
        blockNumber,
        logIndex,
      )
    },
    close: () => database.close(),
  }
}
