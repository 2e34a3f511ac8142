import { expect } from 'chai'
import { id } from 'ethers'
import { epcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { validateDocument } from '../../../sdk/epcis/validateEpcis.ts'
import { partyUris } from '../../../sdk/provenance/epcisEvents/parties.ts'
import { stepEvent, type TracedPack } from '../../../sdk/provenance/epcisEvents/stepEvent.ts'
import type { BatchAct, HistoryStep } from '../../../sdk/provenance/history/step.ts'
import { packUri, unitUri } from '../../../sdk/provenance/trace.ts'
import { LIFECYCLES, TRANSFERS } from '../../../sdk/provenance/unit.ts'
import { expectError } from '../../helpers/expectError.ts'

const [MAKER, PHARMACY] = [
  '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
]
const batchId = id('batch')
const pack: TracedPack = {
  batchId,
  index: 9,
  epc: packUri({ gtin: '09521234543213', serial: 'S/9"' }),
  lot: 'LOT-7',
  partyUri: partyUris(31337n, { [MAKER]: '9521234500001' }),
  unitUri: (unit) => unitUri(unit, unit.level === 3 ? '095212340000000013' : undefined),
}
const place = { level: 3, position: 1 }
const reason = id('reason')

const ACTS: readonly BatchAct[] = [
  { name: 'commissioned', maker: MAKER, root: id('root'), depth: 4, expiry: '2027-02-28' },
  { name: 'released', account: PHARMACY },
  { name: 'expiry-amended', previous: '2027-02-28', current: '2027-05-31' },
  ...TRANSFERS.flatMap((transfer): BatchAct[] => [
    {
      name: 'transfer-proposed',
      ...place,
      proposer: MAKER,
      receiver: PHARMACY,
      transfer,
      isReturn: false,
      expiresAt: 1,
    },
    { name: 'transfer-accepted', ...place, giver: MAKER, receiver: PHARMACY, transfer, isReturn: true },
    { name: 'transfer-ended', ...place, organisation: MAKER, transfer },
  ]),
  { name: 'disaggregated', ...place, custodian: MAKER, childLevel: 2 },
  { name: 'aggregated', ...place, custodian: MAKER },
  ...LIFECYCLES.map(
    (lifecycle): BatchAct => ({
      name: 'lifecycle-changed',
      ...place,
      organisation: MAKER,
      lifecycle,
      reason,
    }),
  ),
  { name: 'hold-put', ...place, by: MAKER, hold: 'quarantined', reason },
  { name: 'hold-lifted', ...place, by: PHARMACY, hold: 'quarantined', reason },
  { name: 'recalled', from: 0, to: 16, reason },
  { name: 'dispensed', dispenser: PHARMACY, index: 9, prescription: reason },
  { name: 'dispense-undone', dispenser: PHARMACY, index: 9, isQuarantined: false },
  { name: 'dispense-undone', dispenser: PHARMACY, index: 9, isQuarantined: true },
  { name: 'investigation-opened', ...place, organisation: MAKER, reason },
  { name: 'investigation-determined', ...place, organisation: MAKER, verdict: 'cleared', reason },
  { name: 'investigation-determined', ...place, organisation: MAKER, verdict: 'illegitimate', reason },
  { name: 'illegitimate-notified', ...place, organisation: MAKER, notice: reason },
  {
    name: 'log-anchored',
    ...place,
    logId: id('log'),
    logger: PHARMACY,
    verdict: 'fail',
    eventHash: id('event'),
  },
  { name: 'log-judged', logId: id('log'), verdict: 'unknown' },
]

const stepOf = (act: BatchAct, time = 1_800_000_000): HistoryStep => ({
  ...act,
  blockNumber: 7,
  blockHash: id('block'),
  transactionHash: id('transaction'),
  logIndex: 0,
  time,
})
const eventOf = (act: BatchAct) => stepEvent(stepOf(act), pack)?.event ?? expect.fail('no event')

describe('steps of the chain as EPCIS events', () => {
  it('follow the standard, each of them', () => {
    const events = ACTS.map((act, index) => stepEvent(stepOf(act, 1_800_000_000 + index), pack)).filter(
      (event) => event !== undefined,
    )
    expect(events).to.have.length(ACTS.length)
    const document = epcisDocument(events, new Date())
    expect(validateDocument(JSON.parse(JSON.stringify(document))).problems).to.deep.equal([])
    for (const event of events) expect(event.event.eventID).to.equal(eventHash(event))
    expect(new Set(events.map(({ event }) => event.eventID)).size).to.equal(events.length)
  })

  it('say what, who and where to', () => {
    const [commissioned, proposed] = [ACTS[0], ACTS[3]] as [BatchAct, BatchAct]
    expect(eventOf(commissioned)).to.deep.include({
      type: 'ObjectEvent',
      eventTime: '2027-01-15T08:00:00.000Z',
      action: 'ADD',
      bizStep: 'commissioning',
      epcList: ['https://id.gs1.org/01/09521234543213/21/S%2F9%22'],
      ilmd: { 'cbvmda:lotNumber': 'LOT-7', 'cbvmda:itemExpirationDate': '2027-02-28' },
      'salus:transaction': id('transaction'),
    })
    expect(eventOf(proposed)).to.deep.include({
      bizStep: 'shipping',
      disposition: 'in_transit',
      sourceList: [{ type: 'possessing_party', source: 'https://id.gs1.org/417/9521234500001' }],
      destinationList: [{ type: 'possessing_party', destination: `did:ethr:0x7a69:${PHARMACY}` }],
      'salus:unit': `${batchId}/3/1`,
    })
  })

  it('name units by their SSCC where it is known', () => {
    const unpacked = eventOf({ name: 'disaggregated', ...place, custodian: MAKER, childLevel: 2 })
    expect(unpacked).to.deep.include({
      type: 'AggregationEvent',
      action: 'DELETE',
      parentID: 'https://id.gs1.org/00/095212340000000013',
      childEPCs: [`https://salus.example/unit/${batchId}/2/2`],
    })
    const toPacks = eventOf({ name: 'disaggregated', ...place, custodian: MAKER, childLevel: 0 })
    expect(toPacks.childEPCs).to.deep.equal([pack.epc])
  })

  it('are none where nothing happened to the pack', async () => {
    expect(stepEvent(stepOf({ name: 'profile-assigned', profileId: reason }), pack)).to.equal(undefined)
    expect(stepEvent(stepOf({ name: 'node-anchored', ...place, node: reason }), pack)).to.equal(undefined)
    await expectError(() => partyUris(1n, { [MAKER]: '9521234500002' }), 'GS1_INVALID', /check digit/)
  })
})
