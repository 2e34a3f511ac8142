import type { Excursion } from '../../../sdk/provenance/coldChain/excursions.ts'
import type { ColdChainLog } from '../../../sdk/provenance/coldChain/log.ts'
import { celsiusText } from '../../../sdk/provenance/coldChain/reasons.ts'
import { Chart } from '../../parts/chart.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'
import { excursionsOf, plotOf, type ShownLog } from './coldChainWork.ts'

/** The readings of one log: drawn, the times outside in words, and every reading in a table. */
export function LogView({ shown: { anchored, log, profile } }: { readonly shown: ShownLog }) {
  const { coldChain } = words.pharmacy
  const logger = shorten(anchored.logger)
  return (
    <>
      {profile ? (
        <>
          <figure>
            <Chart svg={plotOf(`log-${anchored.logId}`, log, profile, anchored.summary.meanKinetic / 100)} />
            <figcaption>
              {coldChain.plot(logger)}. {coldChain.matches} {coldChain.times}
            </figcaption>
          </figure>
          <p>
            {coldChain.limits(
              celsiusText(profile.label.minimum * 100),
              celsiusText(profile.label.maximum * 100),
              celsiusText(profile.absolute.minimum * 100),
              celsiusText(profile.absolute.maximum * 100),
            )}
          </p>
          <Excursions excursions={excursionsOf(log, profile)} />
        </>
      ) : (
        <p class="note">{coldChain.noProfile}</p>
      )}
      <Readings log={log} logger={logger} />
    </>
  )
}

function Excursions({ excursions }: { readonly excursions: readonly Excursion[] }) {
  const { coldChain } = words.pharmacy
  if (excursions.length === 0) return <p>{coldChain.noExcursions}</p>
  return (
    <Table
      caption={coldChain.excursions}
      rows={excursions}
      keyOf={({ from }) => from}
      columns={[
        { title: coldChain.from, cell: ({ from }) => formatTime(from) },
        { title: coldChain.to, cell: ({ to }) => formatTime(to) },
        { title: coldChain.outside, cell: ({ seconds }) => coldChain.minutes(Math.ceil(seconds / 60)) },
        { title: coldChain.side, cell: ({ side }) => coldChain.sides[side] },
        { title: coldChain.peak, cell: ({ peak }) => celsiusText(peak * 100) },
      ]}
    />
  )
}

function Readings({ log: { readings }, logger }: { readonly log: ColdChainLog; readonly logger: string }) {
  const { coldChain } = words.pharmacy
  return (
    <details>
      <summary>{coldChain.table(readings.length)}</summary>
      <Table
        caption={coldChain.plot(logger)}
        rows={readings}
        keyOf={({ time }) => time}
        columns={[
          { title: words.pharmacy.history.when, cell: ({ time }) => formatTime(time) },
          { title: coldChain.temperature, cell: ({ celsius }) => celsiusText(celsius * 100) },
        ]}
      />
    </details>
  )
}
