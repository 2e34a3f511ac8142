import { expect } from 'chai'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../../gateway/index/syncIndex.ts'
import { amendExpiry } from '../../../sdk/provenance/amendExpiry.ts'
import { openInvestigation } from '../../../sdk/provenance/investigations/openInvestigation.ts'
import { NO_REASON } from '../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../sdk/provenance/recallPacks.ts'
import { wholeBatch } from '../../../sdk/provenance/unit.ts'
import { createWorld, type World } from '../../helpers/world.ts'
import { appoint, commission, dayAfter, MAKER } from '../provenance/maker.ts'

describe('gateway/index, drugs', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  it('follows every contract of the supply chain, and finds its events by batch', async () => {
    const person = await appoint(world, MAKER, 'manufacturer', 'quality-assurance')
    const [book, other] = [await commission({ person }, ['S1', 'S2']), await commission({ person }, ['T1'])]
    const { contracts } = person
    const profile = {
      document: `0x${'11'.repeat(32)}`,
      minimum: -2_500,
      maximum: 1_500,
      meanKineticMaximum: 800,
      storageMinimum: -2_000,
      storageMaximum: 800,
      minutesOutsideMaximum: 1_440,
      longestGapMaximum: 900,
    }
    await (await contracts.coldChain.assignProfile(book.batchId, book.nonce, profile)).wait()
    await amendExpiry(contracts, book, await dayAfter(person, 400))
    await openInvestigation(contracts, wholeBatch(book.batchId, 1), NO_REASON)
    await recallPacks(contracts, book, { from: 0, to: 1 }, NO_REASON)

    const store = openSqliteIndexStore(':memory:', world.deployment)
    try {
      await createSync(world.hospital.contracts, store)()
      const names = async (subject: string) =>
        (await store.eventsAfter(undefined, 100, { subject })).map(
          ({ contract, name }) => `${contract}.${name}`,
        )
      expect(await names(book.batchId)).to.have.ordered.members([
        'drugProvenance.BatchCommissioned',
        'drugProvenance.BatchReleased',
        'coldChain.ProfileAssigned',
        'drugProvenance.ExpiryAmended',
        'investigations.InvestigationOpened',
        'drugProvenance.HoldPut',
        'drugProvenance.BatchRecalled',
      ])
      expect(await names(other.batchId)).to.have.ordered.members([
        'drugProvenance.BatchCommissioned',
        'drugProvenance.BatchReleased',
      ])
      const [assigned] = await store.eventsAfter(undefined, 1, { names: ['ProfileAssigned'] })
      expect(assigned?.args.profile).to.deep.equal(
        Object.fromEntries(Object.entries(profile).map(([name, value]) => [name, String(value)])),
      )
    } finally {
      await store.close()
    }
  })
})
