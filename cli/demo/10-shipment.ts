import { writeFile } from 'node:fs/promises'
import { Wallet } from 'ethers'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { eventHash } from '../../sdk/epcis/hash/eventHash.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { assessLog } from '../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainLog } from '../../sdk/provenance/coldChain/log.ts'
import { profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { celsiusText } from '../../sdk/provenance/coldChain/reasons.ts'
import { conditionEvent } from '../../sdk/provenance/coldChain/sensorElement.ts'
import { anchorLog } from '../../sdk/provenance/coldChainLog/anchorLog.ts'
import { attachLogger } from '../../sdk/provenance/coldChainLog/attachLogger.ts'
import { registerLogger, signLoggerConsent } from '../../sdk/provenance/coldChainLog/registerLogger.ts'
import { eventDigest, NO_MODEL, signLog } from '../../sdk/provenance/coldChainLog/signLog.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { releaseFromQuarantine } from '../../sdk/provenance/releaseFromQuarantine.ts'
import { type Transfer, type UnitRef, wholeBatch } from '../../sdk/provenance/unit.ts'
import { coldChainPage } from '../commands/coldchain/page.ts'
import { type Timeline, type TimelineTransaction, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import { type Batch, CASE } from './9-batch.ts'
import { type DrugActor, drugActor, reasonFor } from './drugActors.ts'
import { expect, expectRefusal } from './expect.ts'
import { JOURNEY, warmVan } from './warmVan.ts'
import type { World } from './world.ts'

const DAY = 86_400
/** A pallet holds 4,096 packs. */
const PALLET = 12

interface Road {
  readonly distributor: DrugActor
  readonly carrier: DrugActor
  readonly pharmacy: DrugActor
  readonly laboratory: DrugActor
}

/** From the maker to a pharmacy, by a van that gets warm on the way. Gives the pharmacy, which has the first case. */
export async function ship(
  timeline: Timeline,
  world: World,
  law: Law,
  batch: Batch,
  pagePath: string,
): Promise<DrugActor> {
  timeline.chapter(
    'The shipment',
    'Custody and ownership move when the receiver accepts; a broken cold chain holds what it touched.',
  )
  const actor = (name: 'distributor' | 'carrier' | 'pharmacy' | 'laboratory') =>
    drugActor(world, law, world.actors[name])
  const road: Road = {
    distributor: actor('distributor'),
    carrier: actor('carrier'),
    pharmacy: actor('pharmacy'),
    laboratory: actor('laboratory'),
  }
  const cases = await sell(timeline, batch, road)
  await warm(timeline, world, batch, road, cases, pagePath)
  await settleHolds(timeline, road, cases)
  return road.pharmacy
}

/** Two cases end up in the carrier's van, and belong to the pharmacy. */
async function sell(
  timeline: Timeline,
  { book, depth, maker }: Batch,
  { distributor, carrier, pharmacy }: Road,
): Promise<readonly [UnitRef, UnitRef]> {
  const { batchId } = book
  const pallet = { batchId, level: PALLET, position: 0, parentLevel: depth }
  const caseAt = (position: number) => ({ batchId, level: CASE, position, parentLevel: PALLET })
  const cases = [caseAt(0), caseAt(1)] as const
  await timeline.step('The maker sells the first pallet to a distributor', async () => {
    const split = await disaggregateUnit(maker.contracts, wholeBatch(batchId, depth), PALLET)
    const moved = await handOver(maker, distributor, pallet, 'both')
    return {
      value: undefined,
      detail: 'an organisation proposes, the named receiver accepts',
      transactions: [transaction('split into pallets', split), ...moved],
    }
  })
  await timeline.step('Two cases go to a pharmacy: sold, and given to a carrier', async () => {
    const split = await disaggregateUnit(distributor.contracts, pallet, CASE)
    const transactions: TimelineTransaction[] = [transaction('split into cases', split)]
    for (const unit of cases) {
      transactions.push(...(await handOver(distributor, pharmacy, unit, 'ownership')))
      transactions.push(...(await handOver(distributor, carrier, unit, 'custody')))
    }
    return { value: undefined, detail: 'the pharmacy owns them; the carrier keeps them', transactions }
  })
  return cases
}

/** A logger of the carrier measures the journey and signs it; the contract judges by the maker's profile. */
async function warm(
  timeline: Timeline,
  world: World,
  batch: Batch,
  { carrier, pharmacy }: Road,
  cases: readonly UnitRef[],
  pagePath: string,
): Promise<void> {
  const { contracts } = carrier
  const logger = new Wallet(Wallet.createRandom().privateKey)
  const log = await timeline.step('A registered logger is attached and rides along for a day', async () => {
    const until = (await chainTime(contracts)) + 7 * DAY
    const consent = await signLoggerConsent(contracts, logger, carrier.organisation, until)
    const receipt = await registerLogger(contracts, logger.address, until, consent)
    const transactions = [transaction('register logger', receipt)]
    for (const unit of cases) {
      transactions.push(transaction('attach logger', await attachLogger(contracts, unit, logger.address)))
    }
    await world.connection.networkHelpers.time.increase(JOURNEY + 60)
    const value = warmVan((await chainTime(contracts)) * 1000)
    return {
      value,
      detail: `${value.readings.length} readings, made up: the cooling fails for four hours`,
      transactions,
    }
  })
  await timeline.step('Its log is assessed, signed and anchored: it fails', async () => {
    const assessment = assessLog(log, profiles.cold)
    expect(assessment.verdict === 'fail', 'the journey breaks the rules of USP <1079.2>')
    await writeFile(pagePath, coldChainPage('of the van', log, profiles.cold, assessment))
    const transactions: TimelineTransaction[] = []
    for (const unit of cases) {
      const eventHash = hashOf(log, batch, unit)
      const { summary } = assessment
      const signed = await signLog(contracts, logger, { unit, summary, eventHash, modelHash: NO_MODEL })
      transactions.push(transaction('anchor log', await anchorLog(contracts, signed, profiles.cold)))
      const { state } = await findUnit(contracts, unit.batchId, unit)
      expect(state.holds.includes('quarantined'), 'the contract quarantined the case by itself')
    }
    const { summary, limits } = assessment
    const highest = `${celsiusText(summary.maximum)} where ${celsiusText(limits.maximum)} is allowed`
    return {
      value: undefined,
      detail: `up to ${highest}; the contract quarantines both cases by itself\n${pagePath}`,
      transactions,
    }
  })
  await timeline.step('The carrier cannot hand over, so the pharmacy gets nothing', async () => {
    const [first] = cases as [UnitRef]
    const refusal = await expectRefusal('handing over what is quarantined', () =>
      propose(carrier, pharmacy, first, 'custody'),
    )
    expect(refusal.code === 'UNIT_STATE_REFUSED', 'the state of the unit forbids it')
    return { value: undefined, detail: refusal.message }
  })
}

/** An independent laboratory releases one case; the other goes back. */
async function settleHolds(
  timeline: Timeline,
  { distributor, carrier, pharmacy, laboratory }: Road,
  [first, second]: readonly [UnitRef, UnitRef],
): Promise<void> {
  await timeline.step('Quality assurance of another organisation releases a case', async () => {
    const reason = reasonFor('Stability data of the maker cover 20 °C for twelve hours.')
    const refusal = await expectRefusal('a release by who keeps it', () =>
      releaseFromQuarantine(carrier.contracts, first, reason),
    )
    const receipt = await releaseFromQuarantine(laboratory.contracts, first, reason)
    const moved = await handOver(carrier, pharmacy, first, 'custody')
    return {
      value: undefined,
      detail: `the carrier itself may not: ${refusal.message}\nthe pharmacy accepts the case`,
      transactions: [transaction('release from quarantine', receipt), ...moved],
    }
  })
  await timeline.step('The other case goes back to the distributor, still held', async () => {
    const bought = await handOver(pharmacy, distributor, second, 'ownership', true)
    const moved = await handOver(carrier, distributor, second, 'custody', true)
    const { state } = await findUnit(distributor.contracts, second.batchId, second)
    expect(state.custodian === distributor.organisation, 'the distributor has the case again')
    expect(state.holds.includes('quarantined'), 'going back lifts no hold')
    return { value: undefined, transactions: [...bought, ...moved] }
  })
}

async function handOver(
  from: DrugActor,
  to: DrugActor,
  unit: UnitRef,
  transfer: Transfer,
  isReturn = false,
): Promise<TimelineTransaction[]> {
  const proposed = await propose(from, to, unit, transfer, isReturn)
  const accepted = await acceptTransfer(to.contracts, unit, transfer, isReturn)
  return [transaction(`propose ${transfer}`, proposed), transaction(`accept ${transfer}`, accepted)]
}

const propose = async (
  from: DrugActor,
  to: DrugActor,
  unit: UnitRef,
  transfer: Transfer,
  isReturn = false,
) => {
  const expiresAt = await deadlineIn(from.contracts, 7 * DAY)
  const terms = { receiver: to.organisation, expiresAt, transfer, isReturn }
  return proposeTransfer(from.contracts, unit, terms)
}

/** Hash of the EPCIS event that holds the readings, about the case by its SSCC. */
function hashOf(log: ColdChainLog, { book }: Batch, { level, position }: UnitRef): string {
  const named = book.units.find((unit) => unit.level === level && unit.position === position)
  const epcs = named ? [formatDigitalLink([{ ai: '00', value: named.sscc }])] : []
  return eventDigest(eventHash(conditionEvent({ log, epcs, eventTimeZoneOffset: '+00:00' })))
}
