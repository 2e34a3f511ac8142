import { indicesOf, type UnitRef } from '../provenance/unit.ts'

/** Neighbouring units of one level of a batch that may be given away whole or in parts. */
export interface UnitRun {
  readonly batchId: string
  readonly level: number
  /** Positions [from, to) of that level. */
  readonly from: number
  readonly to: number
  /** Level of what they were disaggregated from; for the whole batch its own. */
  readonly parentLevel: number
  readonly expiryDay: number
  /** Packs of the batch: what lies behind them is padding. */
  readonly size: number
}

/** A unit to be disaggregated. */
export interface Split {
  readonly unit: UnitRef
  readonly childLevel: number
}

export interface UnitAllocation {
  /** Hold exactly what was asked for, less what is missing; the parts that the splits make included. */
  readonly units: readonly UnitRef[]
  /** In the order in which they have to be made. */
  readonly splits: readonly Split[]
  /** Packs that there are not. */
  readonly missing: number
}

/** Most levels between a unit and its parts: `DrugProvenance.MAXIMUM_SPLIT`. */
const MAXIMUM_SPLIT = 8

/** Units of as many packs each. */
interface Pile {
  readonly run: UnitRun
  readonly packs: number
  readonly count: number
}

/**
 * First expired, first out over units: all units of an earlier expiry before any of a later one. Within one expiry the largest
 * that fit, so that few units move, and a smaller one is split where none fits: its parts of a power of two, so that a
 * quantity takes no more parts than it has binary digits. The same answer for the same units in any order.
 */
export function allocateUnits(runs: readonly UnitRun[], packs: number): UnitAllocation {
  const units: UnitRef[] = []
  const splits: Split[] = []
  let missing = packs
  const days = [...new Set(runs.map(({ expiryDay }) => expiryDay))].sort((one, other) => one - other)
  for (const day of days) {
    const piles = runs
      .filter(({ expiryDay }) => expiryDay === day)
      .flatMap(pilesOf)
      .sort(byPacks)
    const left: Pile[] = []
    for (const { run, packs: each, count } of piles) {
      const taken = Math.min(count, Math.floor(missing / each))
      for (let place = run.from; place < run.from + taken; place++) units.push(unitAt(run, place))
      missing -= taken * each
      if (taken < count)
        left.push({ run: { ...run, from: run.from + taken }, packs: each, count: count - taken })
    }
    const smallest = left.at(-1)
    if (missing === 0 || !smallest) continue
    const { run } = left.find((pile) => pile.packs === smallest.packs) ?? smallest
    takePart(unitAt(run, run.from), run.size, missing, units, splits)
    return { units, splits, missing: 0 }
  }
  return { units, splits, missing }
}

/** Takes so many packs, fewer than it holds, out of a unit. */
function takePart(unit: UnitRef, size: number, packs: number, units: UnitRef[], splits: Split[]): void {
  const childLevel = Math.max(31 - Math.clz32(packs), unit.level - MAXIMUM_SPLIT)
  splits.push({ unit, childLevel })
  const span = 2 ** (unit.level - childLevel)
  let missing = packs
  for (let position = unit.position * span; missing > 0; position++) {
    const part = { batchId: unit.batchId, level: childLevel, position, parentLevel: unit.level }
    const each = packsIn(part, size)
    if (each > missing) takePart(part, size, missing, units, splits)
    else units.push(part)
    missing -= Math.min(each, missing)
  }
}

/** Whole units, and the one at the end of the batch that is not full. */
function pilesOf(run: UnitRun): Pile[] {
  const full = Math.min(run.to, Math.max(run.from, Math.floor(run.size / 2 ** run.level)))
  const last = { ...run, from: full, to: full + 1 }
  const rest = full < run.to ? packsIn({ level: run.level, position: full }, run.size) : 0
  const piles = [
    { run: { ...run, to: full }, packs: 2 ** run.level, count: full - run.from },
    { run: last, packs: rest, count: 1 },
  ]
  return piles.filter(({ packs, count }) => packs > 0 && count > 0)
}

/** Packs of a unit, without padding. */
export function packsIn(unit: Pick<UnitRef, 'level' | 'position'>, size: number): number {
  const { from, to } = indicesOf(unit)
  return Math.max(0, Math.min(to, size) - from)
}

const unitAt = ({ batchId, level, parentLevel }: UnitRun, position: number): UnitRef => ({
  batchId,
  level,
  position,
  parentLevel,
})

function byPacks(one: Pile, other: Pile): number {
  if (one.packs !== other.packs) return other.packs - one.packs
  if (one.run.batchId !== other.run.batchId) return one.run.batchId < other.run.batchId ? -1 : 1
  return firstPackOf(one.run) - firstPackOf(other.run)
}

/** Piles of different levels may start at the same position, at the same pack never. */
const firstPackOf = ({ level, from }: UnitRun): number => from * 2 ** level
