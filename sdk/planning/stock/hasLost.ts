import type { BatchAtBlock } from './batchAtBlock.ts'
import { lengthOf, type Range, without } from './ranges.ts'
import { fitPacks, type StockQuestion } from './stockOfBatch.ts'

/** A batch, and what is asked of it. */
interface Asked {
  readonly batch: BatchAtBlock
  readonly question: Omit<StockQuestion, 'isFresh'>
}

/**
 * Whether packs that were usable or on the way then are not now, though they were not dispensed; or expire sooner. That those
 * on the way arrived, and that packs expired as was foreseen, is no loss.
 */
export function hasLost(before: Asked, now: Asked): boolean {
  const [was, is] = [fitPacks(before.batch, before.question), fitPacks(now.batch, now.question)]
  const isSooner = now.batch.expiryDay < before.batch.expiryDay
  return (
    (isSooner && lengthOf([...was.usable, ...was.onTheWay]) > 0) ||
    isLost(was.usable, is.usable, before.batch, now.batch) ||
    isLost(was.onTheWay, [...is.usable, ...is.onTheWay], before.batch, now.batch)
  )
}

function isLost(
  stock: readonly Range[],
  there: readonly Range[],
  before: BatchAtBlock,
  now: BatchAtBlock,
): boolean {
  const lost = without(stock, there)
  const [was, is] = [before.ledger.marks, now.ledger.marks]
  const marked = [...new Set([...was.keys(), ...is.keys()])]
  const excused = marked.filter(
    (index) => isIn(lost, index) && (was.has(index) || is.get(index) === 'dispensed'),
  )
  const isBarred = (index: number) => !was.has(index) && is.get(index) === 'quarantined'
  return lengthOf(lost) > excused.length || marked.some((index) => isBarred(index) && isIn(stock, index))
}

const isIn = (ranges: readonly Range[], index: number): boolean =>
  ranges.some(({ from, to }) => from <= index && index < to)
