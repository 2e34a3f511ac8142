import pc from 'picocolors'
import { periodText } from '../../../sdk/planning/calendar.ts'
import type { DecidedOrder } from '../../../sdk/planning/decideOrder.ts'
import type { DemandForecast } from '../../../sdk/planning/demandForecast.ts'
import type { PolicyDocument } from '../../../sdk/planning/policy.ts'
import type { StockPosition } from '../../../sdk/planning/position.ts'
import { columns, pairs } from '../../output/columns.ts'
import { quantity } from '../../output/quantity.ts'
import { dayText } from './privateFiles.ts'

export interface DecisionShown {
  readonly document: PolicyDocument
  readonly position: StockPosition
  readonly forecast: DemandForecast
  readonly decided: DecidedOrder
  /** Hundredths of the cap ordered within the window before. */
  readonly ordered: number
}

/** What would be ordered and why, for a person. */
export function decisionText(shown: DecisionShown): string {
  const { position, decided, document } = shown
  const { packs, share, shortageRisk, expectedWaste, orderUpTo, reorderPoint } = decided
  const there = total(position.lots) + position.onTheWay
  const [first] = position.lots
  const lots = first ? `, first expiring ${dayText(first.expiryDay)}` : ''
  const figures = pairs([
    ['order', packs === 0 ? 'nothing' : `${pc.bold(number(packs))} packs, ${share} of 100 of the cap`],
    ['on', dayText(position.day)],
    ['in stock', `${number(there)} packs${lots}`],
    ['on order', `${number(total(position.onOrder))} packs`],
    ['pays up to', `${number(orderUpTo)} packs`],
    ...(document.rule.kind === 'continuous'
      ? [['ordered below', `${number(reorderPoint)} packs`] as const]
      : []),
    ['chance of a shortage', `${(shortageRisk / 10).toFixed(1)} % until the next delivery, with this order`],
    ['expected to expire', `${quantity(expectedWaste / 1000)} packs`],
  ])
  return `${figures}\n${reasonsOf(shown)
    .map((reason) => `${reason}\n`)
    .join('')}\n${forecastText(shown.forecast)}`
}

/** Why it is this quantity, in sentences. */
function reasonsOf({ document, position, decided, ordered }: DecisionShown): string[] {
  const { packs, wanted, share } = decided
  const there = total(position.lots) + position.onTheWay + total(position.onOrder)
  if (wanted === 0) {
    return document.rule.kind === 'continuous'
      ? [`What is there and to come, ${number(there)} packs, is not below the reorder point.`]
      : [`What is there and to come, ${number(there)} packs, is enough until the next delivery.`]
  }
  const reasons = [`The demand calls for ${number(wanted)} packs, in multiples of ${step(document)}.`]
  if (packs < wanted) {
    const room = Math.max(0, document.capacity - there)
    reasons.push(
      `The capacity leaves room for ${number(room)}, and the cap ${100 - ordered} hundredths of ${number(document.cap)} packs.`,
    )
  }
  if (packs === 0) {
    reasons.push(
      `What is left is less than the smallest order, ${number(document.minimumOrder)}: nothing is ordered.`,
    )
  } else if (share > document.confirmAbove) {
    reasons.push(
      `It is above the threshold of ${document.confirmAbove} hundredths: a person confirms it first.`,
    )
  }
  return reasons
}

/** The forecast that it follows from: the median, and between which values four out of five fall. */
function forecastText({ frequency, firstPeriod, levels, quantiles }: DemandForecast): string {
  const at = (row: readonly number[], level: number) => {
    const index = levels.indexOf(level)
    return index === -1 ? '–' : quantity((row[index] ?? 0) / 1000)
  }
  const rows = quantiles.map((row, index) => [
    periodText(firstPeriod + index, frequency),
    at(row, 500),
    `${at(row, 100)} to ${at(row, 900)}`,
  ])
  return columns(rows, ['Forecast', 'Packs', 'In 80 %'])
}

const step = ({ rule, orderMultiple }: PolicyDocument): number =>
  rule.kind === 'continuous' ? rule.quantity : orderMultiple

const total = (entries: readonly { readonly packs: number }[]): number =>
  entries.reduce((sum, { packs }) => sum + packs, 0)

const number = (value: number): string => value.toLocaleString('en')
