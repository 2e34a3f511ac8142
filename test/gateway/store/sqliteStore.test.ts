import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { GatewayStore, HeldEnvelope, HeldRecord } from '../../../gateway/store/gatewayStore.ts'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import type { Receipt } from '../../../sdk/disclosures/disclosure.ts'

const patient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const record = (recordId: string, keyEpoch = 1): HeldRecord =>
  ({
    recordId,
    ref: { patient },
    locator: { recordId, keyEpoch },
    isAnchored: false,
  }) as unknown as HeldRecord
const envelope = (recordId: string, grantee: string, keyEpoch = 1): HeldEnvelope =>
  ({ recordId, keyEpoch, grantee, principal: grantee, purpose: 'TREAT' }) as unknown as HeldEnvelope
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

  it('replaces a locator with the envelopes of its epoch for all earlier ones', () => {
    add('a')
    store.markAnchored('a')
    store.addEnvelope(envelope('a', 'clinician'))
    store.replaceLocator(record('a', 2), {
      envelopes: [envelope('a', 'custodian', 2)],
      receipt: receipt('a'),
    })
    reopen()
    expect(store.envelopesOf('a', 1)).to.have.length(0)
    expect(store.envelopesOf('a', 2)).to.have.length(1)
    expect(store.findRecord('a')).to.deep.include({
      isAnchored: true,
      locator: { recordId: 'a', keyEpoch: 2 },
    })
    expect(store.receiptsOf('a')).to.have.length(2)
  })

  it('remembers used digests across a restart, until their deadline has passed', () => {
    expect(store.useDigest('0x1', 100)).to.equal(true)
    reopen()
    expect(store.useDigest('0x1', 100)).to.equal(false)
    store.forgetDigests(100)
    expect(store.useDigest('0x1', 100)).to.equal(false)
    store.forgetDigests(101)
    expect(store.useDigest('0x1', 200)).to.equal(true)
  })

  it('keeps receipts in order, each at one place', () => {
    for (const id of ['a', 'b', 'c']) store.addReceipt(receipt(id))
    const ids = store.receiptsToAnchor(2).map(({ id }) => id)
    store.placeReceipts(5, ids)
    expect(store.receiptsIn(5).map(({ place }) => place?.index)).to.deep.equal([0, 1])
    expect(store.receiptsToAnchor(10)).to.have.length(1)
    expect(store.receiptsOf('c')[0]?.place).to.equal(null)
  })

  it('keeps the first content of a request', () => {
    store.addRequest({ requestId: 'r', request: { nonce: '1' }, secret: {} } as never)
    store.addRequest({ requestId: 'r', request: { nonce: '2' }, secret: {} } as never)
    expect(store.findRequest('r')?.request.nonce).to.equal('1')
    expect(store.findRequest('none')).to.equal(undefined)
  })
})
