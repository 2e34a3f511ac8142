import { type Holding, holdingsOf } from '../../provenance/listHoldings.ts'
import { indicesOf } from '../../provenance/unit.ts'
import type { BatchAtBlock } from './batchAtBlock.ts'
import { markCounter } from './marks.ts'
import { clip, common, lengthOf, type Range, without } from './ranges.ts'

/** Packs of a batch that an organisation owns. They add up to all that it owns. */
export interface BatchStock {
  /** Kept by itself, and fit to be given out. */
  readonly usable: number
  /** Fit to be given out, and kept by another who has offered them to it, or shipped them on its order. */
  readonly onTheWay: number
  /** Not fit: held, recalled, expired, returned, not released, gone, offered away, back under a hold, or kept by another for good. */
  readonly unusable: number
  readonly dispensed: number
}

export interface StockQuestion {
  readonly organisation: string
  /** Packs of the batch: what lies behind them in the tree is padding. */
  readonly size: number
  /** Whether the expiry leaves them enough days. */
  readonly isFresh: boolean
  /** Packs of units that are shipped on its open orders. */
  readonly shipped: readonly Range[]
}

/** Packs that nothing but their expiry or their mark may speak against. */
export interface FitPacks {
  readonly usable: readonly Range[]
  readonly onTheWay: readonly Range[]
}

/** What the chain says of a batch, in packs. @see listHoldings */
export function stockOfBatch(batch: BatchAtBlock, question: StockQuestion): BatchStock {
  const { organisation, size, isFresh } = question
  const marks = markCounter(batch.ledger)
  const count = (fit: readonly Range[]) =>
    isFresh && !batch.isExpired ? lengthOf(fit) - marks.dispensed(fit) - marks.quarantined(fit) : 0
  const fit = fitPacks(batch, question)
  const [usable, onTheWay] = [count(fit.usable), count(fit.onTheWay)]
  const owned = holdingsOf(batch.ledger)
    .filter(({ owner }) => owner === organisation)
    .flatMap((holding) => packsOf(holding, size))
  const dispensed = marks.dispensed(owned)
  return { usable, onTheWay, unusable: lengthOf(owned) - dispensed - usable - onTheWay, dispensed }
}

/** Packs that an organisation owns: usable ones it keeps. */
export function fitPacks(batch: BatchAtBlock, question: Omit<StockQuestion, 'isFresh'>): FitPacks {
  const { organisation, shipped } = question
  const owned = holdingsOf(batch.ledger).filter(({ owner }) => owner === organisation)
  const fitOfAll = (holdings: readonly Holding[]) =>
    holdings.flatMap((holding) => fitOf(batch, holding, question))
  const coming = batch.offers
    .filter(
      ({ receiver, transfer, isReturn }) => receiver === organisation && transfer === 'custody' && !isReturn,
    )
    .map(indicesOf)
  return {
    usable: fitOfAll(owned.filter(({ custodian }) => custodian === organisation)),
    onTheWay: common(fitOfAll(owned.filter(({ custodian }) => custodian !== organisation)), [
      ...coming,
      ...shipped,
    ]),
  }
}

/** Packs of a holding under no hold or recall, that its owner offers to nobody. */
export function fitOf(
  { ledger, offers }: BatchAtBlock,
  holding: Holding,
  { organisation, size }: Pick<StockQuestion, 'organisation' | 'size'>,
): Range[] {
  if (!isForSale(holding)) return []
  const offered = offers.filter(({ proposer }) => proposer === organisation).map(indicesOf)
  return without(packsOf(holding, size), [...ledger.recalls, ...offered])
}

/** Packs of a holding, without the padding at the end of the batch. */
export const packsOf = ({ level, from, to }: Holding, size: number): Range[] =>
  clip({ from: from * 2 ** level, to: to * 2 ** level }, { from: 0, to: size })

/** Whether nothing but a recall may speak against giving it out: a recall is one of packs, not of units. */
export const isForSale = ({ lifecycle, holds }: Pick<Holding, 'lifecycle' | 'holds'>): boolean =>
  lifecycle === 'available' && holds.every((hold) => hold === 'recalled')
