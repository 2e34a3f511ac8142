import { expect } from 'chai'
import { keyOf, replay, unitAt } from '../../../sdk/provenance/history/ledger.ts'
import type { BatchAct, MinedAct } from '../../../sdk/provenance/history/step.ts'
import { holdingsOf } from '../../../sdk/provenance/listHoldings.ts'
import { expectError } from '../../helpers/expectError.ts'

const [MAKER, PHARMACY] = ['0xmaker', '0xpharmacy']
const mined = (acts: readonly BatchAct[]): MinedAct[] =>
  acts.map((act, logIndex) => ({ ...act, blockNumber: 1, blockHash: '0x', transactionHash: '0x', logIndex }))

const commissioned = {
  name: 'commissioned' as const,
  maker: MAKER,
  root: '0x',
  depth: 4,
  expiry: '2027-01-01',
} satisfies BatchAct
const released: BatchAct = { name: 'released', account: '0x' }
const split = (level: number, position: number, childLevel: number): BatchAct => ({
  name: 'disaggregated',
  level,
  position,
  childLevel,
  custodian: MAKER,
})
const sold = (level: number, position: number): BatchAct => ({
  name: 'transfer-accepted',
  level,
  position,
  giver: MAKER,
  receiver: PHARMACY,
  transfer: 'both',
  isReturn: false,
})
const hold = (level: number, position: number): BatchAct => ({
  name: 'hold-put',
  level,
  position,
  by: MAKER,
  hold: 'quarantined',
  reason: '0x',
})
const ledgerOf = (...acts: BatchAct[]) => replay('0xbatch', mined([commissioned, released, ...acts]))
const summaryOf = (...acts: BatchAct[]) =>
  holdingsOf(ledgerOf(...acts)).map(
    ({ level, from, to, custodian, holds }) => `${level}/${from}-${to} ${custodian} ${holds.join()}`,
  )

describe('events of a batch, replayed', () => {
  it('leave parts that nothing happened to as the whole was', () => {
    expect(summaryOf(split(4, 0, 1), sold(1, 3))).to.deep.equal([
      '1/0-3 0xmaker ',
      '1/3-4 0xpharmacy ',
      '1/4-8 0xmaker ',
    ])
  })

  it('hold only the untouched parts of a divided unit', () => {
    expect(summaryOf(split(4, 0, 2), sold(2, 1), hold(4, 0))).to.deep.equal([
      '2/0-1 0xmaker quarantined',
      '2/1-2 0xpharmacy ',
      '2/2-4 0xmaker quarantined',
    ])
  })

  it('forget parts that became one again', () => {
    const joined: BatchAct = { name: 'aggregated', level: 4, position: 0, custodian: PHARMACY }
    const all = [sold(2, 0), sold(2, 1), sold(2, 2), sold(2, 3)]
    expect(summaryOf(split(4, 0, 2), ...all, joined)).to.deep.equal(['4/0-1 0xpharmacy '])
    expect(summaryOf(split(4, 0, 2), ...all, joined, hold(4, 0), split(4, 0, 2))).to.deep.equal([
      '2/0-4 0xpharmacy quarantined',
    ])
  })

  it('count packs that were dispensed, and taken back', () => {
    const dispensed = (index: number): BatchAct => ({
      name: 'dispensed',
      dispenser: PHARMACY,
      index,
      prescription: '0x',
    })
    const undone = (index: number, isQuarantined: boolean): BatchAct => ({
      name: 'dispense-undone',
      dispenser: PHARMACY,
      index,
      isQuarantined,
    })
    const ledger = ledgerOf(
      split(4, 0, 3),
      ...[9, 1, 2, 8, 15].map(dispensed),
      undone(2, false),
      undone(8, true),
      sold(3, 1),
    )
    expect(holdingsOf(ledger).map(({ dispensed: count, quarantined }) => [count, quarantined])).to.deep.equal(
      [
        [1, 0],
        [2, 1],
      ],
    )
  })

  it('that cannot be are a lie of the node', async () => {
    const contradictions: BatchAct[][] = [
      [sold(2, 1)],
      [split(4, 0, 2), sold(3, 0)],
      [split(4, 0, 2), sold(4, 0), sold(1, 0)],
      [split(4, 0, 4)],
      [{ name: 'aggregated', level: 4, position: 0, custodian: MAKER }],
      [split(4, 0, 2), split(2, 0, 1), { name: 'aggregated', level: 4, position: 0, custodian: MAKER }],
      [commissioned],
    ]
    for (const acts of contradictions) {
      await expectError(() => ledgerOf(...acts), 'CHAIN_LOG_INVALID', /left some out/)
    }
    const large: BatchAct = { ...commissioned, depth: 24 }
    const joined: BatchAct = { name: 'aggregated', level: 24, position: 0, custodian: MAKER }
    await expectError(
      () => replay('0xbatch', mined([large, released, split(24, 0, 15), joined])),
      'CHAIN_LOG_INVALID',
      /left some out/,
    )
    await expectError(() => replay('0xbatch', []), 'CHAIN_LOG_INVALID', /left some out/)
    await expectError(() => replay('0xbatch', mined([released])), 'CHAIN_LOG_INVALID', /left some out/)
    expect(unitAt(ledgerOf(split(4, 0, 2)), { level: 2, position: 3 }).custodian).to.equal(MAKER)
    expect(keyOf({ level: 2, position: 3 })).to.equal('2/3')
  })
})
