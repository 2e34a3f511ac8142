import { progressLine } from '../../cli/output/progress.ts'
import { machine } from '../report/machine.ts'
import { renderTable } from '../report/table.ts'
import { allRuns } from './allRuns.ts'
import type { Figures } from './figures.ts'
import { atEqualFillRate, atEqualFillRateOfProducts, atEqualWaste, type Comparison } from './frontier.ts'
import { dials, ORDER_DAYS, type PolicyName, policyNames, type RunResult } from './oneRun.ts'
import { writePlots } from './plots.ts'
import { readShapes } from './shapes.ts'
import { microsecondsOfDecision } from './speed.ts'
import { type Estimate, estimate } from './statistics.ts'

const RUNS = 200

/** Seeds of the runs that are reported; settings were chosen on others, below 10 000. */
const FIRST_SEED = 20_001

const BARS = {
  expiredReduction: 0.5,
  shortageReduction: 0.5,
  runs: 200,
  products: 50,
  microsecondsOfDecision: 200,
}

export interface Setting {
  readonly policy: PolicyName
  readonly dial: number
  readonly figures: Readonly<Record<keyof Figures, Estimate>>
}

/** Two years of a pharmacy under four policies, in the same worlds; draws docs/images/planning. SALUS_BENCH_RUNS asks for fewer runs. */
export async function runPlanning() {
  const count = Number(process.env.SALUS_BENCH_RUNS ?? RUNS)
  const seeds = Array.from({ length: count }, (_, index) => FIRST_SEED + index)
  const progress = progressLine(`${count} runs of two years`)
  const started = performance.now()
  const shapes = await readShapes()
  const runs = await allRuns(shapes, seeds, progress.bar)
  progress.clear()
  const seconds = (performance.now() - started) / 1000
  const result = summarise(runs, seconds, microsecondsOfDecision(shapes, FIRST_SEED))
  await writePlots(result.settings, shapes, FIRST_SEED)
  return result
}

/** @param seconds that the runs took */
export function summarise(runs: readonly RunResult[], seconds: number, microsecondsOfDecision: number) {
  return {
    machine: machine(),
    bars: BARS,
    runs: runs.length,
    orderDays: ORDER_DAYS,
    seconds: Math.round(seconds),
    microsecondsOfDecision,
    settings: policyNames.flatMap((policy) =>
      dials[policy].map(
        (dial, index): Setting => ({ policy, dial, figures: estimates(runs, policy, index) }),
      ),
    ),
    againstMinMax: compareWith(runs, 'minMax'),
    againstMinMaxByLife: compareWith(runs, 'minMaxByLife'),
    againstBaseStock: compareWith(runs, 'baseStock'),
  }
}

export type Result = ReturnType<typeof summarise>

function estimates(runs: readonly RunResult[], policy: PolicyName, index: number): Setting['figures'] {
  const figures = runs.map((run) => run[policy][index] as Figures)
  const names = Object.keys(figures[0] as Figures) as (keyof Figures)[]
  return Object.fromEntries(
    names.map((name) => [name, estimate(figures.map((one) => one[name]))]),
  ) as Setting['figures']
}

function compareWith(runs: readonly RunResult[], policy: PolicyName) {
  return dials[policy].map((dial, index) => {
    const pairs = runs.map((run) => ({ ours: run.predictive, other: run[policy][index] as Figures }))
    return {
      fillRate: atEqualFillRate(pairs, dial),
      fillRateOfProducts: atEqualFillRateOfProducts(pairs, dial),
      waste: atEqualWaste(pairs, dial),
    }
  })
}

const NAMES: Readonly<Record<PolicyName, string>> = {
  minMax: 'min–max, days',
  minMaxByLife: 'min–max, share of life',
  baseStock: 'base stock, deviations',
  predictive: 'ours, shortage cost',
}

export function renderPlanning(result: Result): string {
  const settings = renderTable(
    [
      'policy',
      'setting',
      'fill %',
      'of products %',
      'cycles met %',
      'shortage days',
      'expired %',
      'holding a year',
      'expired a year',
    ],
    result.settings.map(({ policy, dial, figures }) => [
      NAMES[policy],
      String(dial),
      shown(figures.fillRate, 2, 100),
      shown(figures.fillRateOfProducts, 2, 100),
      shown(figures.cycleServiceLevel, 2, 100),
      shown(figures.shortageDays, 0),
      shown(figures.expiredShare, 2, 100),
      shown(figures.holdingCost, 0),
      shown(figures.expiredValue, 0),
    ]),
  )
  return [
    `${result.runs} runs of two years, 95 % confidence intervals; ${result.seconds} s. One decision: ${result.microsecondsOfDecision} µs.`,
    settings,
    `Ours against min–max in the same runs (asked for: ${result.bars.expiredReduction * 100} % each):`,
    compared(result.againstMinMax),
    'Ours against min–max that keeps no more than a share of the shelf life, in the same runs:',
    compared(result.againstMinMaxByLife),
    'Ours against base stock in the same runs:',
    compared(result.againstBaseStock),
  ].join('\n\n')
}

const compared = (rows: Result['againstMinMax']) =>
  renderTable(
    ['setting', 'at equal', 'of', 'other', 'ours', 'less by %', 'runs without'],
    rows.flatMap(({ fillRate, fillRateOfProducts, waste }) => [
      line('expired %', 'fill rate', fillRate, 2, 100),
      line('expired %', 'fill rate of products', fillRateOfProducts, 2, 100),
      line('shortage days', 'expired share', waste, 0, 1),
    ]),
  )

const line = (what: string, where: string, found: Comparison, digits: number, times: number) => [
  String(found.dial),
  `${where} ${shown(found.equal, 2, 100)}`,
  what,
  shown(found.other, digits, times),
  shown(found.ours, digits, times),
  shown(found.reduction, 1, 100),
  String(found.unreached),
]

const shown = ({ mean, halfWidth }: Estimate, digits: number, times = 1) =>
  `${(mean * times).toFixed(digits)} ± ${(halfWidth * times).toFixed(digits)}`
