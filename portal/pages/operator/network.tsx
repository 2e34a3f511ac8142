import { useSignal } from '@preact/signals'
import { useCallback } from 'preact/hooks'
import { readNodes } from '../../../sdk/inference/readNodes.ts'
import { readOracleOverview } from '../../../sdk/inference/readOracleOverview.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { useRepeat } from '../../parts/useRepeat.ts'
import { words } from '../../words/en.ts'
import { formatClock, formatNumber, formatSeconds } from '../../words/format.ts'
import { ModelTable } from './modelTable.tsx'
import { modelRows, nodeRows } from './nodeRows.ts'
import { NodeTable } from './nodeTable.tsx'

/** Milliseconds between questions to the nodes. */
const PAUSE = 15_000

/** How the network of the oracle stands: by the chain, and by what each node says of itself. Needs no wallet. */
export default function NetworkPage() {
  const portal = usePortal()
  const isRepeating = useSignal(true)
  const overview = useResource(async () => {
    const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, ...(await readOracleOverview(chain.contracts)) }
  }, [portal])
  const nodes = useResource(
    async (signal) => {
      const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
      const readings = await readNodes(chain.contracts, settings.oracles, signal)
      return { readings, at: portal.now() }
    },
    [portal],
  )
  const lookAgain = useCallback(() => {
    overview.reload()
    nodes.reload()
  }, [overview.reload, nodes.reload])
  useRepeat(nodes.reload, PAUSE, isRepeating.value)
  return (
    <>
      <h1>{words.operator.title}</h1>
      <p>{words.operator.lead}</p>
      <div class="buttons">
        <Button onClick={lookAgain}>{words.operator.reload}</Button>
        <Button onClick={() => (isRepeating.value = !isRepeating.value)}>
          {isRepeating.value ? words.operator.stopRepeating : words.operator.repeat(PAUSE / 1000)}
        </Button>
      </div>
      <Loaded resource={overview}>
        {({ settings, ...found }) => (
          <Loaded resource={nodes}>
            {({ readings, at }) => (
              <>
                <section class="card" aria-label={words.operator.title}>
                  <Facts
                    facts={[
                      [words.operator.facts.looked, formatClock(at)],
                      [words.operator.facts.head, formatNumber(found.head.number)],
                      [words.operator.facts.age, formatSeconds(ageOf(found.head.timestamp, at))],
                      [words.operator.facts.reports, formatNumber(found.reports)],
                      [words.operator.facts.open, formatNumber(found.open)],
                    ]}
                  />
                </section>
                <NodeTable
                  settings={settings}
                  rows={nodeRows(found, settings, readings)}
                  reports={found.reports}
                />
                <p class="muted">{words.operator.claims}</p>
                <p class="muted">{words.operator.quorumOnly}</p>
                <ModelTable settings={settings} rows={modelRows(found, readings)} />
              </>
            )}
          </Loaded>
        )}
      </Loaded>
    </>
  )
}

const ageOf = (timestamp: number, at: Date): number =>
  Math.max(0, Math.round(at.getTime() / 1000) - timestamp)
