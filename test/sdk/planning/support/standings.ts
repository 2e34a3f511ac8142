import type { DemandForecast } from '../../../../sdk/planning/demandForecast.ts'
import type { StockPosition } from '../../../../sdk/planning/position.ts'
import { hash } from './policies.ts'

/** Days since 1970-01-01. */
export const TODAY = 20_000

/** As much demand every day, in packs, give or take a half. */
export const forecastOf = (demand: number, change: Partial<DemandForecast> = {}): DemandForecast => ({
  format: 'salus-forecast/1',
  policyId: hash('a'),
  period: 3,
  historyHash: hash('b'),
  frequency: 'daily',
  firstPeriod: TODAY,
  levels: [100, 500, 900],
  quantiles: Array.from({ length: 30 }, () => [500, 1000, 1500].map((part) => Math.round(demand * part))),
  ...change,
})

export const positionOf = (change: Partial<StockPosition> = {}): StockPosition => ({
  format: 'salus-position/1',
  policyId: hash('a'),
  block: 5,
  day: TODAY,
  lots: [],
  onTheWay: 0,
  unusable: 0,
  onOrder: [],
  historyHash: hash('b'),
  ...change,
})
