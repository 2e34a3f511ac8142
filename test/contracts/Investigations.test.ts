import { expect } from 'chai'
import { id, ZeroAddress, ZeroHash } from 'ethers'
import { roles } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'
import { employers, hold, prepareMedicines, type UnitRef } from './support/medicines.ts'

const verdict = { open: 0, cleared: 1, illegitimate: 2 } as const
const overdue = { nothing: 0n, determination: 1n, notification: 2n } as const
const [hour, day] = [3600, 86_400]
const reason = id('reason')

describe('Investigations', () => {
  const state = freshState(async () => {
    const story = await prepareMedicines()
    const { drugProvenance, investigations } = story.chain.contracts
    const { maker, makerQuality } = story.people
    return {
      ...story,
      drugProvenance,
      investigations,
      time: story.chain.networkHelpers.time,
      open: (unit: UnitRef, by = maker) => investigations.connect(by).open(unit, reason),
      determine: (unit: UnitRef, as: number = verdict.cleared, by = makerQuality) =>
        investigations.connect(by).determine(unit, as, reason),
      notify: (unit: UnitRef, by = maker) => investigations.connect(by).notify(unit, id('notice')),
      settle: (part: UnitRef) => investigations.connect(story.chain.accounts.stranger).settle(part),
      recordOf: ({ batchId, level, position }: UnitRef) =>
        investigations.investigationOf(batchId, level, position),
      overdueOf: ({ batchId, level, position }: UnitRef) =>
        investigations.overdueOf(batchId, level, position),
    }
  })

  describe('clocks', () => {
    it('start with 72 hours to determine and the law’s 24 hours to notify', async () => {
      const { investigations } = state()
      for (const role of [roles.manufacturer, roles.distributor, roles.dispenser]) {
        expect(await investigations.clocksOf(role)).to.deep.equal([BigInt(72 * hour), BigInt(24 * hour)])
      }
      expect(await investigations.clocksOf(roles.carrier)).to.deep.equal([0n, 0n])
    })

    it('are set by the authority alone, for each role by itself', async () => {
      const { chain, investigations } = state()
      const clocks = { determination: 5 * day, notification: 2 * day }
      await expect(investigations.configure(roles.dispenser, clocks))
        .to.emit(investigations, 'ClocksConfigured')
        .withArgs(roles.dispenser, 5 * day, 2 * day)
      expect(await investigations.clocksOf(roles.dispenser)).to.deep.equal([BigInt(5 * day), BigInt(2 * day)])
      expect((await investigations.clocksOf(roles.distributor)).determination).to.equal(72 * hour)
      const { stranger } = chain.accounts
      await expect(investigations.connect(stranger).configure(roles.dispenser, clocks))
        .to.be.revertedWithCustomError(investigations, 'NotAuthority')
        .withArgs(stranger.address)
    })

    it('are of one trading role each, and neither nothing nor endless', async () => {
      const { investigations } = state()
      const refused = (role: number, determination: number, notification: number) =>
        expect(investigations.configure(role, { determination, notification }))
          .to.be.revertedWithCustomError(investigations, 'InvalidClocks')
          .withArgs(role)
      for (const role of [0, roles.carrier, roles.qualityAssurance, roles.manufacturer | roles.dispenser]) {
        await refused(role, day, day)
      }
      const longest = 365 * day
      await refused(roles.dispenser, 0, day)
      await refused(roles.dispenser, day, 0)
      await refused(roles.dispenser, longest + 1, day)
      await refused(roles.dispenser, day, longest + 1)
      await investigations.configure(roles.dispenser, { determination: longest, notification: 1 })
    })
  })

  describe('open', () => {
    it('holds the unit as suspect and records who opened it, when and in which role', async () => {
      const { investigations, drugProvenance, time, whole, batchId, depth, open, recordOf, holdsOf } = state()
      await expect(open(whole))
        .to.emit(investigations, 'InvestigationOpened')
        .withArgs(batchId, employers.maker, depth, 0, reason)
        .and.to.emit(drugProvenance, 'HoldPut')
        .withArgs(batchId, await investigations.getAddress(), depth, 0, hold.suspect, reason)
      const now = BigInt(await time.latest())
      expect(await recordOf(whole)).to.deep.equal([
        employers.maker,
        now,
        0n,
        0n,
        0n,
        BigInt(roles.manufacturer),
        1n,
      ])
      expect(await holdsOf(whole)).to.equal(hold.suspect)
    })

    it('is for who keeps or owns the unit, as maker, distributor or dispenser', async () => {
      const { investigations, people, unit, whole, split, handOver, open, recordOf } = state()
      await split(whole, 2)
      await handOver(unit(2), people.maker, 'distributor')
      await handOver(unit(2, 1), people.maker, 'dispenser')
      const refused = (by: keyof typeof people, place: UnitRef, organisation: string) =>
        expect(open(place, people[by]))
          .to.be.revertedWithCustomError(investigations, 'NotEntitled')
          .withArgs(people[by].address, organisation)
      await refused('maker', unit(2), employers.maker)
      await refused('dispenser', unit(2), employers.dispenser)
      await refused('distributorQuality', unit(2), ZeroAddress)
      await refused('carrier', unit(2), ZeroAddress)
      await open(unit(2), people.distributor)
      await open(unit(2, 1), people.dispenser)
      expect((await recordOf(unit(2))).role).to.equal(roles.distributor)
      expect((await recordOf(unit(2, 1))).role).to.equal(roles.dispenser)
    })

    it('is for the owner of what a carrier keeps', async () => {
      const { drugProvenance, people, whole, open, recordOf, time } = state()
      const proposal = {
        receiver: employers.carrier,
        expiresAt: (await time.latest()) + hour,
        transfer: 0,
        isReturn: false,
      }
      await drugProvenance.connect(people.maker).propose(whole, proposal)
      await drugProvenance.connect(people.carrier).accept(whole, 0, false)
      await open(whole)
      expect((await recordOf(whole)).organisation).to.equal(employers.maker)
    })

    it('is once: not of what is suspect or illegitimate already, nor of a split unit', async () => {
      const { investigations, whole, unit, split, open, determine } = state()
      await open(whole)
      const refused = (place: UnitRef, holds: number) =>
        expect(open(place)).to.be.revertedWithCustomError(investigations, 'AlreadyHeld').withArgs(holds)
      await refused(whole, hold.suspect)
      await split(whole, 2)
      await refused(unit(2, 3), hold.suspect)
      await expect(open(whole)).to.be.revertedWithCustomError(investigations, 'UnitDivided').withArgs(4, 0)
      await determine(whole, verdict.illegitimate)
      await refused(unit(2, 3), hold.illegitimate)
    })

    it('is of a unit that there is', async () => {
      const { drugProvenance, unit, open } = state()
      await expect(open(unit(2))).to.be.revertedWithCustomError(drugProvenance, 'NotUnit')
    })
  })

  describe('determine', () => {
    it('cleared lifts the suspicion and no other hold', async () => {
      const { investigations, drugProvenance, people, time, batchId, whole, open, determine, holdsOf } =
        state()
      await drugProvenance.connect(people.maker).quarantine(whole, ZeroHash)
      await open(whole)
      await expect(determine(whole))
        .to.emit(investigations, 'InvestigationDetermined')
        .withArgs(batchId, employers.maker, 4, 0, verdict.cleared, reason)
        .and.to.emit(drugProvenance, 'HoldLifted')
        .withArgs(batchId, await investigations.getAddress(), 4, 0, hold.suspect, reason)
      expect(await holdsOf(whole)).to.equal(hold.quarantined)
      const record = await investigations.investigationOf(batchId, 4, 0)
      expect(record.determinedAt).to.equal(await time.latest())
      expect(record.verdict).to.equal(verdict.cleared)
    })

    it('illegitimate puts a hold for good in its place', async () => {
      const { drugProvenance, investigations, batchId, whole, open, determine, holdsOf } = state()
      await open(whole)
      await expect(determine(whole, verdict.illegitimate))
        .to.emit(drugProvenance, 'HoldPut')
        .withArgs(batchId, await investigations.getAddress(), 4, 0, hold.illegitimate, reason)
      expect(await holdsOf(whole)).to.equal(hold.illegitimate)
    })

    it('is for quality assurance of the organisation that opened it', async () => {
      const { investigations, people, whole, open, determine } = state()
      await open(whole)
      for (const by of [people.maker, people.laboratory, people.distributorQuality]) {
        await expect(determine(whole, verdict.cleared, by))
          .to.be.revertedWithCustomError(investigations, 'NotEntitled')
          .withArgs(by.address, employers.maker)
      }
    })

    it('takes a verdict, and once', async () => {
      const { investigations, batchId, whole, unit, open, determine } = state()
      await open(whole)
      await expect(determine(whole, verdict.open))
        .to.be.revertedWithCustomError(investigations, 'InvalidVerdict')
        .withArgs(verdict.open)
      await determine(whole)
      for (const [place, level, position] of [
        [whole, 4, 0],
        [unit(2, 1), 2, 1],
      ] as const) {
        await expect(determine(place, verdict.illegitimate))
          .to.be.revertedWithCustomError(investigations, 'NoInvestigation')
          .withArgs(batchId, level, position)
      }
    })

    it('records the verdict of what was stolen or sampled meanwhile', async () => {
      const { drugProvenance, people, whole, unit, split, open, determine, recordOf, holdsOf } = state()
      await split(whole, 0)
      await open(unit(0, 0))
      await open(unit(0, 1))
      await drugProvenance.connect(people.maker).reportStolen(unit(0, 0), ZeroHash)
      await drugProvenance.connect(people.maker).takeSample(unit(0, 1), ZeroHash)
      for (const position of [0, 1]) {
        await determine(unit(0, position), verdict.illegitimate)
        expect((await recordOf(unit(0, position))).verdict).to.equal(verdict.illegitimate)
        expect(await holdsOf(unit(0, position))).to.equal(hold.suspect)
      }
    })

    it('lets another investigation of the unit follow', async () => {
      const { whole, open, determine, recordOf, holdsOf } = state()
      await open(whole)
      await determine(whole)
      await open(whole)
      const record = await recordOf(whole)
      expect(record.verdict).to.equal(verdict.open)
      expect(record.determinedAt).to.equal(0)
      expect(record.number).to.equal(2)
      expect(await holdsOf(whole)).to.equal(hold.suspect)
    })
  })

  describe('units that are split and joined meanwhile', () => {
    it('the verdict reaches untouched parts at once, and touched ones when they are settled', async () => {
      const { drugProvenance, people, whole, unit, split, open, determine, settle, holdsOf } = state()
      await open(whole)
      await split(whole, 2)
      await drugProvenance.connect(people.maker).quarantine(unit(2, 1), ZeroHash)
      await determine(whole)
      expect(await holdsOf(unit(2, 0))).to.equal(0)
      expect(await holdsOf(unit(2, 1))).to.equal(hold.quarantined | hold.suspect)
      await settle(unit(2, 1))
      expect(await holdsOf(unit(2, 1))).to.equal(hold.quarantined)
    })

    it('illegitimate reaches a part of a part that was touched', async () => {
      const { whole, unit, split, open, determine, settle, holdsOf } = state()
      await open(whole)
      await split(whole, 2)
      await split(unit(2, 1), 0)
      await determine(whole, verdict.illegitimate)
      expect(await holdsOf(unit(0, 4, 2))).to.equal(hold.suspect)
      await settle(unit(2, 1))
      expect(await holdsOf(unit(0, 4, 2))).to.equal(hold.illegitimate)
      expect(await holdsOf(unit(2, 0))).to.equal(hold.illegitimate)
    })

    it('settling waits for the verdict, and does nothing twice', async () => {
      const { investigations, drugProvenance, whole, unit, batchId, split, open, determine, settle } = state()
      const refused = (place: UnitRef, level: number) =>
        expect(settle(place))
          .to.be.revertedWithCustomError(investigations, 'NoInvestigation')
          .withArgs(batchId, level, 0)
      await refused(whole, 4)
      await open(whole)
      await split(whole, 2)
      await refused(unit(2), 2)
      await determine(whole)
      await expect(settle(unit(2))).to.not.emit(drugProvenance, 'HoldLifted')
    })

    it('an earlier verdict does not lift the suspicion of a later investigation', async () => {
      const { investigations, whole, unit, batchId, split, open, determine, settle, holdsOf } = state()
      await open(whole)
      await split(whole, 2)
      await determine(whole)
      await open(unit(2, 1))
      await expect(settle(unit(2, 1)))
        .to.be.revertedWithCustomError(investigations, 'NoInvestigation')
        .withArgs(batchId, 2, 1)
      // Nor of a part of it.
      await split(unit(2, 1), 0)
      await expect(settle(unit(0, 5, 2))).to.be.revertedWithCustomError(investigations, 'NoInvestigation')
      expect(await holdsOf(unit(0, 5, 2))).to.equal(hold.suspect)
    })

    it('what is suspect is not joined, so that no two investigations get mixed up', async () => {
      const { drugProvenance, whole, unit, split, join, open, determine, holdsOf } = state()
      // A verdict of long ago, which must not come to serve.
      await open(whole)
      await determine(whole)
      await split(whole, 3)
      await open(unit(3, 0))
      await expect(join(whole)).to.be.revertedWithCustomError(drugProvenance, 'PartDiffers')
      await open(unit(3, 1))
      await expect(join(whole)).to.be.revertedWithCustomError(drugProvenance, 'NotAllowed')
      await determine(unit(3, 0), verdict.illegitimate)
      await determine(unit(3, 1), verdict.illegitimate)
      await join(whole)
      expect(await holdsOf(whole)).to.equal(hold.illegitimate)
    })
  })

  describe('notify', () => {
    it('records once that the notice went out, for the organisation that opened it', async () => {
      const { investigations, people, batchId, time, whole, open, determine, notify, recordOf } = state()
      await open(whole)
      const refused = () =>
        expect(notify(whole))
          .to.be.revertedWithCustomError(investigations, 'NoInvestigation')
          .withArgs(batchId, 4, 0)
      await refused()
      await determine(whole, verdict.illegitimate)
      for (const by of [people.distributor, people.laboratory, people.carrier]) {
        await expect(notify(whole, by))
          .to.be.revertedWithCustomError(investigations, 'NotEntitled')
          .withArgs(by.address, employers.maker)
      }
      await expect(notify(whole, people.makerQuality))
        .to.emit(investigations, 'IllegitimateNotified')
        .withArgs(batchId, employers.maker, 4, 0, id('notice'))
      expect((await recordOf(whole)).notifiedAt).to.equal(await time.latest())
      await refused()
    })

    it('is not of what was cleared', async () => {
      const { investigations, whole, open, determine, notify } = state()
      await open(whole)
      await determine(whole)
      await expect(notify(whole)).to.be.revertedWithCustomError(investigations, 'NoInvestigation')
    })
  })

  describe('overdue', () => {
    it('follows the determination and the notice, from the second after each is due', async () => {
      const { time, whole, open, determine, notify, overdueOf } = state()
      expect(await overdueOf(whole)).to.deep.equal([overdue.nothing, 0n])
      await open(whole)
      const determinationDue = (await time.latest()) + 72 * hour
      await time.increaseTo(determinationDue)
      expect(await overdueOf(whole)).to.deep.equal([overdue.nothing, BigInt(determinationDue)])
      await time.increaseTo(determinationDue + 1)
      expect(await overdueOf(whole)).to.deep.equal([overdue.determination, BigInt(determinationDue)])
      await determine(whole, verdict.illegitimate)
      const noticeDue = (await time.latest()) + 24 * hour
      expect(await overdueOf(whole)).to.deep.equal([overdue.nothing, BigInt(noticeDue)])
      await time.increaseTo(noticeDue + 1)
      expect(await overdueOf(whole)).to.deep.equal([overdue.notification, BigInt(noticeDue)])
      await notify(whole)
      expect(await overdueOf(whole)).to.deep.equal([overdue.nothing, 0n])
    })

    it('ends with a clearance, and follows a change of the clocks', async () => {
      const { investigations, time, whole, open, determine, overdueOf } = state()
      await open(whole)
      const openedAt = await time.latest()
      await investigations.configure(roles.manufacturer, { determination: 60, notification: 60 })
      await time.increaseTo(openedAt + 61)
      expect(await overdueOf(whole)).to.deep.equal([overdue.determination, BigInt(openedAt + 60)])
      await determine(whole)
      expect(await overdueOf(whole)).to.deep.equal([overdue.nothing, 0n])
    })
  })
})
