import { useMemo } from 'preact/hooks'
import { fanChart } from '../../../../sdk/charts/index.ts'
import type { PolicyStanding } from '../../../../sdk/gateway/planningCalls.ts'
import type { DemandForecast } from '../../../../sdk/planning/demandForecast.ts'
import { Chart } from '../../../parts/chart.tsx'
import { Table } from '../../../parts/table.tsx'
import { words } from '../../../words/en.ts'
import { formatList } from '../../../words/format.ts'
import { fanOf, intervalsOf, middleOf, periodName } from './fan.ts'
import type { SiteOpening } from './stockWork.ts'

/** The forecast that landed last: as a fan, and in figures. */
export function ForecastCard({ site: { standing, state } }: { readonly site: SiteOpening }) {
  const { forecast: text } = words.stock
  const { forecast } = standing
  return (
    <section class="card" aria-labelledby="forecast-title">
      <h2 id="forecast-title">{text.title}</h2>
      {forecast === null ? (
        <p class="note">{text.none}</p>
      ) : (
        <>
          {state.forecastAt === 0 && <p class="note warning">{text.older}</p>}
          <Fan standing={standing} forecast={forecast} />
          <Quantiles forecast={forecast} />
          <p class="muted">{text.limits}</p>
        </>
      )}
    </section>
  )
}

interface FanProps {
  readonly standing: PolicyStanding
  readonly forecast: DemandForecast
}

function Fan({ standing: { history, document }, forecast }: FanProps) {
  const { subject, figure } = words.stock.forecast
  const { gtin } = document
  const svg = useMemo(
    () => fanChart(fanOf(forecast, history, { id: 'fan', subject: subject(gtin) })),
    [forecast, history, gtin, subject],
  )
  return (
    <figure>
      <Chart svg={svg} />
      <figcaption>{figure(formatList(intervalsOf(forecast).map(({ label }) => label)))}</figcaption>
    </figure>
  )
}

function Quantiles({ forecast }: Pick<FanProps, 'forecast'>) {
  const { caption, period, middle, packs, range } = words.stock.forecast
  const { firstPeriod, frequency, quantiles } = forecast
  const place = middleOf(forecast)
  return (
    <Table
      caption={caption}
      rows={quantiles.map((row, step) => ({ row, period: firstPeriod + step }))}
      keyOf={(one) => one.period}
      columns={[
        { title: period, cell: (one) => periodName(one.period, frequency) },
        { title: middle, cell: ({ row }) => packs(row[place] ?? 0) },
        ...intervalsOf(forecast)
          .toReversed()
          .map(({ label, from, to }) => ({
            title: label,
            cell: ({ row }: { readonly row: readonly number[] }) => range(row[from] ?? 0, row[to] ?? 0),
          })),
      ]}
    />
  )
}
