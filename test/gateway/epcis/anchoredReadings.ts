import { expect } from 'chai'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { eventsOf } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import type { BatchBook } from '../../../sdk/provenance/batchBook.ts'
import { profiles } from '../../../sdk/provenance/coldChain/profile.ts'
import { anchorLog } from '../../../sdk/provenance/coldChainLog/anchorLog.ts'
import { assignProfile } from '../../../sdk/provenance/coldChainLog/assignProfile.ts'
import { attachLogger } from '../../../sdk/provenance/coldChainLog/attachLogger.ts'
import { registerLogger, signLoggerConsent } from '../../../sdk/provenance/coldChainLog/registerLogger.ts'
import { eventDigest, logIdOf, NO_MODEL, signLog } from '../../../sdk/provenance/coldChainLog/signLog.ts'
import type { Person, World } from '../../helpers/world.ts'
import { documentOf } from '../../sdk/epcis/sampleDocument.ts'
import type { Json } from './support.ts'

/** A document of one event with readings of a whole batch. */
export const readingsOf = ({ batchId }: BatchBook, depth: number, eventID: string): Json => ({
  ...documentOf({
    type: 'ObjectEvent',
    action: 'OBSERVE',
    eventID,
    eventTime: '2026-03-01T08:30:00.000+01:00',
    eventTimeZoneOffset: '+01:00',
    epcList: ['https://id.gs1.org/00/040123450000003338'],
    bizStep: 'sensor_reporting',
    'salus:unit': `${batchId}/${depth}/0`,
    sensorElementList: [
      { sensorReport: [{ type: 'Temperature', value: 5, uom: 'CEL', time: '2026-03-01T08:00:00Z' }] },
    ],
  }),
  '@context': [
    'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
    { salus: 'https://salus.example/ns/epcis/' },
  ],
})

/** Anchors a log of the readings, signed by a new logger of the maker. */
export async function anchorReadings(
  world: World,
  maker: Person,
  batch: BatchBook,
  depth: number,
  document: Json,
) {
  const { contracts } = maker
  const logger = await world.make()
  const profile = profiles.cold
  const until = await deadlineIn(contracts, 86_400)
  const [organisation, unit] = [batch.maker, { batchId: batch.batchId, level: depth, position: 0 }]
  const consent = await signLoggerConsent(contracts, logger.wallet, organisation, until)
  await registerLogger(contracts, logger.wallet.address, until, consent)
  await attachLogger(contracts, { ...unit, parentLevel: depth }, logger.wallet.address)
  await assignProfile(contracts, batch, profile)
  const from = await deadlineIn(contracts, 1)
  await world.chain.networkHelpers.time.increase(100)
  const [event] = eventsOf(document)
  const hash = event ? eventHash(event) : expect.fail('There is no event.')
  const summary = {
    from,
    to: from + 60,
    minimum: 500,
    maximum: 500,
    meanKinetic: 500,
    minutesOutside: 0,
    longestGap: 30,
    readings: 3,
  }
  const log = { unit, summary, eventHash: eventDigest(hash), modelHash: NO_MODEL }
  await anchorLog(contracts, await signLog(contracts, logger.wallet, log), profile)
  return { hash, logId: logIdOf(contracts, unit, eventDigest(hash)) }
}
