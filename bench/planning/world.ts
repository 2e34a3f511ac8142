import { type Random, seededRandom } from '../../oracle/models/random.ts'
import { firstDayOf } from '../../sdk/planning/calendar.ts'
import { between, betweenLogs, normal, poisson, weighted, wholeBetween } from './sampling.ts'
import type { Shapes } from './shapes.ts'

/** January 2018, as the calendar counts months: products have four years of history. */
export const FIRST_MONTH = 48 * 12
export const HISTORY_MONTHS = 48

/** Weeks before anything is counted, so that the first stock does not matter. */
const WARM_UP_WEEKS = 12
const WEEKS = 104
const MONTHS = HISTORY_MONTHS + 28

/** Monday, 3 January 2022: the first decision. */
export const FIRST_DAY = 18_995
export const COUNTED_FROM = FIRST_DAY + 7 * WARM_UP_WEEKS
export const REVIEWS = WARM_UP_WEEKS + WEEKS
export const REVIEW_DAYS = 7
export const LAST_DAY = FIRST_DAY + REVIEWS * REVIEW_DAYS

export const HISTORY_START = firstDayOf(FIRST_MONTH, 'monthly')

/** Demand by weekday from Monday; the pharmacy is closed on Sundays. */
const WEEKDAYS = [1.35, 1.2, 1.15, 1.15, 1.35, 0.8, 0] as const

/** What a delivery of a week will meet, whoever orders it. */
export interface Delivery {
  /** Days from the order to its arrival, with any disruption of the supplier. */
  readonly days: number
  /** Days left on arrival, that day included. */
  readonly lifeDays: number
  /** Whether it was too warm on the way and is lost. */
  readonly isLost: boolean
}

export interface Product {
  readonly name: string
  readonly kind: Kind['name']
  /** Price of a pack, in hundredths of a cent. */
  readonly price: number
  /** Days that a pack has left on arrival, that day included, as the supplier states. */
  readonly shelfLifeDays: number
  readonly leadTime: readonly { readonly days: number; readonly weight: number }[]
  /** Packs asked for on each day from the start of the history. */
  readonly demand: readonly number[]
  /** One for each week in which it may be ordered. */
  readonly deliveries: readonly Delivery[]
  /** Packs that arrived from a day on before a day are recalled on that day. */
  readonly recalls: readonly { readonly day: number; readonly arrivedFrom: number }[]
}

interface Kind {
  readonly name: 'fast' | 'steady' | 'slow' | 'lumpy'
  readonly count: number
  /** Packs a month. */
  readonly least: number
  readonly most: number
  /** Packs that are asked for at once. */
  readonly atOnce: (random: Random) => readonly { readonly packs: number; readonly weight: number }[]
}

/** Mostly single packs; how often is a product's own. */
const few = (random: Random) => {
  const single = between(random, 0.55, 1)
  return [
    { packs: 1, weight: single },
    { packs: 2, weight: 0.7 * (1 - single) },
    { packs: 3, weight: 0.3 * (1 - single) },
  ]
}
const many = () => [2, 3, 4, 5, 6].map((packs) => ({ packs, weight: 1 }))

const KINDS: readonly Kind[] = [
  { name: 'fast', count: 12, least: 60, most: 240, atOnce: few },
  { name: 'steady', count: 18, least: 12, most: 60, atOnce: few },
  { name: 'slow', count: 16, least: 2, most: 12, atOnce: few },
  { name: 'lumpy', count: 8, least: 4, most: 16, atOnce: many },
]

/** Days that a pack has left on arrival: made to order or biological, cold-chain, ordinary. */
const LIVES = [
  { least: 21, most: 60, isCold: true },
  { least: 60, most: 150, isCold: true },
  { least: 150, most: 540, isCold: false },
] as const

const LEAD_TIMES = [
  { days: 1, weight: 30 },
  { days: 2, weight: 40 },
  { days: 4, weight: 20 },
  { days: 7, weight: 10 },
] as const

const SUPPLIERS = 6
/** Chance that a supplier fails to deliver from a week on, and for how many days. */
const DISRUPTION = { chance: 1 / 60, least: 7, most: 35 }
/** Share of orders that a disruption delays, and by how much on average: known from experience, when is not. */
const DELAYED = { days: 14, weight: 4 }
const COLD_LOSS = 0.01
const RECALLS = { products: 6, leastDays: 30, mostDays: 120 }
const NEW_LEVEL = { chance: 0.3, least: 0.3, most: 0.9 }
const DRIFT = 0.04

/** Everything that will happen to 54 products, drawn before any policy is asked: equal seeds give equal worlds. */
export function makeWorld(shapes: Shapes, seed: number): readonly Product[] {
  const random = seededRandom(seed)
  const outages = Array.from({ length: SUPPLIERS }, () => drawOutages(random))
  const kinds = KINDS.flatMap((kind) => new Array<Kind>(kind.count).fill(kind))
  const products = kinds.map((kind, index) =>
    drawProduct(`product ${index + 1}`, kind, shapes, outages[index % SUPPLIERS] as Outages, random),
  )
  const recalls = Array.from({ length: RECALLS.products }, () => {
    const day = wholeBetween(random, COUNTED_FROM, LAST_DAY - 60)
    const arrivedFrom = day - wholeBetween(random, RECALLS.leastDays, RECALLS.mostDays)
    return { product: Math.floor(random() * products.length), day, arrivedFrom }
  })
  return products.map((product, index) => ({
    ...product,
    recalls: recalls.filter((recall) => recall.product === index),
  }))
}

/** The day on which what is due on a day can arrive. */
type Outages = (day: number) => number

function drawOutages(random: Random): Outages {
  const outages: { from: number; to: number }[] = []
  for (let day = FIRST_DAY; day < LAST_DAY; day += 7) {
    if (random() >= DISRUPTION.chance) continue
    const to = day + wholeBetween(random, DISRUPTION.least, DISRUPTION.most)
    outages.push({ from: day, to })
  }
  return (day) => outages.reduce((due, { from, to }) => (due >= from && due < to ? to : due), day)
}

function drawProduct(
  name: string,
  kind: Kind,
  shapes: Shapes,
  outages: Outages,
  random: Random,
): Omit<Product, 'recalls'> {
  const life = LIVES[Math.floor(random() * LIVES.length)] as (typeof LIVES)[number]
  const shelfLifeDays = Math.round(betweenLogs(random, life.least, life.most))
  const deliveries = Array.from({ length: REVIEWS }, (_, week): Delivery => {
    const ordered = FIRST_DAY + week * REVIEW_DAYS
    return {
      days: outages(ordered + weighted(random, LEAD_TIMES).days) - ordered,
      lifeDays: Math.round(shelfLifeDays * between(random, 0.75, 1.15)),
      isLost: random() < (life.isCold ? COLD_LOSS : 0),
    }
  })
  return {
    name,
    kind: kind.name,
    price: Math.round(betweenLogs(random, 5, 200) * 10_000),
    shelfLifeDays,
    leadTime: [...LEAD_TIMES, DELAYED],
    demand: drawDemand(drawLevels(kind, shapes, random), kind, random),
    deliveries,
  }
}

/** Mean demand of each month: a window of a real series, with a drift and perhaps a new level of its own. */
function drawLevels({ least, most }: Kind, shapes: Shapes, random: Random): readonly number[] {
  const shape = shapes[Math.floor(random() * shapes.length)] as readonly number[]
  const start = Math.floor(random() * (shape.length - MONTHS + 1))
  const window = shape.slice(start, start + MONTHS)
  const scale = betweenLogs(random, least, most) / (window.reduce((sum, value) => sum + value, 0) / MONTHS)
  const shiftAt = random() < NEW_LEVEL.chance ? wholeBetween(random, HISTORY_MONTHS - 12, MONTHS - 3) : MONTHS
  const shift = Math.exp((random() < 0.5 ? -1 : 1) * between(random, NEW_LEVEL.least, NEW_LEVEL.most))
  let drift = 1
  return window.map((value, month) => {
    drift *= Math.exp(DRIFT * normal(random))
    return value * scale * drift * (month >= shiftAt ? shift : 1)
  })
}

/** Patients come by chance, more on some weekdays, each for one pack or several. */
function drawDemand(levels: readonly number[], kind: Kind, random: Random): readonly number[] {
  const atOnce = kind.atOnce(random)
  const weights = atOnce.reduce((sum, { weight }) => sum + weight, 0)
  const mean = atOnce.reduce((sum, { packs, weight }) => sum + packs * weight, 0) / weights
  return levels.flatMap((level, month) => {
    const first = firstDayOf(FIRST_MONTH + month, 'monthly')
    const days = firstDayOf(FIRST_MONTH + month + 1, 'monthly') - first
    return Array.from({ length: days }, (_, index) => {
      // Day 4 was a Monday.
      const weekday = WEEKDAYS[(first + index - 4) % 7] as number
      const patients = poisson(random, (level / mean / days) * weekday)
      let packs = 0
      for (let patient = 0; patient < patients; patient++) packs += weighted(random, atOnce).packs
      return packs
    })
  })
}
