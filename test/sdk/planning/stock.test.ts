import { expect } from 'chai'
import fc from 'fast-check'
import { batchAt } from '../../../sdk/planning/stock/batchAtBlock.ts'
import { hasLost } from '../../../sdk/planning/stock/hasLost.ts'
import { lapsedOffers, openOffers } from '../../../sdk/planning/stock/openOffers.ts'
import { lengthOf, without } from '../../../sdk/planning/stock/ranges.ts'
import { stockOfBatch } from '../../../sdk/planning/stock/stockOfBatch.ts'
import { expiryOfDay } from '../../../sdk/provenance/expiry.ts'
import { unitAt } from '../../../sdk/provenance/history/ledger.ts'
import type { BatchAct, MinedAct } from '../../../sdk/provenance/history/step.ts'
import { TRANSFERS, type Transfer } from '../../../sdk/provenance/unit.ts'
import { hash } from './support/policies.ts'

const DEPTH = 4
const DAY = 20_000
const ORGANISATIONS = ['maker', 'site', 'carrier'] as const
const HOLDS = ['quarantined', 'suspect', 'illegitimate'] as const

interface Step {
  readonly kind: number
  readonly index: number
  readonly choice: number
}

const anySteps = fc.array(fc.record({ kind: fc.nat(11), index: fc.nat(15), choice: fc.nat(5) }), {
  maxLength: 40,
})

/** Acts that follow from one another, as the contract would tell them: what cannot happen then is left out. */
function actsOf(steps: readonly Step[]): MinedAct[] {
  const acts: BatchAct[] = [
    { name: 'commissioned', maker: 'maker', root: hash('1'), depth: DEPTH, expiry: expiryOfDay(DAY) },
    { name: 'released', account: 'quality' },
  ]
  for (const step of steps) {
    const next = actOf(step, mined(acts))
    if (next) acts.push(next)
  }
  return mined(acts)
}

const mined = (acts: readonly BatchAct[]): MinedAct[] =>
  acts.map((act, blockNumber) => ({
    ...act,
    blockNumber,
    blockHash: hash('b'),
    transactionHash: hash('c'),
    logIndex: 0,
  }))

function actOf({ kind, index, choice }: Step, before: readonly MinedAct[]): BatchAct | undefined {
  const { ledger, offers } = batchAt(hash('a'), before, { number: before.length, timestamp: 0 })
  const place = unitPlaceOf(ledger, index)
  const unit = unitAt(ledger, place)
  const transfer = TRANSFERS[choice % 3] as Transfer
  const receiver = ORGANISATIONS[choice % 3] as string
  const offer = offers.find(({ level, position }) => level === place.level && position === place.position)
  switch (kind) {
    case 0:
    case 1:
      return { ...move(place, unit.owner, receiver, transfer), isReturn: choice === 5 }
    case 2:
    case 3:
      return place.level === 0
        ? undefined
        : {
            name: 'disaggregated',
            ...place,
            custodian: unit.custodian,
            childLevel: Math.max(0, place.level - 1 - (choice % 2)),
          }
    case 4:
      return {
        name: 'hold-put',
        ...place,
        by: 'maker',
        hold: HOLDS[choice % 3] as 'suspect',
        reason: hash('0'),
      }
    case 5:
      return {
        name: 'hold-lifted',
        ...place,
        by: 'maker',
        hold: HOLDS[choice % 3] as 'suspect',
        reason: hash('0'),
      }
    case 6:
      return choice < 2
        ? { name: 'recalled', from: index, to: index + 1 + choice, reason: hash('0') }
        : undefined
    case 7:
    case 8:
      return ledger.marks.has(index)
        ? { name: 'dispense-undone', dispenser: 'site', index, isQuarantined: choice < 2 }
        : { name: 'dispensed', dispenser: 'site', index, prescription: hash('0') }
    case 9:
      return offer
        ? { name: 'transfer-ended', ...place, organisation: unit.owner, transfer: offer.transfer }
        : {
            ...move(place, unit.owner, receiver, transfer),
            name: 'transfer-proposed',
            proposer: unit.owner,
            expiresAt: 10,
          }
    case 10:
      return choice > 3
        ? {
            name: 'lifecycle-changed',
            ...place,
            organisation: 'site',
            lifecycle: 'destroyed',
            reason: hash('0'),
          }
        : undefined
    default:
      return { ...move(place, unit.owner, 'site', 'both'), isReturn: false }
  }
}

const move = (
  place: { level: number; position: number },
  giver: string,
  receiver: string,
  transfer: Transfer,
) => ({ name: 'transfer-accepted', ...place, giver, receiver, transfer, isReturn: false }) as const

type Ledger = ReturnType<typeof batchAt>['ledger']

function unitPlaceOf(ledger: Ledger, index: number) {
  let place = { level: DEPTH, position: 0 }
  for (;;) {
    const { childLevel } = unitAt(ledger, place)
    if (childLevel === null) return place
    place = { level: childLevel, position: index >>> childLevel }
  }
}

/** Shipped on an order of the site. */
const SHIPPED = { from: 4, to: 8 }
const question = { organisation: 'site', shipped: [SHIPPED] }

/** What the chain says of one pack, found by itself. */
function fateOf({ ledger, offers, isExpired }: ReturnType<typeof batchAt>, index: number) {
  const { level, position } = unitPlaceOf(ledger, index)
  const unit = unitAt(ledger, { level, position })
  if (unit.owner !== 'site') return undefined
  const mark = ledger.marks.get(index)
  if (mark === 'dispensed') return 'dispensed'
  const isRecalled = ledger.recalls.some(({ from, to }) => from <= index && index < to)
  const isOffered = offers.some(
    (offer) => offer.proposer === 'site' && index >>> offer.level === offer.position,
  )
  const isFit = unit.lifecycle === 'available' && unit.holds === 0 && !isRecalled && !isOffered && !isExpired
  if (!isFit || mark) return 'unusable'
  if (unit.custodian === 'site') return 'usable'
  const isComing = offers.some(
    (offer) =>
      offer.receiver === 'site' && offer.transfer === 'custody' && index >>> offer.level === offer.position,
  )
  const isShipped = SHIPPED.from <= index && index < SHIPPED.to
  return isComing || isShipped ? 'onTheWay' : 'unusable'
}

describe('stock of a batch', () => {
  it('is what each pack by itself says: usable + on the way + unusable + dispensed = packs owned', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 9, max: 16 }), fc.boolean(), (steps, size, isLate) => {
        const acts = actsOf(steps)
        const timestamp = (isLate ? DAY + 1 : 0) * 86_400
        const batch = batchAt(hash('a'), acts, { number: acts.length, timestamp })
        const counts = { usable: 0, onTheWay: 0, unusable: 0, dispensed: 0 }
        for (let index = 0; index < size; index++) {
          const fate = fateOf(batch, index)
          if (fate) counts[fate]++
        }
        expect(stockOfBatch(batch, { ...question, size, isFresh: true })).to.deep.equal(counts)
        const stale = stockOfBatch(batch, { ...question, size, isFresh: false })
        expect(stale).to.deep.equal({
          usable: 0,
          onTheWay: 0,
          unusable: counts.usable + counts.onTheWay + counts.unusable,
          dispensed: counts.dispensed,
        })
      }),
      { numRuns: 200 },
    )
  })

  it('is lost where a pack that was usable is not any more and was not dispensed, and only then', () => {
    fc.assert(
      fc.property(anySteps, fc.nat(40), fc.integer({ min: 9, max: 16 }), (steps, cut, size) => {
        const acts = actsOf(steps)
        const [before, now] = [Math.min(cut, acts.length) + 2, acts.length].map((number) =>
          batchAt(hash('a'), acts, { number, timestamp: 0 }),
        ) as [ReturnType<typeof batchAt>, ReturnType<typeof batchAt>]
        const kept = { usable: ['usable', 'dispensed'], onTheWay: ['onTheWay', 'usable', 'dispensed'] }
        const gone = Array.from({ length: size }, (_, index) => index).filter((index) => {
          const fate = fateOf(before, index)
          if (fate !== 'usable' && fate !== 'onTheWay') return false
          const isDispensed = now.ledger.marks.get(index) === 'dispensed'
          return !isDispensed && !kept[fate].includes(fateOf(now, index) ?? 'gone')
        })
        const asked = { ...question, size }
        expect(hasLost({ batch: before, question: asked }, { batch: now, question: asked })).to.equal(
          gone.length > 0,
        )
      }),
      { numRuns: 200 },
    )
  })

  it('is lost where its maker shortened the expiry', () => {
    const acts = actsOf([{ kind: 11, index: 0, choice: 0 }])
    const act = { name: 'expiry-amended', previous: expiryOfDay(DAY), current: expiryOfDay(DAY - 1) } as const
    const all = mined([...acts, act])
    const at = (number: number) => ({
      batch: batchAt(hash('a'), all, { number, timestamp: 0 }),
      question: { ...question, size: 16 },
    })
    expect(hasLost(at(2), at(2))).to.equal(false)
    expect(hasLost(at(2), at(3))).to.equal(true)
    expect(at(3).batch.expiryDay).to.equal(DAY - 1)
  })

  it('counts offers until they are accepted, ended or expire, each kind by itself', () => {
    const place = { level: 2, position: 1 }
    const offer = (transfer: Transfer, expiresAt: number): BatchAct => ({
      ...move(place, 'site', 'carrier', transfer),
      name: 'transfer-proposed',
      proposer: 'site',
      expiresAt,
    })
    const acts = mined([offer('custody', 10), offer('ownership', 20)])
    const kinds = (time: number, more: readonly BatchAct[] = []) =>
      openOffers(mined([...acts, ...more]), time).map(({ transfer }) => transfer)
    expect(kinds(9)).to.deep.equal(['custody', 'ownership'])
    expect(kinds(10)).to.deep.equal(['ownership'])
    expect(kinds(20)).to.deep.equal([])
    expect(lapsedOffers(acts, 19).map(({ transfer }) => transfer)).to.deep.equal(['custody'])
    expect(kinds(9, [move(place, 'site', 'carrier', 'custody')])).to.deep.equal(['ownership'])
    expect(
      kinds(9, [{ name: 'transfer-ended', ...place, organisation: 'site', transfer: 'ownership' }]),
    ).to.deep.equal(['custody'])
    expect(kinds(19, [offer('custody', 30)])).to.deep.equal(['custody', 'ownership'])
  })

  it('cuts ranges as sets of indices would be cut', () => {
    const anyRange = fc
      .record({ from: fc.nat(20), length: fc.nat(8) })
      .map(({ from, length }) => ({ from, to: from + length }))
    fc.assert(
      fc.property(anyRange, fc.array(anyRange, { maxLength: 5 }), (range, cuts) => {
        const left = Array.from({ length: 30 }, (_, index) => index).filter(
          (index) =>
            range.from <= index &&
            index < range.to &&
            !cuts.some(({ from, to }) => from <= index && index < to),
        )
        const ranges = without(
          [range].filter(({ from, to }) => from < to),
          cuts,
        )
        expect(lengthOf(ranges)).to.equal(left.length)
        for (const { from, to } of ranges) expect(left).to.include.members([from, to - 1])
      }),
    )
  })
})
