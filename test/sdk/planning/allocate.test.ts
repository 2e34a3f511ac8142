import { expect } from 'chai'
import fc from 'fast-check'
import { allocateUnits, packsIn, type UnitRun } from '../../../sdk/planning/allocate.ts'
import { indicesOf, type UnitRef, unitText } from '../../../sdk/provenance/unit.ts'
import { hash } from './support/policies.ts'

/** The batch as neighbouring units of one level each, largest first or last. */
const anyBatch = fc
  .record({
    digit: fc.constantFrom('a', 'b', 'c'),
    depth: fc.integer({ min: 0, max: 12 }),
    padding: fc.double({ min: 0, max: 1, noNaN: true }),
    cuts: fc.array(fc.nat(), { maxLength: 6 }),
    gone: fc.nat(3),
    expiryDay: fc.integer({ min: 100, max: 102 }),
  })
  .map(({ digit, depth, padding, cuts, gone, expiryDay }): UnitRun[] => {
    const size = 2 ** depth - Math.floor(padding * (2 ** depth / 2 - 0.5))
    let units: UnitRef[] = [{ batchId: hash(digit), level: depth, position: 0, parentLevel: depth }]
    for (const cut of cuts) {
      const unit = units[cut % units.length] as UnitRef
      if (unit.level === 0) continue
      const level = Math.max(0, unit.level - 1 - (cut % 3))
      units = units.flatMap((one) => (one === unit ? partsOf(one, level) : [one]))
    }
    return units.slice(gone).map(({ batchId, level, position, parentLevel }) => ({
      ...{ batchId, level, parentLevel, expiryDay, size },
      from: position,
      to: position + 1,
    }))
  })

const partsOf = ({ batchId, level, position }: UnitRef, childLevel: number): UnitRef[] =>
  Array.from({ length: 2 ** (level - childLevel) }, (_, index) => ({
    batchId,
    level: childLevel,
    position: position * 2 ** (level - childLevel) + index,
    parentLevel: level,
  }))

const anyStock = fc
  .array(anyBatch, { maxLength: 3 })
  .map((batches) => [...new Map(batches.map((runs) => [runs[0]?.batchId, runs])).values()].flat())

/** Three packs, of which two have the same position, each of its level. */
const THREE_PACKS = { batchId: hash('a'), expiryDay: 100, size: 3 }
const SAME_POSITIONS: UnitRun[] = [
  { ...THREE_PACKS, level: 0, parentLevel: 1, from: 0, to: 1 },
  { ...THREE_PACKS, level: 0, parentLevel: 1, from: 1, to: 2 },
  { ...THREE_PACKS, level: 1, parentLevel: 2, from: 1, to: 2 },
]

const packsOf = (run: UnitRun): number =>
  Array.from({ length: run.to - run.from }, (_, index) =>
    packsIn({ level: run.level, position: run.from + index }, run.size),
  ).reduce((sum, packs) => sum + packs, 0)

describe('first expired, first out', () => {
  it('takes units whose packs make exactly the quantity, none twice, of no later expiry than needed', () => {
    fc.assert(
      fc.property(anyStock, fc.nat(5000), (runs, packs) => {
        const { units, missing } = allocateUnits(runs, packs)
        const sizes = new Map(runs.map(({ batchId, size, expiryDay }) => [batchId, { size, expiryDay }]))
        const about = (unit: UnitRef) => sizes.get(unit.batchId) as { size: number; expiryDay: number }
        const there = runs.reduce((sum, run) => sum + packsOf(run), 0)
        const taken = units.reduce((sum, unit) => sum + packsIn(unit, about(unit).size), 0)
        expect(taken).to.equal(Math.min(packs, there))
        expect(missing).to.equal(packs - taken)
        const inOrder = units.map((unit) => ({ ...indicesOf(unit), batchId: unit.batchId })).sort(byPlace)
        for (const [index, { batchId, from }] of inOrder.entries()) {
          const before = inOrder[index - 1]
          if (before?.batchId === batchId) expect(before.to).to.be.at.most(from)
        }
        const latest = Math.max(0, ...units.map((unit) => about(unit).expiryDay))
        const earlier = runs.filter(({ expiryDay }) => expiryDay < latest)
        expect(
          units
            .filter((unit) => about(unit).expiryDay < latest)
            .reduce((sum, unit) => sum + packsIn(unit, about(unit).size), 0),
        ).to.equal(earlier.reduce((sum, run) => sum + packsOf(run), 0))
      }),
    )
  })

  it('splits units that there are, into at most 256 parts, and as few as the quantity has binary digits', () => {
    fc.assert(
      fc.property(anyStock, fc.nat(5000), (runs, packs) => {
        const { units, splits } = allocateUnits(runs, packs)
        const there = new Set(
          runs.flatMap(({ batchId, level, from, parentLevel }) =>
            unitText({ batchId, level, position: from }).concat(`/${parentLevel}`),
          ),
        )
        const textOf = (unit: UnitRef) => unitText(unit).concat(`/${unit.parentLevel}`)
        for (const { unit, childLevel } of splits) {
          expect(there.delete(textOf(unit))).to.equal(true)
          expect(unit.level - childLevel).to.be.within(1, 8)
          for (const part of partsOf(unit, childLevel)) there.add(textOf(part))
        }
        for (const unit of units) expect(there.has(textOf(unit))).to.equal(true)
        expect(splits.length).to.be.at.most(13)
        const parted = units.filter((unit) => splits.some((split) => isPart(unit, split.unit)))
        expect(parted.length).to.be.at.most(13)
      }),
    )
  })

  it('gives the same answer for the same units in any order', () => {
    fc.assert(
      fc.property(anyStock, fc.nat(5000), (runs, packs) => {
        expect(allocateUnits([...runs].reverse(), packs)).to.deep.equal(allocateUnits(runs, packs))
      }),
      { examples: [[SAME_POSITIONS, 2]] },
    )
  })

  it('takes the units that fit before it splits one', () => {
    const run = { batchId: hash('a'), parentLevel: 6, expiryDay: 100, size: 50 }
    const runs = [
      { ...run, level: 4, from: 0, to: 3 },
      { ...run, level: 1, from: 24, to: 26, parentLevel: 4 },
    ]
    // 16 and the 2 packs of the first pair; the second pair is padding.
    expect(allocateUnits(runs, 18).splits).to.deep.equal([])
    const { units, splits } = allocateUnits(runs, 21)
    expect(splits.map(({ unit, childLevel }) => [unit.level, childLevel])).to.deep.equal([
      [4, 1],
      [1, 0],
    ])
    expect(units.map((unit) => packsIn(unit, 50))).to.deep.equal([16, 2, 2, 1])
  })
})

const isPart = (unit: UnitRef, whole: UnitRef): boolean =>
  unit.batchId === whole.batchId &&
  indicesOf(unit).from >= indicesOf(whole).from &&
  indicesOf(unit).to <= indicesOf(whole).to

type Placed = { readonly batchId: string; readonly from: number }
const byPlace = (one: Placed, other: Placed): number =>
  one.batchId === other.batchId ? one.from - other.from : one.batchId < other.batchId ? -1 : 1
