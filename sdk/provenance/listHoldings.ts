import type { Contracts } from '../chain/contracts.ts'
import { InvalidInputError, RefusedError } from '../errors/index.ts'
import { heldBatches } from './heldBatches.ts'
import { keyOf, type Ledger, type LedgerUnit, replay } from './history/ledger.ts'
import { readActs } from './history/readActs.ts'
import type { Place } from './history/step.ts'
import { HOLDS, type Hold, holdsOf, type Lifecycle } from './unit.ts'

/** Neighbouring units of one level and one state. */
export interface Holding {
  readonly batchId: string
  readonly level: number
  /** Positions [from, to) of that level. */
  readonly from: number
  readonly to: number
  /** Level of what they were disaggregated from; for the whole batch its own. */
  readonly parentLevel: number
  /** Organisations. */
  readonly custodian: string
  readonly owner: string
  readonly lifecycle: Lifecycle
  /** Recalls included. */
  readonly holds: readonly Hold[]
  /** Packs of them that were dispensed. */
  readonly dispensed: number
  /** Packs of them that came back under a hold, and can never be dispensed. */
  readonly quarantined: number
}

export interface HoldingFilter {
  readonly batchId?: string
  /** Keeps or owns. */
  readonly organisation?: string
}

/**
 * Who has what now, from the chain's events alone: of one batch, or of one organisation in all batches. Positions at the end
 * of a batch that is no power of two hold no packs; the chain does not know where they begin.
 *
 * @throws InvalidInputError USAGE_INVALID; RefusedError BATCH_NOT_FOUND; IntegrityError CHAIN_LOG_INVALID
 */
export async function listHoldings(
  contracts: Contracts,
  { batchId, organisation }: HoldingFilter,
): Promise<Holding[]> {
  const batchIds = batchId ? [batchId] : organisation ? await heldBatches(contracts, organisation) : []
  if (!batchId && !organisation) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'Name a batch or an organisation whose holdings are asked for.',
    )
  }
  const holdings: Holding[] = []
  for (const id of batchIds) {
    const acts = await readActs(contracts, id)
    if (acts.length === 0) throw new RefusedError('BATCH_NOT_FOUND', 'The chain holds no such batch.')
    holdings.push(...holdingsOf(replay(id, acts)))
  }
  return holdings.filter(
    ({ custodian, owner }) => !organisation || custodian === organisation || owner === organisation,
  )
}

/** Every unit of a ledger, in the order of the batch. */
export function holdingsOf(ledger: Ledger): Holding[] {
  const marked = [...ledger.marks].sort(([one], [other]) => one - other)
  const holdings: Holding[] = []
  const add = (unit: LedgerUnit, level: number, from: number, to: number, parentLevel: number) => {
    for (const [start, end] of cutAtRecalls(ledger, level, from, to)) {
      const { custodian, owner, lifecycle } = unit
      const holds = holdsOf(unit.holds | recallAt(ledger, level, start))
      const counts = countMarks(marked, start * 2 ** level, end * 2 ** level)
      const { batchId } = ledger
      holdings.push({
        batchId,
        level,
        from: start,
        to: end,
        parentLevel,
        custodian,
        owner,
        lifecycle,
        holds,
        ...counts,
      })
    }
  }
  const descend = (unit: LedgerUnit, place: Place, parentLevel: number): void => {
    const { childLevel } = unit
    if (childLevel === null) {
      add(unit, place.level, place.position, place.position + 1, parentLevel)
      return
    }
    const span = 2 ** (place.level - childLevel)
    let next = place.position * span
    const end = next + span
    const isPart = (position: number) => position >= next && position < end
    for (const part of (positions.get(childLevel) ?? []).filter(isPart)) {
      if (part > next) add(unit, childLevel, next, part, place.level)
      const at = { level: childLevel, position: part }
      descend(ledger.touched.get(keyOf(at)) as LedgerUnit, at, place.level)
      next = part + 1
    }
    if (next < end) add(unit, childLevel, next, end, place.level)
  }
  const positions = new Map<number, number[]>()
  for (const { level, position } of [...ledger.touched.values()].sort(byPosition)) {
    const there = positions.get(level)
    if (there) there.push(position)
    else positions.set(level, [position])
  }
  const whole = { level: ledger.depth, position: 0 }
  descend(ledger.touched.get(keyOf(whole)) as LedgerUnit, whole, ledger.depth)
  return holdings
}

const byPosition = (one: Place, other: Place): number => one.position - other.position

/** Whether a recall reaches into the unit, as the mask of holds. */
const recallAt = ({ recalls }: Ledger, level: number, position: number): number => {
  const [start, end] = [position * 2 ** level, (position + 1) * 2 ** level]
  return recalls.some(({ from, to }) => from < end && start < to) ? HOLDS.recalled : 0
}

/** Positions [from, to) in pieces that recalls reach into altogether, or not at all. */
function cutAtRecalls({ recalls }: Ledger, level: number, from: number, to: number): [number, number][] {
  const size = 2 ** level
  const cuts = recalls.flatMap((range) => [Math.floor(range.from / size), Math.ceil(range.to / size)])
  const inner = [...new Set(cuts)].filter((cut) => cut > from && cut < to).sort((one, other) => one - other)
  const ends = [...inner, to]
  return ends.map((end, index) => [index === 0 ? from : (ends[index - 1] as number), end])
}

type Marks = readonly (readonly [index: number, mark: 'dispensed' | 'quarantined'])[]

/** @param marked in the order of the index */
function countMarks(marked: Marks, from: number, to: number) {
  const counts = { dispensed: 0, quarantined: 0 }
  for (let at = firstFrom(marked, from); at < marked.length; at++) {
    const [index, mark] = marked[at] as Marks[number]
    if (index >= to) break
    counts[mark]++
  }
  return counts
}

function firstFrom(marked: Marks, from: number): number {
  let [low, high] = [0, marked.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((marked[middle]?.[0] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return low
}
