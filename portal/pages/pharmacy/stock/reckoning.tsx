import type { DecidedOrder } from '../../../../sdk/planning/decideOrder.ts'
import { Facts } from '../../../parts/facts.tsx'
import { words } from '../../../words/en.ts'
import { formatPercent } from '../../../words/format.ts'
import type { SiteOpening } from './stockWork.ts'

export interface ReckoningProps {
  readonly site: SiteOpening
  readonly decided: DecidedOrder
}

/** What the policy's figures call for, so that a person can judge an order. */
export function Reckoning({ site: { standing }, decided }: ReckoningProps) {
  const { reckoning, policy, packs } = words.stock
  const { document, position } = standing
  const { gtin, serviceLevel, minimumRemainingDays, capacity, cap } = document
  const there = [...(position?.lots ?? []), ...(position?.onOrder ?? [])].reduce(
    (total, part) => total + part.packs,
    position?.onTheWay ?? 0,
  )
  return (
    <section class="card" aria-labelledby="reckoning-title">
      <h2 id="reckoning-title">{reckoning.title}</h2>
      <p>{reckoning.lead}</p>
      <Facts
        facts={[
          [reckoning.there, packs(there)],
          [reckoning.upTo, packs(decided.orderUpTo)],
          [reckoning.called, packs(decided.wanted)],
          [reckoning.order, decided.packs === 0 ? reckoning.nothing : packs(decided.packs)],
          [reckoning.shortage, formatPercent(decided.shortageRisk / 1000)],
          [reckoning.waste, reckoning.packs(decided.expectedWaste)],
          [policy.product, gtin],
          [policy.service, policy.serviceText(serviceLevel)],
          [policy.least, policy.leastText(minimumRemainingDays)],
          [policy.capacity, packs(capacity)],
          [policy.cap, packs(cap)],
        ]}
      />
    </section>
  )
}
