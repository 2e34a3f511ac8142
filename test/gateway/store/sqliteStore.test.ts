import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import type {
  GatewayStore,
  HeldEnvelope,
  HeldRecord,
  NewNotice,
} from '../../../gateway/store/gatewayStore.ts'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import type { Receipt } from '../../../sdk/disclosures/disclosure.ts'

const patient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const record = (recordId: string, keyEpoch = 1): HeldRecord =>
  ({
    recordId,
    ref: { patient },
    locator: { recordId, keyEpoch, cid: `cid of ${recordId} at ${keyEpoch}` },
    isAnchored: false,
  }) as unknown as HeldRecord
const envelope = (recordId: string, grantee: string, keyEpoch = 1): HeldEnvelope =>
  ({ recordId, keyEpoch, grantee, principal: grantee, purpose: 'TREAT' }) as unknown as HeldEnvelope
const notice = (recordId: string): NewNotice => ({
  at: '2026-11-22T12:00:00.000Z',
  kind: 'rekeyed',
  recordId,
  account: null,
  purpose: null,
})
const receipt = (recordId: string): Receipt =>
  ({ disclosure: { recordId }, signature: '0x' }) as unknown as Receipt

describe('gateway/store/sqliteStore', () => {
  let folder = ''
  let store: GatewayStore
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
    store = openSqliteStore(join(folder, 'store.sqlite'))
  })
  afterEach(async () => {
    store.close()
    await rm(folder, { recursive: true })
  })
  const reopen = () => {
    store.close()
    store = openSqliteStore(join(folder, 'store.sqlite'))
  }
  const add = (recordId: string, reportOf: string | null = null) =>
    store.addRecord(record(recordId), {
      envelopes: [envelope(recordId, 'custodian'), envelope(recordId, 'patient')],
      receipt: receipt(recordId),
      reportOf,
    })

  it('adds a record with all that belongs to it, or nothing at all', () => {
    add('a', 'request')
    expect(() => add('b', 'request')).to.throw()
    expect(() => add('a')).to.throw()
    reopen()
    expect(store.recordsOf(patient).map(({ recordId }) => recordId)).to.deep.equal(['a'])
    expect(store.envelopesOf('a', 1)).to.have.length(2)
    expect(store.envelopesOf('b', 1)).to.have.length(0)
    expect(store.receiptsToAnchor(10)).to.have.length(1)
    expect(store.findReport('request')).to.deep.equal(record('a'))
  })

  it('drops a record that was never anchored, and only such a one', () => {
    add('a', 'request')
    store.dropRecord('a')
    expect(store.findRecord('a')).to.equal(undefined)
    expect(store.findReport('request')).to.equal(undefined)
    expect(store.receiptsToAnchor(10)).to.have.length(0)
    add('b')
    store.markAnchored('b')
    store.dropRecord('b')
    expect(store.findRecord('b')).to.deep.equal({ ...record('b'), isAnchored: true })
    expect(store.recordsToAnchor()).to.have.length(0)
  })

  const answer = (digest: string, envelope: HeldEnvelope | null = null, deadline = 100) =>
    store.addAnswer({ digest, deadline, patient, receipt: receipt('a'), notice: notice('a'), envelope })

  it('replaces a locator with the envelopes of its epoch for all earlier ones', () => {
    add('a')
    store.markAnchored('a')
    expect(store.releasedRecords()).to.deep.equal([])
    answer('0x1', envelope('a', 'clinician'))
    expect(store.releasedRecords()).to.deep.equal(['a'])
    expect(store.envelopesOf('a', 1)).to.have.length(3)
    store.replaceLocator(record('a', 2), {
      envelopes: [envelope('a', 'custodian', 2)],
      receipt: receipt('a'),
      notice: notice('a'),
    })
    reopen()
    expect(store.envelopesOf('a', 1)).to.have.length(0)
    expect(store.envelopesOf('a', 2)).to.have.length(1)
    expect(store.releasedRecords()).to.deep.equal([])
    expect(store.findRecord('a')).to.deep.include({
      isAnchored: true,
      locator: { recordId: 'a', keyEpoch: 2, cid: 'cid of a at 2' },
    })
    expect(store.garbage()).to.deep.equal(['cid of a at 1'])
    store.forgetGarbage(store.garbage())
    expect(store.garbage()).to.deep.equal([])
    expect(store.receiptsOf('a')).to.have.length(3)
  })

  it('takes an answer to a request once, across a restart, until its deadline has passed', () => {
    add('a')
    expect(answer('0x1')).to.equal(true)
    reopen()
    expect(store.isUsed('0x1')).to.equal(true)
    expect(answer('0x1', envelope('a', 'clinician'))).to.equal(false)
    expect(store.envelopesOf('a', 1)).to.have.length(2)
    expect(store.receiptsOf('a')).to.have.length(2)
    expect(store.noticesOf(patient, 0, 10)).to.have.length(1)
    store.forgetDigests(100)
    expect(store.isUsed('0x1')).to.equal(true)
    store.forgetDigests(101)
    expect(store.isUsed('0x1')).to.equal(false)
    expect(answer('0x1', null, 200)).to.equal(true)
  })

  it('writes nothing of an answer whose envelope cannot be kept', () => {
    expect(() => answer('0x1', envelope('no such record', 'clinician'))).to.throw()
    expect(store.isUsed('0x1')).to.equal(false)
    expect(store.receiptsToAnchor(10)).to.have.length(0)
    expect(store.noticesOf(patient, 0, 10)).to.have.length(0)
  })

  it('erases a record from the file itself, and remembers what is left to do', async () => {
    const secret = 'a salt that nobody may find again'
    store.addRecord(
      { ...record('a'), salt: secret, locator: { cid: 'bafy' } as HeldRecord['locator'] },
      {
        envelopes: [{ ...envelope('a', 'custodian'), envelope: { ciphertext: secret } as never }],
        receipt: receipt('a'),
        reportOf: 'request',
      },
    )
    store.addRequest({ requestId: 'request', request: {}, secret: { ciphertext: secret } } as never)
    const holdsSecret = async () => {
      const files = await readdir(folder)
      const contents = await Promise.all(files.map((name) => readFile(join(folder, name))))
      return contents.some((bytes) => bytes.includes(secret))
    }
    expect(await holdsSecret()).to.equal(true)
    store.beginErasure('a', { ...notice('a'), kind: 'erased' })
    expect(await holdsSecret()).to.equal(false)
    reopen()
    expect(store.findRecord('a')).to.equal(undefined)
    expect(store.findReport('request')).to.equal(undefined)
    expect(store.findRequest('request')).to.equal(undefined)
    expect(store.erasures()).to.deep.equal([{ recordId: 'a', ref: { patient } }])
    expect(store.garbage()).to.deep.equal(['bafy'])
    expect(store.receiptsOf('a')).to.have.length(1)
    expect(store.noticesOf(patient, 0, 10).map(({ kind }) => kind)).to.deep.equal(['erased'])
    store.finishErasure('a')
    expect(store.erasures()).to.deep.equal([])
  })

  it('keeps one notice of a key, and gives them in pages', () => {
    for (const key of ['1', '2', '2', '3']) store.addNotice(patient, notice(key), key)
    const [first] = store.noticesOf(patient, 0, 1)
    expect(first?.recordId).to.equal('1')
    const rest = store.noticesOf(patient, first?.id ?? 0, 10)
    expect(rest.map(({ recordId }) => recordId)).to.deep.equal(['2', '3'])
    expect(store.noticesOf('someone else', 0, 10)).to.deep.equal([])
  })

  it('counts relays by patient and time', () => {
    for (const time of [100, 200, 300]) store.addRelay(patient, time)
    store.addRelay('other', 300)
    expect(store.relaysSince(150)).to.equal(3)
    expect(store.relaysSince(150, patient)).to.equal(2)
    store.addRelay(patient, 10_000_000)
    expect(store.relaysSince(0)).to.equal(1)
  })

  it('keeps its place among the events', () => {
    expect(store.cursor()).to.equal(undefined)
    store.setCursor({ blockNumber: 5, logIndex: 2 })
    store.setCursor({ blockNumber: 4, logIndex: -1 })
    reopen()
    expect(store.cursor()).to.deep.equal({ blockNumber: 4, logIndex: -1 })
  })

  it('keeps receipts in order, each at one place', () => {
    for (const id of ['a', 'b', 'c']) store.addDisclosure(patient, receipt(id), notice(id), id)
    store.addDisclosure(patient, receipt('c'), notice('c'), 'c')
    const ids = store.receiptsToAnchor(2).map(({ id }) => id)
    store.placeReceipts(5, ids)
    expect(store.receiptsIn(5).map(({ place }) => place?.index)).to.deep.equal([0, 1])
    expect(store.receiptsToAnchor(10)).to.have.length(1)
    expect(store.receiptsOf('c')[0]?.place).to.equal(null)
  })

  it('gives the receipts of a patient in pages, the oldest or the newest first, with or without locators', () => {
    const kinds = ['locator', 'release', 'refusal', 'locator', 'release'] as const
    for (const [index, kind] of kinds.entries()) {
      const given = { ...receipt('a'), disclosure: { recordId: 'a', kind } } as Receipt
      store.addDisclosure(patient, given, notice('a'), String(index))
    }
    store.addDisclosure('0xother', receipt('b'), notice('b'), 'other')
    reopen()
    const page = (
      order: 'oldest' | 'newest',
      accessesOnly: boolean,
      after: number | undefined = undefined,
      limit = 2,
    ) => store.receiptsOfPatient(patient, { order, accessesOnly, after, limit }).map(({ id }) => id)
    expect(page('oldest', false)).to.deep.equal([1, 2])
    expect(page('oldest', false, 2)).to.deep.equal([3, 4])
    expect(page('newest', false)).to.deep.equal([5, 4])
    expect(page('newest', false, 4, 10)).to.deep.equal([3, 2, 1])
    expect(page('oldest', true)).to.deep.equal([2, 3])
    expect(page('newest', true)).to.deep.equal([5, 3])
    expect(page('newest', true, 3)).to.deep.equal([2])
    expect(page('newest', true, 2)).to.deep.equal([])
    expect(store.countReceiptsOfPatient(patient, false)).to.equal(5)
    expect(store.countReceiptsOfPatient(patient, true)).to.equal(3)
  })

  it('keeps the proofs of a period that is closed, until the period is cleared', () => {
    for (const id of ['a', 'b', 'c']) store.addDisclosure(patient, receipt(id), notice(id), id)
    const [first = 0, second = 0, third = 0] = store.receiptsToAnchor(10).map(({ id }) => id)
    store.placeReceipts(0, [first, second])
    store.placeReceipts(1, [third])
    const sibling = (digit: string) => `0x${digit.repeat(64)}`
    store.closePeriod(0, (index) => [sibling(String(index)), sibling('f')])
    store.closePeriod(1, () => [])
    reopen()
    expect(store.openPeriods()).to.deep.equal([])
    expect(store.proofOf(first)).to.deep.equal([sibling('0'), sibling('f')])
    expect(store.proofOf(second)).to.deep.equal([sibling('1'), sibling('f')])
    expect(store.proofOf(third)).to.deep.equal([])
    store.clearPeriod(0)
    expect(store.proofOf(first)).to.equal(undefined)
    expect(store.proofOf(third)).to.deep.equal([])
  })

  it('takes over the file of version 2, which had no proofs', () => {
    store.addDisclosure(patient, receipt('a'), notice('a'), 'a')
    store.close()
    const database = new DatabaseSync(join(folder, 'store.sqlite'))
    database.exec('DROP TABLE proofs; DROP INDEX accesses_of_patient; PRAGMA user_version = 2')
    database.close()
    store = openSqliteStore(join(folder, 'store.sqlite'))
    expect(store.proofOf(1)).to.equal(undefined)
    expect(store.receiptsOf('a')).to.have.length(1)
  })

  it('keeps the first content of a request', () => {
    store.addRequest({ requestId: 'r', request: { impression: '1' }, secret: {} } as never)
    store.addRequest({ requestId: 'r', request: { impression: '2' }, secret: {} } as never)
    expect(store.findRequest('r')?.request.impression).to.equal('1')
    expect(store.findRequest('none')).to.equal(undefined)
  })
})
