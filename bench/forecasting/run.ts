import { readFile } from 'node:fs/promises'
import { progressLine } from '../../cli/output/progress.ts'
import { type Accuracy, accuracyOf } from '../../oracle/forecasting/accuracy/accuracy.ts'
import { type HeldOut, holdOut } from '../../oracle/forecasting/accuracy/holdOut.ts'
import { readDemand } from '../../oracle/forecasting/csv/readDemand.ts'
import { forecastTable } from '../../oracle/forecasting/forecastTable.ts'
import { type DemandTable, until } from '../../oracle/forecasting/series.ts'
import { loadRuntime, type TensorFlow } from '../../oracle/runtime/tensorflow.ts'
import { machine } from '../report/machine.ts'
import { renderTable } from '../report/table.ts'
import { madeUpDemand } from './madeUpDemand.ts'
import { isRegular, type PbsSeries, readPbs } from './pbs.ts'

/** The protocol: three origins a year apart, the last a year before the end. */
const ORIGINS = [168, 180, 192]

/** The years before, on which methods, settings and intervals were chosen. */
const EARLIER = [60, 72, 84, 96, 108, 120, 132, 144, 156]
const HORIZON = 12
const TEXTBOOK_HORIZON = 24
const MONTHS = 204

/** July 1991, as the calendar counts months. */
const FIRST_MONTH = 258

const BARS = { mase: 0.91, wape: 0.064, h02: 0.064, a10: 2.4, seconds: 120, oneSeconds: 1 }

interface Measured {
  readonly method: string
  readonly accuracy: Accuracy
}

/** Accuracy on Australian prescriptions where SALUS_BENCH_PBS names their file, and how long a thousand series take. */
export async function runForecasting() {
  const { tf } = await loadRuntime('wasm')
  const path = process.env.SALUS_BENCH_PBS
  const pbs = path === undefined ? null : readPbs(await readFile(path, 'latin1'))
  return {
    machine: machine(),
    bars: BARS,
    prescriptions: pbs && (await measurePrescriptions(pbs, tf)),
    textbook: await measureTextbook(),
    speed: await measureSpeed(tf),
  }
}

export function renderForecasting({
  prescriptions,
  textbook,
  speed,
  bars,
}: Awaited<ReturnType<typeof runForecasting>>): string {
  const accuracy =
    prescriptions === null
      ? 'SALUS_BENCH_PBS does not name PBS.csv: accuracy not measured.'
      : renderTable(
          ['method', 'MASE', 'WAPE %', 'sMAPE %', 'pinball', 'within 80 %', 'within 95 %'],
          prescriptions.methods.map(({ method, accuracy }) => [
            method,
            figure(accuracy.mase, 3),
            figure(accuracy.wape, 2, 100),
            figure(accuracy.smape, 2, 100),
            figure(accuracy.pinball, 3),
            figure(accuracy.coverage80, 1, 100),
            figure(accuracy.coverage95, 1, 100),
          ]),
        )
  const protocol =
    prescriptions &&
    `${prescriptions.series} series of prescriptions, ${ORIGINS.length} origins, ${HORIZON} months each; asked for: MASE ${bars.mase}, WAPE ${bars.wape * 100} %.`
  const earlier = prescriptions && earlierText(prescriptions.earlier)
  const rmse = `Root mean squared error over the last ${TEXTBOOK_HORIZON} months: h02 ${textbook.h02.toFixed(5)} (asked for ${bars.h02}), a10 ${textbook.a10.toFixed(3)} (asked for ${bars.a10}).`
  const time = `${speed.series} series of ${speed.periods} months: ${speed.seconds.toFixed(1)} s, ${speed.processorSeconds.toFixed(1)} s of processor time (asked for ${bars.seconds} s on two cores); one series ${speed.oneSeconds.toFixed(2)} s (asked for ${bars.oneSeconds}).`
  return [accuracy, protocol, earlier, rmse, time].filter((text) => text !== null).join('\n\n')
}

async function measurePrescriptions(pbs: readonly PbsSeries[], tf: TensorFlow) {
  const regular = pbs.filter(({ scripts }) => isRegular(scripts))
  const table = tableOf(regular.map(({ code, scripts }) => ({ name: code, values: scripts })))
  const loadTensorFlow = async () => tf
  const years = await heldOutYears(table, ORIGINS, { loadTensorFlow })
  const withNetwork = years.flat()
  const without = (await heldOutYears(table, ORIGINS, {})).flat()
  const methods: readonly Measured[] = [
    { method: 'seasonal naive', accuracy: accuracyOf(without.map(({ naive }) => naive)) },
    {
      method: 'combination without network',
      accuracy: accuracyOf(without.map(({ combination }) => combination)),
    },
    { method: 'combination', accuracy: accuracyOf(withNetwork.map(({ combination }) => combination)) },
  ]
  return {
    series: regular.length,
    origins: ORIGINS,
    horizon: HORIZON,
    methods,
    coverage80: years.map(coverage80Of),
    earlier: await measureEarlier(table, tf),
  }
}

/** What the intervals held in the years before the protocol: one year differs much from the next, since all products err together. */
async function measureEarlier(table: DemandTable, tf: TensorFlow) {
  const years = await heldOutYears(table, EARLIER, { loadTensorFlow: async () => tf })
  return {
    origins: EARLIER,
    coverage80: years.map(coverage80Of),
    accuracy: accuracyOf(years.flat().map(({ combination }) => combination)),
    seasonalNaive: accuracyOf(years.flat().map(({ naive }) => naive)),
  }
}

function earlierText({
  coverage80,
  accuracy,
  seasonalNaive,
}: Awaited<ReturnType<typeof measureEarlier>>): string {
  const held = ({ coverage80: narrow, coverage95: wide }: Accuracy) =>
    `${figure(narrow, 1, 100)} % and ${figure(wide, 1, 100)} %`
  const years = coverage80.map((share) => figure(share, 0, 100)).join(', ')
  return `The ${coverage80.length} years before, on which settings were chosen: within 80 % and 95 % ${held(accuracy)} (seasonal naive ${held(seasonalNaive)}); within 80 % year by year: ${years}.`
}

async function heldOutYears(
  table: DemandTable,
  origins: readonly number[],
  options: Parameters<typeof holdOut>[2],
): Promise<readonly (readonly HeldOut[])[]> {
  const years: (readonly HeldOut[])[] = []
  for (const origin of origins) years.push(await holdOut(until(table, origin + HORIZON), HORIZON, options))
  return years
}

const coverage80Of = (year: readonly HeldOut[]) =>
  accuracyOf(year.map(({ combination }) => combination)).coverage80

/** Series h02 and a10 of Hyndman's fpp2, each forecast on its own; the project ships them. */
async function measureTextbook() {
  const path = new URL('../../data/drug-subsidy/drug-subsidy.csv', import.meta.url)
  const table = readDemand(await readFile(path, 'utf8'))
  const rmse = async (name: string) => {
    const series = table.series.filter((own) => own.name === name)
    const [held] = await holdOut({ ...table, series }, TEXTBOOK_HORIZON, {})
    const { actual = [], point = [] } = held?.combination ?? {}
    const errors = actual.map((value, step) => (value as number) - (point[step] as number))
    return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / TEXTBOOK_HORIZON)
  }
  return { h02: await rmse('h02'), a10: await rmse('a10') }
}

async function measureSpeed(tf: TensorFlow) {
  const [series, periods] = [1000, 200]
  const progress = progressLine(`forecasting ${series} series`)
  const processor = process.cpuUsage()
  const many = await secondsOf(() =>
    forecastTable(madeUpDemand(series, periods, 1), {
      horizon: HORIZON,
      loadTensorFlow: async () => tf,
      onProgress: progress.bar,
    }),
  )
  progress.clear()
  const { user, system } = process.cpuUsage(processor)
  const one = await secondsOf(() => forecastTable(madeUpDemand(1, periods, 2), { horizon: HORIZON }))
  return { series, periods, seconds: many, processorSeconds: (user + system) / 1e6, oneSeconds: one }
}

async function secondsOf(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await action()
  return (performance.now() - start) / 1000
}

const tableOf = (
  series: readonly { readonly name: string; readonly values: readonly number[] }[],
): DemandTable => ({
  frequency: 'monthly',
  firstPeriod: FIRST_MONTH,
  series: series.map(({ name, values }) => ({
    name,
    values: values.slice(0, MONTHS),
    censored: values.map(() => false),
  })),
})

const figure = (value: number | null, digits: number, times = 1): string =>
  value === null ? '–' : (value * times).toFixed(digits)
