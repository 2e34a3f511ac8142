import type { SolveDocument, SolveInput, SolveResult } from './input.ts'
import { roundOrder } from './roundOrder.ts'
import { chanceOfMore, chanceOfWaste, situationOf } from './situation.ts'

/**
 * How many packs to order now. Each further pack is ordered as long as what it saves is no less than what it costs:
 *
 *   shortage · P(it is asked for before the next order can arrive)
 *     ≥ holding · days of a period · P(it is not) + waste · P(it is not reached before it expires)
 *
 * the critical ratio of a newsvendor whose leftovers age (Nahmias 1982, Operations Research 30:680; 2011, Perishable Inventory
 * Systems, ch. 3). Demand is the mixture of {@link demandPaths}, lead times are mixed in, and what is expected to expire of the
 * stock at hand is not counted on ({@link expectedOutdating}). Demand that finds no stock is taken as gone elsewhere.
 *
 * Only sums, products, quotients, square roots and comparisons of doubles: equal input gives equal bits everywhere.
 *
 * Takes its input as checked by the schemas of policy, position and forecast.
 */
export function orderQuantity(input: SolveInput): SolveResult {
  const { document } = input
  const usableDays = document.shelfLifeDays - document.minimumRemainingDays
  const reviewDays = document.periodHours / 24
  const { position, room, needs, lives, staleWaste } = situationOf(input, usableDays, reviewDays)

  const { holding, waste } = document.costs
  const perReview = Math.max(1, holding * reviewDays)
  const shortage = shortageCost(document, perReview)
  const risk = (packs: number) => chanceOfMore(needs, packs)
  const wasted = (pack: number) => chanceOfWaste(lives, pack - 1)
  const enough = document.costs.shortage > 0 ? 0 : 1 - document.serviceLevel / 1000
  const pays = (pack: number) => {
    const missing = risk(pack - 1)
    return missing > enough && shortage * missing >= perReview * (1 - missing) + waste * wasted(pack)
  }
  const worth = (pack: number) => shortage * risk(pack - 1) - waste * wasted(pack)

  const wanted = usableDays > 0 ? lastThatPays(pays, -position, room) : -position
  const packs = roundOrder(wanted, room, document, worth)
  return {
    packs,
    orderUpTo: position + wanted,
    reorderPoint: position + wanted,
    shortageRisk: Math.round(1000 * risk(packs)),
    expectedWaste: Math.round(1000 * (staleWaste + sumOf(wasted, packs))),
  }
}

/**
 * Cost of a missing pack. Where the policy states none, the one for which the service level is the critical ratio of a pack that
 * is held and wasted unless it is asked for at once, however long it lasts. The service level is then not exceeded, and only a pack
 * that is wasted with a greater chance than that level is not ordered.
 */
const shortageCost = ({ costs, serviceLevel }: SolveDocument, perReview: number): number =>
  costs.shortage > 0 ? costs.shortage : ((perReview + costs.waste) * serviceLevel) / (1000 - serviceLevel)

/**
 * The last pack that pays, where every pack before it does; `none` where the first does not. Looks from zero on in steps that
 * double, then halves what is left.
 */
function lastThatPays(pays: (pack: number) => boolean, none: number, most: number): number {
  let [low, high] = [none, most]
  let [guess, step] = [0, 1]
  while (low < high) {
    const pack = guess > low && guess <= high ? guess : low + Math.ceil((high - low) / 2)
    if (pays(pack)) low = pack
    else high = pack - 1
    guess = low === pack ? pack + step : pack - step
    step *= 2
  }
  return low
}

/** Of the first so many packs, from at most 32 of them. */
function sumOf(chance: (pack: number) => number, packs: number): number {
  const samples = Math.min(32, packs)
  const step = packs / samples
  let sum = 0
  for (let sample = 0; sample < samples; sample++) sum += step * chance(step * (sample + 0.5) + 0.5)
  return sum
}
