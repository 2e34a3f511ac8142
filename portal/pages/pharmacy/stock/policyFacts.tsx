import { obstaclesTo } from '../../../../sdk/planning/obstacles.ts'
import { positionFreshUntil } from '../../../../sdk/planning/readPolicy.ts'
import type { Settings } from '../../../app/settings.ts'
import { Facts } from '../../../parts/facts.tsx'
import { Party } from '../../../parts/party.tsx'
import { words } from '../../../words/en.ts'
import { formatTime } from '../../../words/format.ts'
import { HeldState } from './policyTable.tsx'
import type { PolicyEntry } from './stockWork.ts'

export interface PolicyFactsProps {
  readonly settings: Settings
  readonly entry: PolicyEntry
}

/** What everyone can read on the chain, and why nothing is ordered where that is so. */
export function PolicyFacts({ settings, entry }: PolicyFactsProps) {
  const { organisation, supplier, state, now } = entry
  const { terms, isHeld, share } = state
  const { policy } = words.stock
  const obstacles = obstaclesTo(state, now)
  return (
    <>
      <Facts
        facts={[
          [policy.site, <Party settings={settings} address={organisation} />],
          [policy.supplier, <Party settings={settings} address={supplier} />],
          [policy.state, <HeldState isHeld={isHeld} />],
          [policy.period, policy.periodText(terms.periodHours, formatTime(terms.start * 1000))],
          [policy.window, policy.windowText(terms.window, share)],
          [policy.confirm, policy.confirmText(terms.confirmAbove)],
          [policy.counted, countedText(entry)],
          [policy.forecast, state.forecastAt === 0 ? policy.noForecast : formatTime(state.forecastAt * 1000)],
        ]}
      />
      {obstacles.length > 0 && (
        <div class="note warning">
          <p>
            <strong>{policy.nothingOrdered}</strong>
          </p>
          <ul>
            {obstacles.map((obstacle) => (
              <li key={obstacle}>{policy.obstacles[obstacle](terms.start)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

function countedText({ state, now }: PolicyEntry): string {
  const { policy } = words.stock
  if (state.position === null) return policy.notCounted
  const freshUntil = positionFreshUntil(state)
  return policy.countedText(
    formatTime(state.positionAt * 1000),
    formatTime(freshUntil * 1000),
    now < freshUntil,
  )
}
