import { type CountDistribution, countDistribution } from './countDistribution.ts'
import { type DemandPath, demandPaths } from './demandPaths.ts'
import type { SolveDocument, SolveInput } from './input.ts'
import { type Ageing, expectedOutdating } from './outdating.ts'

/** Demand in one case that may come, and the packs that stand before those of the order. */
interface Case {
  readonly weight: number
  readonly demand: CountDistribution
  readonly ahead: number
}

/** What an order of today meets. */
export interface Situation {
  /** Packs in stock and on order. */
  readonly position: number
  /** Packs that the capacity leaves. */
  readonly room: number
  /** Demand until the next order can arrive, with the packs that are there for it. */
  readonly needs: readonly Case[]
  /**
   * At each rank: demand until a pack ordered now expires, with the packs that are used before it; and the same for each lot in stock
   * that lasts longer, for what is ordered now is used before that lot and may waste a pack of it instead.
   */
  readonly lives: readonly (readonly Case[])[]
  /** Packs expected to expire of what is there. */
  readonly staleWaste: number
}

/**
 * @param usableDays for which a pack is of use from its arrival on
 * @param reviewDays from one decision to the next
 */
export function situationOf(input: SolveInput, usableDays: number, reviewDays: number): Situation {
  const { document, lots, onOrder, today } = input
  const totalWeight = document.leadTime.reduce((sum, { weight }) => sum + weight, 0)
  const leadDays = document.leadTime.reduce((sum, { days, weight }) => sum + days * weight, 0) / totalWeight
  const expiresIn = leadDays + usableDays

  const stock = usableStock(lots, today, document)
  const arriving = onOrder.reduce((sum, packs) => sum + packs, 0)
  const inStock = stock.reduce((sum, { packs }) => sum + packs, 0)
  const position = inStock + arriving
  const room = Math.max(0, document.capacity - lots.reduce((sum, { packs }) => sum + packs, 0) - arriving)
  const ends = endsOf(stock, expiresIn)
  const last = (ends[ends.length - 1] as Ageing).days

  const paths = demandPaths(
    input.forecast,
    today,
    Math.max(last, ...document.leadTime.map(({ days }) => days + reviewDays)),
  )
  const needs: Case[] = []
  const lives: Case[][] = []
  let staleWaste = 0
  for (const path of paths) {
    const outdating = expectedOutdating(path, stock)
    for (const { days, weight } of document.leadTime) {
      const until = days + Math.min(reviewDays, usableDays)
      needs.push({
        weight: (path.weight * weight) / totalWeight,
        demand: over(path, until, Math.max(0, path.mean(days) - position)),
        ahead: position - outdating(until),
      })
    }
    const outdated = outdating(expiresIn)
    staleWaste += path.weight * outdated
    lives.push(
      ends.map(({ days, packs }) => ({
        weight: path.weight,
        demand: over(path, days),
        ahead: packs + arriving - outdated,
      })),
    )
  }
  return { position, room, needs, lives, staleWaste }
}

/** Packs in stock that are used before one that expires on a day, and up to each later expiry. */
function endsOf(stock: readonly Ageing[], expiresIn: number): readonly Ageing[] {
  const sooner = stock.filter(({ days }) => days <= expiresIn)
  let packs = sooner.reduce((sum, lot) => sum + lot.packs, 0)
  const ends: Ageing[] = [{ days: expiresIn, packs }]
  for (const lot of stock.slice(sooner.length)) {
    packs += lot.packs
    ends.push({ days: lot.days, packs })
  }
  return ends
}

/** Chance that so many packs more than there are would all be asked for, and another. */
export function chanceOfMore(cases: readonly Case[], packs: number): number {
  let chance = 0
  for (const { weight, demand, ahead } of cases) chance += weight * demand.exceeds(ahead + packs)
  return chance
}

/** Chance that a pack is wasted if so many packs are ordered before it: at each rank, at the expiry where most are left. */
export function chanceOfWaste(lives: Situation['lives'], packs: number): number {
  let chance = 0
  for (const cases of lives) {
    let most = 0
    for (const { weight, demand, ahead } of cases) {
      most = Math.max(most, weight * (1 - demand.exceeds(ahead + packs)))
    }
    chance += most
  }
  return chance
}

/** First expiring first, with the days for which each is of use. */
const usableStock = (
  lots: SolveInput['lots'],
  today: number,
  { minimumRemainingDays }: SolveDocument,
): readonly Ageing[] =>
  lots
    .map(({ expiryDay, packs }) => ({ days: expiryDay + 1 - today - minimumRemainingDays, packs }))
    .filter(({ days }) => days > 0)
    .sort((one, other) => one.days - other.days)

/** Demand within so many days, less what is lost of it because it comes before any delivery and finds no stock. */
function over(path: DemandPath, days: number, lost = 0): CountDistribution {
  const mean = path.mean(days)
  const served = mean > 0 ? Math.max(0, 1 - lost / mean) : 0
  return countDistribution(served * mean, served * path.variance(days))
}
