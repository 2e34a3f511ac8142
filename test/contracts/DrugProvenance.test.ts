import { expect } from 'chai'
import { id, ZeroAddress, ZeroHash } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { farFuture } from '../helpers/scenario.ts'
import { roles } from '../helpers/terms.ts'
import { act, day, hold, lifecycle, prepareMedicines, reason, transfer } from './support/drugTrade.ts'
import { freshState } from './support/freshState.ts'

const undoWindow = 10 * day

describe('DrugProvenance', () => {
  const state = freshState(async () => prepareMedicines(await connectChain()))

  describe('deployment', () => {
    it('makes the contracts that put holds, so that none can be exchanged', async () => {
      const { chain, provenance } = state()
      expect(await provenance.investigations()).to.equal(chain.addresses.investigations)
      expect(await provenance.coldChain()).to.equal(chain.addresses.coldChain)
      expect(await provenance.undoWindow()).to.equal(undoWindow)
      expect(await provenance.PACK_LEAF()).to.equal(id('Salus pack'))
    })
  })

  describe('commission', () => {
    it('records a root, a depth and a last day, whatever the number of packs', async () => {
      const { provenance, maker, today, time } = state()
      const [root, expiryDay, nonce] = [id('root'), (await today()) + 1, 7n]
      const batchId = await provenance.batchIdOf(maker.organisation, nonce)
      await expect(maker.provenance.commission(root, 20, expiryDay, nonce))
        .to.emit(provenance, 'BatchCommissioned')
        .withArgs(batchId, maker.organisation, root, 20, expiryDay, nonce)
      const heldSince = BigInt(await time.latest())
      expect(await provenance.batchOf(batchId)).to.deep.equal([root, 20n, BigInt(expiryDay), false, 0n])
      const whole = { batchId, level: 20, position: 0, parentLevel: 20 }
      expect(await provenance.unitOf(whole)).to.deep.equal([
        maker.organisation,
        maker.organisation,
        heldSince,
        lifecycle.commissioned,
        0n,
        false,
        0n,
        false,
        false,
      ])
    })

    it('is for makers, and for ids that are theirs alone', async () => {
      const { provenance, maker, distributor, laboratory, today } = state()
      const expiryDay = await today()
      for (const { account, provenance: theirs } of [distributor, laboratory]) {
        await expect(theirs.commission(id('root'), 4, expiryDay, 1))
          .to.be.revertedWithCustomError(provenance, 'RoleMissing')
          .withArgs(account.address, roles.manufacturer)
      }
      const [mine, theirs] = [maker.organisation, distributor.organisation]
      expect(await provenance.batchIdOf(mine, 1)).to.not.equal(await provenance.batchIdOf(theirs, 1))
      expect(await provenance.batchIdOf(mine, 1)).to.not.equal(await provenance.batchIdOf(mine, 2))
    })

    it('refuses a batch that is there, too deep or out of date', async () => {
      const { provenance, maker, today } = state()
      const expiryDay = await today()
      const commission = (depth: number, until: number) =>
        expect(maker.provenance.commission(id('root'), depth, until, 1)).to.be
      await commission(25, expiryDay).revertedWithCustomError(provenance, 'InvalidDepth').withArgs(25)
      await commission(4, expiryDay - 1)
        .revertedWithCustomError(provenance, 'InvalidExpiry')
        .withArgs(expiryDay - 1, expiryDay)
      await maker.provenance.commission(id('root'), 24, expiryDay, 1)
      await commission(24, expiryDay)
        .revertedWithCustomError(provenance, 'AlreadyCommissioned')
        .withArgs(await provenance.batchIdOf(maker.organisation, 1))
    })
  })

  describe('release', () => {
    it('makes a batch available, by quality assurance of its maker', async () => {
      const { provenance, commission, quality, unitOf } = state()
      const { batchId, nonce, whole } = await commission()
      await expect(quality.provenance.release(batchId, nonce))
        .to.emit(provenance, 'BatchReleased')
        .withArgs(batchId, quality.account.address)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.available)
    })

    it('is for nobody else', async () => {
      const { provenance, commission, maker, laboratory, quality } = state()
      const { batchId, nonce } = await commission()
      await expect(maker.provenance.release(batchId, nonce))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(maker.account.address, roles.qualityAssurance)
      await expect(laboratory.provenance.release(batchId, nonce))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(laboratory.account.address, laboratory.organisation)
      await expect(quality.provenance.release(batchId, nonce + 1n)).to.be.revertedWithCustomError(
        provenance,
        'NotEntitled',
      )
      await expect(quality.provenance.release(id('none'), nonce))
        .to.be.revertedWithCustomError(provenance, 'UnknownBatch')
        .withArgs(id('none'))
    })

    it('happens once, of what is free and in date', async () => {
      const { provenance, commission, quality, maker, time, release } = state()
      const refused = async (batch: { batchId: string; nonce: bigint }, ...args: unknown[]) =>
        expect(quality.provenance.release(batch.batchId, batch.nonce))
          .to.be.revertedWithCustomError(provenance, 'NotAllowed')
          .withArgs(act.release, ...args)
      await refused(await release(), lifecycle.available, 0, false)
      const held = await commission()
      await maker.provenance.quarantine(held.whole, reason)
      await refused(held, lifecycle.commissioned, hold.quarantined, false)
      const recalled = await commission()
      await maker.provenance.recall(recalled.batchId, recalled.nonce, 3, 4, reason)
      await refused(recalled, lifecycle.commissioned, hold.recalled, false)
      const old = await commission()
      await time.increase(366 * day)
      await refused(old, lifecycle.commissioned, 0, true)
    })
  })

  describe('amendExpiry', () => {
    it('is the maker’s, and makes what was expired usable again', async () => {
      const { provenance, release, maker, pharmacy, unitOf, time, today, propose } = state()
      const { batchId, nonce, whole } = await release()
      const before = (await provenance.batchOf(batchId)).expiryDay
      await time.increase(366 * day)
      expect((await unitOf(whole)).isExpired).to.equal(true)
      await expect(propose(maker, pharmacy, whole))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.transfer, lifecycle.available, 0, true)
      const after = await today()
      await expect(maker.provenance.amendExpiry(batchId, nonce, after))
        .to.emit(provenance, 'ExpiryAmended')
        .withArgs(batchId, before, after)
      expect((await unitOf(whole)).isExpired).to.equal(false)
      await propose(maker, pharmacy, whole)
      await time.increaseTo((after + 1) * day)
      expect((await unitOf(whole)).isExpired, 'the day after the last').to.equal(true)
    })

    it('is for nobody else, and not for days that have passed', async () => {
      const { provenance, release, maker, quality, distributor, today } = state()
      const { batchId, nonce } = await release()
      await expect(distributor.provenance.amendExpiry(batchId, nonce, farFuture % 65_536))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(distributor.account.address, roles.manufacturer)
      await expect(quality.provenance.amendExpiry(batchId, nonce, 65_535)).to.be.revertedWithCustomError(
        provenance,
        'RoleMissing',
      )
      await expect(maker.provenance.amendExpiry(batchId, nonce + 1n, 65_535))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(maker.account.address, maker.organisation)
      const past = (await today()) - 1
      await expect(maker.provenance.amendExpiry(batchId, nonce, past))
        .to.be.revertedWithCustomError(provenance, 'InvalidExpiry')
        .withArgs(past, past + 1)
    })
  })

  describe('recall', () => {
    it('holds the units that have a recalled pack, and no other', async () => {
      const { provenance, release, maker, unitOf } = state()
      const { batchId, nonce, whole, part } = await release()
      await maker.provenance.disaggregate(whole, 2)
      await expect(maker.provenance.recall(batchId, nonce, 3, 5, reason))
        .to.emit(provenance, 'BatchRecalled')
        .withArgs(batchId, 3, 5, reason)
      const holds = await Promise.all([0, 1, 2, 3].map(async (at) => (await unitOf(part(2, at))).holds))
      expect(holds).to.deep.equal([8n, 8n, 0n, 0n])
      await maker.provenance.disaggregate(part(2, 1), 0)
      expect((await unitOf(part(0, 4, 2))).holds).to.equal(8n)
      expect((await unitOf(part(0, 5, 2))).holds, 'the end is not in the range').to.equal(0n)
      expect(await provenance.recallsOf(batchId)).to.deep.equal([3n, 5n])
      const { isRecalled, recalledRanges } = await provenance.batchOf(batchId)
      expect([isRecalled, recalledRanges]).to.deep.equal([false, 1n])
    })

    it('of everything needs no range', async () => {
      const { provenance, release, maker, unitOf } = state()
      const { batchId, nonce, whole } = await release()
      await maker.provenance.recall(batchId, nonce, 0, 16, reason)
      expect((await unitOf(whole)).holds).to.equal(8n)
      expect(await provenance.recallsOf(batchId)).to.deep.equal([])
      const { isRecalled, recalledRanges } = await provenance.batchOf(batchId)
      expect([isRecalled, recalledRanges]).to.deep.equal([true, 0n])
    })

    it('voids open proposals, unless they return what is recalled', async () => {
      const { provenance, release, maker, distributor, pharmacy, propose, handOver } = state()
      const { batchId, nonce, whole, part } = await release()
      await maker.provenance.disaggregate(whole, 2)
      await handOver(maker, distributor, part(2, 0))
      await propose(maker, pharmacy, part(2, 1))
      await propose(distributor, maker, part(2, 0), transfer.both, true)
      await maker.provenance.recall(batchId, nonce, 0, 8, reason)
      await expect(pharmacy.provenance.accept(part(2, 1), transfer.both, false))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.transfer, lifecycle.available, hold.recalled, false)
      await expect(propose(distributor, pharmacy, part(2, 0), transfer.both)).to.be.revertedWithCustomError(
        provenance,
        'NotAllowed',
      )
      await maker.provenance.accept(part(2, 0), transfer.both, true)
      await maker.provenance.destroy(part(2, 0), reason)
    })

    it('takes 32 ranges, in the batch, from the maker', async () => {
      const { provenance, release, maker, distributor } = state()
      const { batchId, nonce } = await release(64)
      const recall = (from: number, to: number) => maker.provenance.recall(batchId, nonce, from, to, reason)
      for (const [from, to] of [
        [3, 3],
        [4, 3],
        [0, 65],
      ] as const) {
        await expect(recall(from, to))
          .to.be.revertedWithCustomError(provenance, 'InvalidRange')
          .withArgs(from, to)
      }
      for (let from = 0; from < 32; from++) await recall(from, from + 1)
      await expect(recall(40, 41)).to.be.revertedWithCustomError(provenance, 'InvalidRange').withArgs(40, 41)
      const recalls = await provenance.recallsOf(batchId)
      expect(recalls).to.deep.equal(
        Array.from({ length: 32 }, (_, from) => [BigInt(from), BigInt(from + 1)]).flat(),
      )
      await recall(0, 64)
      await expect(distributor.provenance.recall(batchId, nonce, 0, 1, reason)).to.be.revertedWithCustomError(
        provenance,
        'RoleMissing',
      )
    })
  })

  describe('a transfer of both', () => {
    it('is proposed by the holder and accepted by the receiver', async () => {
      const { provenance, release, maker, distributor, proposal, unitOf, time } = state()
      const { batchId, whole } = await release()
      const offer = await proposal(distributor, transfer.both)
      await expect(maker.provenance.propose(whole, offer))
        .to.emit(provenance, 'TransferProposed')
        .withArgs(
          batchId,
          maker.organisation,
          distributor.organisation,
          4,
          0,
          transfer.both,
          false,
          offer.expiresAt,
        )
      expect((await unitOf(whole)).isInTransit).to.equal(true)
      const open = [distributor.organisation, offer.expiresAt, BigInt(transfer.both), false]
      expect(await provenance.proposalOf(whole, transfer.both)).to.deep.equal(open)
      expect(await provenance.proposalOf(whole, transfer.custody)).to.deep.equal(open)
      await expect(distributor.provenance.accept(whole, transfer.both, false))
        .to.emit(provenance, 'TransferAccepted')
        .withArgs(batchId, maker.organisation, distributor.organisation, 4, 0, transfer.both, false)
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner]).to.deep.equal([distributor.organisation, distributor.organisation])
      expect([unit.heldSince, unit.isInTransit]).to.deep.equal([BigInt(await time.latest()), false])
      expect((await provenance.proposalOf(whole, transfer.both)).receiver).to.equal(ZeroAddress)
    })

    it('is not for one that names the holder instead of being it', async () => {
      const { provenance, release, maker, distributor, pharmacy, carrier, chain, proposal } = state()
      const { whole } = await release()
      const offer = await proposal(pharmacy, transfer.both)
      for (const other of [distributor, pharmacy]) {
        await expect(other.provenance.propose(whole, offer))
          .to.be.revertedWithCustomError(provenance, 'NotEntitled')
          .withArgs(other.account.address, maker.organisation)
      }
      for (const account of [carrier.account, chain.accounts.stranger]) {
        await expect(provenance.connect(account).propose(whole, offer))
          .to.be.revertedWithCustomError(provenance, 'RoleMissing')
          .withArgs(account.address, 0x70)
      }
      await chain.contracts.accreditationRegistry.withdraw(maker.account.address)
      await expect(maker.provenance.propose(whole, offer)).to.be.revertedWithCustomError(
        provenance,
        'RoleMissing',
      )
    })

    it('cannot be received without having been proposed, or by another', async () => {
      const { provenance, release, maker, distributor, pharmacy, propose, chain } = state()
      const { batchId, whole } = await release()
      await expect(distributor.provenance.accept(whole, transfer.both, false))
        .to.be.revertedWithCustomError(provenance, 'NoProposal')
        .withArgs(batchId, 4, 0, transfer.both)
      await propose(maker, distributor, whole)
      await expect(pharmacy.provenance.accept(whole, transfer.both, false))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(pharmacy.account.address, distributor.organisation)
      await expect(provenance.connect(chain.accounts.stranger).accept(whole, transfer.both, false))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(chain.accounts.stranger.address, 0x70)
      for (const other of [transfer.custody, transfer.ownership]) {
        await expect(distributor.provenance.accept(whole, other, false))
          .to.be.revertedWithCustomError(provenance, 'NoProposal')
          .withArgs(batchId, 4, 0, other)
      }
      await distributor.provenance.accept(whole, transfer.both, false)
      await expect(
        distributor.provenance.accept(whole, transfer.both, false),
        'twice',
      ).to.be.revertedWithCustomError(provenance, 'NoProposal')
    })

    it('ends when its time is over, and makes room for another', async () => {
      const { provenance, release, maker, distributor, pharmacy, propose, proposal, unitOf, time } = state()
      const { whole } = await release()
      const first = await proposal(distributor, transfer.both)
      await maker.provenance.propose(whole, first)
      await expect(propose(maker, pharmacy, whole))
        .to.be.revertedWithCustomError(provenance, 'ProposalOpen')
        .withArgs(first.expiresAt)
      await time.increaseTo(BigInt(first.expiresAt))
      expect((await unitOf(whole)).isInTransit).to.equal(false)
      await expect(distributor.provenance.accept(whole, transfer.both, false)).to.be.revertedWithCustomError(
        provenance,
        'NoProposal',
      )
      await propose(maker, pharmacy, whole)
      await pharmacy.provenance.accept(whole, transfer.both, false)
    })

    it('refuses a receiver and a time that make no sense', async () => {
      const { provenance, release, maker, proposal, distributor, time } = state()
      const { whole } = await release()
      const offer = await proposal(distributor, transfer.both)
      for (const receiver of [ZeroAddress, maker.organisation]) {
        await expect(maker.provenance.propose(whole, { ...offer, receiver }))
          .to.be.revertedWithCustomError(provenance, 'InvalidReceiver')
          .withArgs(receiver)
      }
      let next = await time.latest()
      for (const [lasts, error] of [
        [0, true],
        [90 * day + 1, true],
        [1, false],
      ] as const) {
        next += 10
        const expiresAt = next + lasts
        await time.setNextBlockTimestamp(next)
        const proposed = maker.provenance.propose(whole, { ...offer, expiresAt })
        if (error) {
          await expect(proposed)
            .to.be.revertedWithCustomError(provenance, 'InvalidDeadline')
            .withArgs(expiresAt)
        } else await proposed
      }
    })

    it('is rejected by the receiver alone', async () => {
      const { provenance, release, maker, distributor, pharmacy, propose, unitOf } = state()
      const { batchId, whole } = await release()
      await expect(distributor.provenance.reject(whole, transfer.both))
        .to.be.revertedWithCustomError(provenance, 'NoProposal')
        .withArgs(batchId, 4, 0, transfer.both)
      await propose(maker, distributor, whole)
      await expect(pharmacy.provenance.reject(whole, transfer.both))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(pharmacy.account.address, distributor.organisation)
      await expect(distributor.provenance.reject(whole, transfer.custody)).to.be.revertedWithCustomError(
        provenance,
        'NoProposal',
      )
      await expect(distributor.provenance.reject(whole, transfer.both))
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, distributor.organisation, 4, 0, transfer.both)
      expect((await unitOf(whole)).isInTransit).to.equal(false)
    })

    it('is cancelled by the holder alone', async () => {
      const { provenance, release, maker, distributor, propose } = state()
      const { batchId, whole } = await release()
      await propose(maker, distributor, whole)
      await expect(distributor.provenance.cancel(whole, transfer.both))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(distributor.account.address, maker.organisation)
      await expect(maker.provenance.cancel(whole, transfer.both))
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, maker.organisation, 4, 0, transfer.both)
      await expect(distributor.provenance.accept(whole, transfer.both, false)).to.be.revertedWithCustomError(
        provenance,
        'NoProposal',
      )
      await expect(maker.provenance.cancel(whole, transfer.both)).to.be.revertedWithCustomError(
        provenance,
        'NoProposal',
      )
    })
  })

  describe('custody and ownership by themselves', () => {
    const shipped = async () => {
      const world = state()
      const batch = await world.release()
      await world.handOver(world.maker, world.carrier, batch.whole, transfer.custody)
      return { ...world, ...batch }
    }

    it('a carrier keeps without owning', async () => {
      const { unitOf, whole, maker, carrier } = await shipped()
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner]).to.deep.equal([carrier.organisation, maker.organisation])
    })

    it('ownership moves while a carrier keeps, and custody follows to the owner', async () => {
      const { provenance, whole, batchId, maker, carrier, distributor, handOver, unitOf } = await shipped()
      await expect(handOver(maker, distributor, whole, transfer.ownership))
        .to.emit(provenance, 'TransferAccepted')
        .withArgs(batchId, maker.organisation, distributor.organisation, 4, 0, transfer.ownership, false)
      expect((await unitOf(whole)).isInTransit).to.equal(false)
      await handOver(carrier, distributor, whole, transfer.custody)
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner]).to.deep.equal([distributor.organisation, distributor.organisation])
    })

    it('a carrier passes on to whom the owner offers it, to another carrier, and to nobody else', async () => {
      const world = await shipped()
      const { provenance, whole, maker, carrier, distributor, pharmacy, propose, unitOf, chain, time } = world
      await propose(carrier, distributor, whole, transfer.custody)
      await expect(distributor.provenance.accept(whole, transfer.custody, false))
        .to.be.revertedWithCustomError(provenance, 'NotConsignee')
        .withArgs(distributor.organisation)
      const offer = await world.proposal(distributor, transfer.ownership)
      await maker.provenance.propose(whole, { ...offer, expiresAt: (await time.latest()) + 60 })
      await time.increase(60)
      await expect(distributor.provenance.accept(whole, transfer.custody, false), 'the offer is over')
        .to.be.revertedWithCustomError(provenance, 'NotConsignee')
        .withArgs(distributor.organisation)
      await propose(maker, pharmacy, whole, transfer.ownership)
      await expect(distributor.provenance.accept(whole, transfer.custody, false), 'the offer is another’s')
        .to.be.revertedWithCustomError(provenance, 'NotConsignee')
        .withArgs(distributor.organisation)
      await maker.provenance.cancel(whole, transfer.ownership)
      await propose(maker, distributor, whole, transfer.ownership)
      await distributor.provenance.accept(whole, transfer.custody, false)
      await distributor.provenance.accept(whole, transfer.ownership, false)
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner]).to.deep.equal([distributor.organisation, distributor.organisation])

      const { accreditationRegistry } = chain.contracts
      await accreditationRegistry.accredit(
        pharmacy.account.address,
        pharmacy.organisation,
        roles.carrier,
        farFuture,
      )
      const other = await world.release()
      await world.handOver(maker, carrier, other.whole, transfer.custody)
      await world.handOver(carrier, pharmacy, other.whole, transfer.custody)
      expect((await unitOf(other.whole)).custodian).to.equal(pharmacy.organisation)
    })

    it('are for their holders: a carrier does not sell, an owner does not move what another keeps', async () => {
      const { provenance, whole, maker, carrier, distributor, propose } = await shipped()
      await expect(propose(carrier, distributor, whole, transfer.ownership))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(carrier.account.address, 0x70)
      await expect(propose(maker, distributor, whole, transfer.custody))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(maker.account.address, carrier.organisation)
      await expect(propose(maker, distributor, whole, transfer.both))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(maker.account.address, carrier.organisation)
      await expect(propose(distributor, maker, whole, transfer.ownership))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(distributor.account.address, maker.organisation)
    })

    it('one that keeps and does not own cannot give both', async () => {
      const { provenance, release, maker, distributor, pharmacy, handOver, propose } = state()
      const { whole } = await release()
      await handOver(maker, distributor, whole, transfer.custody)
      await expect(propose(distributor, pharmacy, whole, transfer.both))
        .to.be.revertedWithCustomError(provenance, 'OwnedElsewhere')
        .withArgs(maker.organisation)
    })

    it('a carrier cannot become an owner', async () => {
      const { provenance, release, maker, carrier, propose } = state()
      const { whole } = await release()
      for (const kind of [transfer.both, transfer.ownership]) {
        await propose(maker, carrier, whole, kind)
        await expect(carrier.provenance.accept(whole, kind, false))
          .to.be.revertedWithCustomError(provenance, 'RoleMissing')
          .withArgs(carrier.account.address, 0x70)
        await carrier.provenance.reject(whole, kind)
      }
    })

    it('are open side by side, but not beside both', async () => {
      const { provenance, release, maker, carrier, distributor, pharmacy, propose, time } = state()
      const { batchId, whole } = await release()
      await propose(maker, distributor, whole, transfer.ownership)
      await expect(propose(maker, pharmacy, whole, transfer.ownership)).to.be.revertedWithCustomError(
        provenance,
        'ProposalOpen',
      )
      await expect(propose(maker, pharmacy, whole, transfer.both)).to.be.revertedWithCustomError(
        provenance,
        'ProposalOpen',
      )
      await propose(maker, carrier, whole, transfer.custody)
      await expect(propose(maker, carrier, whole, transfer.custody)).to.be.revertedWithCustomError(
        provenance,
        'ProposalOpen',
      )
      await maker.provenance.cancel(whole, transfer.custody)
      // An offer of both replaces what is over, and ends it.
      await time.increase(8 * day)
      await expect(propose(maker, pharmacy, whole, transfer.both))
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, maker.organisation, 4, 0, transfer.ownership)
      await expect(propose(maker, pharmacy, whole, transfer.ownership)).to.be.revertedWithCustomError(
        provenance,
        'ProposalOpen',
      )
      await time.increase(8 * day)
      await expect(propose(maker, distributor, whole, transfer.ownership))
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, maker.organisation, 4, 0, transfer.both)
      await distributor.provenance.accept(whole, transfer.ownership, false)
      expect((await provenance.unitOf(whole)).owner).to.equal(distributor.organisation)
      expect((await provenance.unitOf(whole)).custodian).to.equal(maker.organisation)
    })

    it('an offer that a hold has stopped makes room for a return', async () => {
      const { provenance, whole, maker, batchId, nonce, carrier, propose } = await shipped()
      await propose(carrier, maker, whole, transfer.custody)
      await maker.provenance.recall(batchId, nonce, 0, 16, reason)
      await propose(carrier, maker, whole, transfer.custody, true)
      await maker.provenance.accept(whole, transfer.custody, true)
      const unit = await provenance.unitOf(whole)
      expect([unit.custodian, unit.lifecycle]).to.deep.equal([maker.organisation, lifecycle.returned])
    })
  })

  describe('what one party could do to another', () => {
    it('attack: an offer that was exchanged for a return is not accepted as a sale', async () => {
      const { provenance, release, maker, distributor, propose } = state()
      const { batchId, whole } = await release()
      await propose(maker, distributor, whole)
      await maker.provenance.cancel(whole, transfer.both)
      await maker.provenance.quarantine(whole, reason)
      await propose(maker, distributor, whole, transfer.both, true)
      await expect(distributor.provenance.accept(whole, transfer.both, false))
        .to.be.revertedWithCustomError(provenance, 'NoProposal')
        .withArgs(batchId, 4, 0, transfer.both)
    })

    it('attack: the owner does not release its own goods while a carrier keeps them', async () => {
      const { provenance, release, maker, distributor, carrier, laboratory, handOver } = state()
      const { whole } = await release()
      await handOver(maker, distributor, whole)
      await handOver(distributor, carrier, whole, transfer.custody)
      await carrier.provenance.quarantine(whole, reason)
      await expect(distributor.provenance.releaseFromQuarantine(whole, reason))
        .to.be.revertedWithCustomError(provenance, 'NotIndependent')
        .withArgs(distributor.organisation)
      await expect(
        laboratory.provenance.releaseFromQuarantine(whole, ZeroHash),
      ).to.be.revertedWithCustomError(provenance, 'ReasonMissing')
      await laboratory.provenance.releaseFromQuarantine(whole, reason)
    })

    it('attack: carriers do not turn goods into returns among themselves', async () => {
      const { release, maker, distributor, carrier, chain, handOver, unitOf } = state()
      const { whole } = await release()
      await handOver(maker, distributor, whole)
      await handOver(distributor, carrier, whole, transfer.custody)
      await chain.contracts.accreditationRegistry.accredit(
        maker.account.address,
        maker.organisation,
        roles.manufacturer | roles.carrier,
        farFuture,
      )
      await handOver(carrier, maker, whole, transfer.custody, true)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.available)
      await handOver(maker, distributor, whole, transfer.custody, true)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.returned)
    })

    it('a pharmacy gets its goods back from a carrier, if the return is refused', async () => {
      const { release, maker, pharmacy, carrier, handOver, unitOf } = state()
      const { whole } = await release()
      await handOver(maker, pharmacy, whole)
      await handOver(pharmacy, carrier, whole, transfer.custody, true)
      await handOver(carrier, pharmacy, whole, transfer.custody, true)
      await pharmacy.provenance.restock(whole, reason)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.available)
    })

    it('a carrier destroys what is illegitimate, and nothing else of another', async () => {
      const { provenance, release, maker, carrier, chain, asContract, handOver, unitOf } = state()
      const { whole } = await release()
      await handOver(maker, carrier, whole, transfer.custody)
      const destroy = () => carrier.provenance.destroy(whole, reason)
      await expect(destroy())
        .to.be.revertedWithCustomError(provenance, 'OwnedElsewhere')
        .withArgs(maker.organisation)
      await (await asContract(chain.addresses.investigations)).putHold(whole, hold.illegitimate, reason)
      await destroy()
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.destroyed)
    })

    it('what cannot be accepted is not in transit, and is told of when it is replaced', async () => {
      const { provenance, release, maker, carrier, propose, unitOf } = state()
      const { batchId, nonce, whole } = await release()
      await propose(maker, carrier, whole, transfer.custody)
      expect((await unitOf(whole)).isInTransit).to.equal(true)
      await maker.provenance.recall(batchId, nonce, 0, 16, reason)
      expect((await unitOf(whole)).isInTransit).to.equal(false)
      await expect(propose(maker, carrier, whole, transfer.custody, true))
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, maker.organisation, 4, 0, transfer.custody)
      expect((await unitOf(whole)).isInTransit).to.equal(true)
    })

    it('attack: a case with a pack that was given out is not put on sale again', async () => {
      const { provenance, release, maker, pharmacy, distributor, handOver, time } = state()
      const { batchId, whole, pack } = await release()
      await handOver(maker, pharmacy, whole)
      await pharmacy.provenance.dispense(pack(whole, 15), ZeroHash)
      const dispensedAt = await time.latest()
      await handOver(pharmacy, distributor, whole, transfer.both, true)
      await expect(distributor.provenance.restock(whole, reason))
        .to.be.revertedWithCustomError(provenance, 'AlreadyDispensed')
        .withArgs(batchId, 15, dispensedAt)
    })

    it('attack: a pharmacy dispenses nothing that it does not own', async () => {
      const { provenance, release, maker, pharmacy, propose, handOver } = state()
      const { whole, pack } = await release()
      await propose(maker, pharmacy, whole, transfer.ownership)
      await handOver(maker, pharmacy, whole, transfer.custody)
      await expect(pharmacy.provenance.dispense(pack(whole, 0), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'OwnedElsewhere')
        .withArgs(maker.organisation)
      await pharmacy.provenance.accept(whole, transfer.ownership, false)
      await pharmacy.provenance.dispense(pack(whole, 0), ZeroHash)
    })

    it('only 4,096 packs are restocked at once', async () => {
      const { provenance, commission, maker } = state()
      const { whole } = await commission()
      await expect(maker.provenance.restock({ ...whole, level: 13 }, reason))
        .to.be.revertedWithCustomError(provenance, 'InvalidLevel')
        .withArgs(13, 12)
    })
  })

  describe('returns', () => {
    it('go back to a maker or a distributor, and are on sale again once restocked', async () => {
      const { provenance, release, maker, pharmacy, otherPharmacy, distributor, handOver, propose, unitOf } =
        state()
      const { batchId, whole } = await release()
      await handOver(maker, pharmacy, whole)
      await propose(pharmacy, otherPharmacy, whole, transfer.both, true)
      await expect(otherPharmacy.provenance.accept(whole, transfer.both, true))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(otherPharmacy.account.address, 0x30)
      await otherPharmacy.provenance.reject(whole, transfer.both)
      await expect(handOver(pharmacy, distributor, whole, transfer.both, true))
        .to.emit(provenance, 'TransferAccepted')
        .withArgs(batchId, pharmacy.organisation, distributor.organisation, 4, 0, transfer.both, true)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.returned)
      await expect(propose(distributor, pharmacy, whole))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.transfer, lifecycle.returned, 0, false)
      await expect(distributor.provenance.restock(whole, reason))
        .to.emit(provenance, 'LifecycleChanged')
        .withArgs(batchId, distributor.organisation, 4, 0, lifecycle.available, reason)
      await handOver(distributor, pharmacy, whole)
    })

    it('are possible under quarantine, by a carrier, and not while suspect', async () => {
      const { release, maker, distributor, carrier, handOver, propose, provenance, chain, asContract } =
        state()
      const { whole } = await release()
      await handOver(maker, distributor, whole)
      await distributor.provenance.quarantine(whole, reason)
      await handOver(distributor, carrier, whole, transfer.custody, true)
      const investigations = await asContract(chain.addresses.investigations)
      await investigations.putHold(whole, hold.suspect, reason)
      await expect(propose(carrier, distributor, whole, transfer.custody, true))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.return, lifecycle.returned, hold.quarantined | hold.suspect, false)
    })
  })

  describe('disaggregate', () => {
    it('makes the parts the units, with the state of the whole', async () => {
      const { provenance, release, maker, distributor, handOver, unitOf } = state()
      const { batchId, whole, part } = await release()
      await handOver(maker, distributor, whole)
      await expect(distributor.provenance.disaggregate(whole, 2))
        .to.emit(provenance, 'Disaggregated')
        .withArgs(batchId, distributor.organisation, 4, 0, 2)
      const unit = await unitOf(whole)
      expect([unit.isDisaggregated, unit.childLevel]).to.deep.equal([true, 2n])
      for (const position of [0, 3]) {
        const { custodian, owner, lifecycle: its, heldSince } = await unitOf(part(2, position))
        expect([custodian, owner, its, heldSince]).to.deep.equal([
          distributor.organisation,
          distributor.organisation,
          lifecycle.available,
          unit.heldSince,
        ])
      }
    })

    it('leaves no other units: neither the whole nor parts of another level or place', async () => {
      const { provenance, release, maker, distributor, propose, unitOf } = state()
      const { batchId, whole, part } = await release()
      const refused = async (action: Promise<unknown>, level: number, position: number) =>
        expect(action).to.be.revertedWithCustomError(provenance, 'NotUnit').withArgs(batchId, level, position)
      await refused(unitOf(part(2, 0)), 2, 0)
      await maker.provenance.disaggregate(whole, 2)
      await refused(propose(maker, distributor, whole), 4, 0)
      await refused(maker.provenance.disaggregate(whole, 1), 4, 0)
      await refused(unitOf(part(1, 0)), 1, 0)
      await refused(unitOf(part(0, 0)), 0, 0)
      await refused(unitOf(part(2, 4)), 2, 4)
      await refused(unitOf({ ...whole, position: 1 }), 4, 1)
      await refused(unitOf({ ...whole, level: 5 }), 5, 0)
      await refused(unitOf(part(2, 0, 3)), 2, 0)
      await refused(unitOf(part(2, 0, 2)), 2, 0)
      await refused(unitOf(part(2, 0, 200)), 2, 0)
      // A part of a part is found through its own parent only.
      await maker.provenance.disaggregate(part(2, 1), 0)
      await refused(unitOf(part(0, 5, 4)), 0, 5)
      await unitOf(part(0, 5, 2))
    })

    it('ends what is proposed of the whole', async () => {
      const { provenance, release, maker, distributor, carrier, propose } = state()
      const { batchId, whole } = await release()
      await propose(maker, distributor, whole, transfer.ownership)
      await propose(maker, carrier, whole, transfer.custody)
      const split = maker.provenance.disaggregate(whole, 0)
      for (const kind of [transfer.ownership, transfer.custody]) {
        await expect(split)
          .to.emit(provenance, 'TransferEnded')
          .withArgs(batchId, maker.organisation, 4, 0, kind)
      }
      await maker.provenance.aggregate(whole)
      await expect(carrier.provenance.accept(whole, transfer.custody, false)).to.be.revertedWithCustomError(
        provenance,
        'NoProposal',
      )
    })

    it('is for the custodian, of what was released, into something smaller', async () => {
      const { provenance, release, commission, maker, distributor } = state()
      const { whole } = await release()
      await expect(distributor.provenance.disaggregate(whole, 2))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(distributor.account.address, maker.organisation)
      await expect(maker.provenance.disaggregate(whole, 4))
        .to.be.revertedWithCustomError(provenance, 'InvalidLevel')
        .withArgs(4, 4)
      const early = await commission()
      await expect(maker.provenance.disaggregate(early.whole, 2))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.disaggregate, lifecycle.commissioned, 0, false)
    })

    it('parts move by themselves, and the others stay', async () => {
      const { release, maker, distributor, pharmacy, handOver, unitOf } = state()
      const { whole, part } = await release()
      await maker.provenance.disaggregate(whole, 2)
      await handOver(maker, distributor, part(2, 1))
      await handOver(maker, pharmacy, part(2, 2))
      const keepers = await Promise.all([0, 1, 2, 3].map(async (at) => (await unitOf(part(2, at))).custodian))
      expect(keepers).to.deep.equal([
        maker.organisation,
        distributor.organisation,
        pharmacy.organisation,
        maker.organisation,
      ])
    })

    it('a part that another owns keeps its owner, and its quarantine the custodian of the time', async () => {
      const { provenance, release, maker, distributor, carrier, laboratory, handOver, unitOf } = state()
      const { whole, part } = await release()
      await handOver(maker, carrier, whole, transfer.custody)
      await carrier.provenance.quarantine(whole, reason)
      await carrier.provenance.disaggregate(whole, 2)
      expect((await unitOf(part(2, 1))).owner).to.equal(maker.organisation)
      await carrier.provenance.disaggregate(part(2, 1), 0)
      const unit = await unitOf(part(0, 4, 2))
      expect([unit.owner, unit.custodian, unit.holds]).to.deep.equal([
        maker.organisation,
        carrier.organisation,
        BigInt(hold.quarantined),
      ])
      await laboratory.provenance.releaseFromQuarantine(part(0, 4, 2), reason)
      expect((await unitOf(part(0, 4, 2))).holds).to.equal(0n)
      expect((await unitOf(part(0, 5, 2))).holds).to.equal(BigInt(hold.quarantined))
      await handOver(maker, distributor, part(0, 4, 2), transfer.ownership)
      expect((await unitOf(part(0, 4, 2))).owner).to.equal(distributor.organisation)
      expect((await unitOf(part(0, 5, 2))).owner).to.equal(maker.organisation)
      expect((await provenance.unitOf(part(2, 0))).owner).to.equal(maker.organisation)
      await laboratory.provenance.releaseFromQuarantine(part(2, 0), reason)
    })
  })

  describe('aggregate', () => {
    it('makes parts that are alike one unit again, of their custodian', async () => {
      const { provenance, release, maker, distributor, handOver, unitOf, time } = state()
      const { batchId, whole, part } = await release()
      await maker.provenance.disaggregate(whole, 3)
      await handOver(maker, distributor, part(3, 0))
      await handOver(maker, distributor, part(3, 1))
      const latest = BigInt(await time.latest())
      await expect(maker.provenance.aggregate(whole))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(maker.account.address, distributor.organisation)
      await expect(distributor.provenance.aggregate(whole))
        .to.emit(provenance, 'Aggregated')
        .withArgs(batchId, distributor.organisation, 4, 0)
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner, unit.isDisaggregated, unit.heldSince]).to.deep.equal([
        distributor.organisation,
        distributor.organisation,
        false,
        latest,
      ])
      const { depth, expiryDay } = await provenance.batchOf(batchId)
      expect([depth, expiryDay > 0n]).to.deep.equal([4n, true])
      await expect(unitOf(part(3, 0))).to.be.revertedWithCustomError(provenance, 'NotUnit')
    })

    it('refuses what is not alike', async () => {
      const { provenance, release, maker, distributor, carrier, handOver, chain, asContract } = state()
      const investigations = await asContract(chain.addresses.investigations)
      const { whole, part } = await release()
      await maker.provenance.disaggregate(whole, 3)
      const differs = async (change: () => Promise<unknown>) => {
        const { restore } = await chain.networkHelpers.takeSnapshot()
        await change()
        await expect(maker.provenance.aggregate(whole)).to.be.revertedWithCustomError(
          provenance,
          'PartDiffers',
        )
        await restore()
      }
      await differs(() => handOver(maker, distributor, part(3, 1)))
      await differs(() => handOver(maker, carrier, part(3, 1), transfer.custody))
      await differs(() => handOver(maker, distributor, part(3, 1), transfer.ownership))
      await differs(() => maker.provenance.destroy(part(3, 1), reason))
      await differs(() => maker.provenance.quarantine(part(3, 1), reason))
      await differs(() => maker.provenance.disaggregate(part(3, 1), 0))
      await differs(() => investigations.putHold(part(3, 1), hold.illegitimate, reason))
      await differs(async () => {
        await handOver(maker, distributor, part(3, 0), transfer.ownership)
        await handOver(maker, carrier, part(3, 1), transfer.custody)
      })
      await maker.provenance.aggregate(whole)
    })

    it('refuses what is suspect, destroyed or not disaggregated', async () => {
      const { provenance, release, maker, chain, asContract } = state()
      const investigations = await asContract(chain.addresses.investigations)
      const { batchId, whole, part } = await release()
      await expect(maker.provenance.aggregate(whole))
        .to.be.revertedWithCustomError(provenance, 'NotUnit')
        .withArgs(batchId, 4, 0)
      await investigations.putHold(whole, hold.suspect, reason)
      await maker.provenance.disaggregate(whole, 3)
      await expect(maker.provenance.aggregate(whole))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.aggregate, lifecycle.available, hold.suspect, false)
      for (const position of [0, 1]) {
        await investigations.liftHold(part(3, position), hold.suspect, reason)
        await maker.provenance.destroy(part(3, position), reason)
      }
      await expect(maker.provenance.aggregate(whole))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.aggregate, lifecycle.destroyed, 0, false)
    })

    it('forgets the parts: nothing of them comes back at the next disaggregation', async () => {
      const { provenance, release, maker, distributor, carrier, handOver, propose, unitOf } = state()
      const { batchId, whole, part } = await release()
      await maker.provenance.disaggregate(whole, 3)
      for (const position of [0, 1]) await handOver(maker, distributor, part(3, position))
      await propose(distributor, maker, part(3, 0))
      await propose(distributor, maker, part(3, 1), transfer.ownership)
      const joined = distributor.provenance.aggregate(whole)
      await expect(joined)
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, distributor.organisation, 3, 0, transfer.both)
      await expect(joined)
        .to.emit(provenance, 'TransferEnded')
        .withArgs(batchId, distributor.organisation, 3, 1, transfer.ownership)
      await handOver(distributor, carrier, whole, transfer.custody)
      await carrier.provenance.disaggregate(whole, 3)
      const unit = await unitOf(part(3, 0))
      expect([unit.custodian, unit.owner, unit.isInTransit]).to.deep.equal([
        carrier.organisation,
        distributor.organisation,
        false,
      ])
      for (const [position, kind] of [
        [0, transfer.both],
        [1, transfer.ownership],
      ] as const) {
        await expect(maker.provenance.accept(part(3, position), kind, false)).to.be.revertedWithCustomError(
          provenance,
          'NoProposal',
        )
      }
    })

    it('keeps an owner elsewhere and a quarantine with its custodian of the time', async () => {
      const world = state()
      const { provenance, release, maker, distributor, carrier, handOver, quality, unitOf } = world
      const { whole, part } = await release()
      await handOver(maker, carrier, whole, transfer.custody)
      await carrier.provenance.disaggregate(whole, 3)
      for (const position of [0, 1]) await carrier.provenance.quarantine(part(3, position), reason)
      for (const position of [0, 1]) {
        await handOver(carrier, maker, part(3, position), transfer.custody, true)
      }
      await maker.provenance.aggregate(whole)
      const unit = await unitOf(whole)
      expect([unit.custodian, unit.owner, unit.holds]).to.deep.equal([
        maker.organisation,
        maker.organisation,
        BigInt(hold.quarantined),
      ])
      await expect(quality.provenance.releaseFromQuarantine(whole, reason), 'keeps it now')
        .to.be.revertedWithCustomError(provenance, 'NotIndependent')
        .withArgs(maker.organisation)
      await world.chain.contracts.accreditationRegistry.accredit(
        carrier.account.address,
        carrier.organisation,
        roles.qualityAssurance,
        farFuture,
      )
      await expect(carrier.provenance.releaseFromQuarantine(whole, reason), 'kept it then')
        .to.be.revertedWithCustomError(provenance, 'NotIndependent')
        .withArgs(carrier.organisation)
      await distributor.provenance.releaseFromQuarantine(whole, reason)
      expect((await unitOf(whole)).holds).to.equal(0n)
    })

    it('of parts in quarantine since other times with other custodians is refused', async () => {
      const { provenance, release, maker, carrier, handOver } = state()
      const { whole, part } = await release()
      await maker.provenance.disaggregate(whole, 3)
      await maker.provenance.quarantine(part(3, 0), reason)
      await handOver(maker, carrier, part(3, 0), transfer.custody, true)
      await handOver(maker, carrier, part(3, 1), transfer.custody, true)
      await carrier.provenance.quarantine(part(3, 1), reason)
      await expect(carrier.provenance.aggregate(whole))
        .to.be.revertedWithCustomError(provenance, 'PartDiffers')
        .withArgs(1)
    })

    it('takes at most 256 parts', async () => {
      const { provenance, maker, quality, today } = state()
      const nonce = 99n
      await maker.provenance.commission(id('root'), 9, (await today()) + 9, nonce)
      const batchId = await provenance.batchIdOf(maker.organisation, nonce)
      await quality.provenance.release(batchId, nonce)
      const whole = { batchId, level: 9, position: 0, parentLevel: 9 }
      await expect(maker.provenance.disaggregate(whole, 0))
        .to.be.revertedWithCustomError(provenance, 'InvalidLevel')
        .withArgs(9, 0)
      await maker.provenance.disaggregate(whole, 1)
    })
  })

  describe('the end of a unit', () => {
    const ends = [
      { method: 'destroy', its: lifecycle.destroyed, act: act.destroy },
      { method: 'takeSample', its: lifecycle.sampled, act: act.takeSample },
      { method: 'reportStolen', its: lifecycle.stolen, act: act.reportStolen },
    ] as const

    for (const { method, its, act: number } of ends) {
      it(`${method} is said by the holder, is final and ends what is proposed`, async () => {
        const { provenance, release, maker, distributor, propose, unitOf } = state()
        const { batchId, whole } = await release()
        await propose(maker, distributor, whole)
        await expect(distributor.provenance[method](whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotEntitled')
          .withArgs(distributor.account.address, maker.organisation)
        const end = maker.provenance[method](whole, reason)
        await expect(end)
          .to.emit(provenance, 'LifecycleChanged')
          .withArgs(batchId, maker.organisation, 4, 0, its, reason)
        await expect(end)
          .to.emit(provenance, 'TransferEnded')
          .withArgs(batchId, maker.organisation, 4, 0, transfer.both)
        const unit = await unitOf(whole)
        expect([unit.lifecycle, unit.isInTransit]).to.deep.equal([its, false])
        await expect(maker.provenance[method](whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotAllowed')
          .withArgs(number, its, 0, false)
        await expect(maker.provenance.restock(whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotAllowed')
          .withArgs(act.restock, its, 0, false)
        await expect(maker.provenance.quarantine(whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotAllowed')
          .withArgs(act.hold, its, 0, false)
      })
    }

    it('is not for one that keeps what another owns, but the owner can say that it was stolen', async () => {
      const { provenance, release, maker, distributor, handOver, unitOf } = state()
      const { whole } = await release()
      await handOver(maker, distributor, whole, transfer.custody)
      for (const method of ['destroy', 'takeSample', 'restock'] as const) {
        await expect(distributor.provenance[method](whole, reason))
          .to.be.revertedWithCustomError(provenance, 'OwnedElsewhere')
          .withArgs(maker.organisation)
        await expect(maker.provenance[method](whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotEntitled')
          .withArgs(maker.account.address, distributor.organisation)
      }
      await maker.provenance.reportStolen(whole, reason)
      expect((await unitOf(whole)).lifecycle).to.equal(lifecycle.stolen)
    })

    it('of a part leaves the others', async () => {
      const { release, maker, handOver, carrier, unitOf } = state()
      const { whole, part } = await release()
      await handOver(maker, carrier, whole, transfer.custody)
      await carrier.provenance.disaggregate(whole, 2)
      await carrier.provenance.reportStolen(part(2, 3), reason)
      const stolen = await unitOf(part(2, 3))
      expect([stolen.lifecycle, stolen.owner]).to.deep.equal([lifecycle.stolen, maker.organisation])
      expect((await unitOf(part(2, 2))).lifecycle).to.equal(lifecycle.available)
    })
  })

  describe('holds', () => {
    it('a quarantine is put by who keeps or owns, and stops a forward transfer', async () => {
      const { provenance, release, maker, carrier, distributor, laboratory, quality, handOver, propose } =
        state()
      const { batchId, whole } = await release()
      await handOver(maker, carrier, whole, transfer.custody)
      for (const { account, provenance: theirs } of [distributor, laboratory]) {
        await expect(theirs.quarantine(whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotEntitled')
          .withArgs(account.address, carrier.organisation)
      }
      await propose(carrier, maker, whole, transfer.custody)
      await propose(maker, distributor, whole, transfer.ownership)
      const put = quality.provenance.quarantine(whole, reason)
      await expect(put)
        .to.emit(provenance, 'HoldPut')
        .withArgs(batchId, maker.organisation, 4, 0, hold.quarantined, reason)
      for (const kind of [transfer.custody, transfer.ownership]) {
        await expect(put)
          .to.emit(provenance, 'TransferEnded')
          .withArgs(batchId, maker.organisation, 4, 0, kind)
      }
      await expect(propose(carrier, maker, whole, transfer.custody))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.transfer, lifecycle.available, hold.quarantined, false)
      await expect(carrier.provenance.quarantine(whole, reason), 'again').to.not.emit(provenance, 'HoldPut')
    })

    it('a return stays open under a quarantine', async () => {
      const { release, maker, distributor, carrier, handOver, propose, provenance } = state()
      const { whole } = await release()
      await handOver(maker, distributor, whole)
      await propose(distributor, carrier, whole, transfer.custody, true)
      await propose(distributor, maker, whole, transfer.ownership, true)
      await expect(distributor.provenance.quarantine(whole, reason)).to.not.emit(provenance, 'TransferEnded')
      await carrier.provenance.accept(whole, transfer.custody, true)
      await maker.provenance.accept(whole, transfer.ownership, true)
    })

    it('a quarantine is lifted by independent quality assurance, with a reason', async () => {
      const { provenance, release, maker, quality, laboratory, distributor, handOver, unitOf } = state()
      const { batchId, whole } = await release()
      await expect(laboratory.provenance.releaseFromQuarantine(whole, reason))
        .to.be.revertedWithCustomError(provenance, 'HoldMissing')
        .withArgs(hold.quarantined)
      await handOver(maker, distributor, whole)
      await distributor.provenance.quarantine(whole, reason)
      await expect(distributor.provenance.releaseFromQuarantine(whole, reason))
        .to.be.revertedWithCustomError(provenance, 'NotIndependent')
        .withArgs(distributor.organisation)
      await expect(maker.provenance.releaseFromQuarantine(whole, reason))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(maker.account.address, roles.qualityAssurance)
      // Passing it on does not make the one that kept it at the time independent.
      await handOver(distributor, maker, whole, transfer.both, true)
      for (const { organisation, provenance: theirs } of [distributor, quality]) {
        await expect(theirs.releaseFromQuarantine(whole, reason))
          .to.be.revertedWithCustomError(provenance, 'NotIndependent')
          .withArgs(organisation)
      }
      await expect(laboratory.provenance.releaseFromQuarantine(whole, id('examined')))
        .to.emit(provenance, 'HoldLifted')
        .withArgs(batchId, laboratory.organisation, 4, 0, hold.quarantined, id('examined'))
      expect((await unitOf(whole)).holds).to.equal(0n)
      await maker.provenance.quarantine(whole, reason)
      await distributor.provenance.releaseFromQuarantine(whole, reason)
    })

    it('lifting one never lifts another', async () => {
      const { release, maker, laboratory, chain, asContract, unitOf } = state()
      const investigations = await asContract(chain.addresses.investigations)
      const coldChain = await asContract(chain.addresses.coldChain)
      const { batchId, nonce, whole } = await release()
      await coldChain.putHold(whole, hold.quarantined, reason)
      await investigations.putHold(whole, hold.suspect, reason)
      await investigations.putHold(whole, hold.illegitimate, reason)
      await maker.provenance.recall(batchId, nonce, 0, 16, reason)
      const holds = async () => (await unitOf(whole)).holds
      expect(await holds()).to.equal(15n)
      await laboratory.provenance.releaseFromQuarantine(whole, reason)
      expect(await holds()).to.equal(14n)
      await investigations.liftHold(whole, hold.suspect, reason)
      expect(await holds()).to.equal(12n)
    })

    it('are put by contracts, each its own, and the final ones are never lifted', async () => {
      const { provenance, release, maker, chain, asContract } = state()
      const { batchId, whole } = await release()
      const investigations = await asContract(chain.addresses.investigations)
      const coldChain = await asContract(chain.addresses.coldChain)
      const refused = (action: Promise<unknown>, caller: string) =>
        expect(action).to.be.revertedWithCustomError(provenance, 'NotTrusted').withArgs(caller)
      for (const kind of [hold.quarantined, hold.suspect, hold.illegitimate, hold.recalled, 16, 0]) {
        await refused(maker.provenance.putHold(whole, kind, reason), maker.account.address)
        await refused(maker.provenance.liftHold(whole, kind, reason), maker.account.address)
        await refused(coldChain.liftHold(whole, kind, reason), chain.addresses.coldChain)
        if (kind !== hold.suspect) {
          await refused(investigations.liftHold(whole, kind, reason), chain.addresses.investigations)
        }
        if (kind !== hold.quarantined) {
          await refused(coldChain.putHold(whole, kind, reason), chain.addresses.coldChain)
        }
        if (kind !== hold.suspect && kind !== hold.illegitimate) {
          await refused(investigations.putHold(whole, kind, reason), chain.addresses.investigations)
        }
      }
      await expect(investigations.liftHold(whole, hold.suspect, reason))
        .to.be.revertedWithCustomError(provenance, 'HoldMissing')
        .withArgs(hold.suspect)
      await expect(coldChain.putHold(whole, hold.quarantined, reason))
        .to.emit(provenance, 'HoldPut')
        .withArgs(batchId, chain.addresses.coldChain, 4, 0, hold.quarantined, reason)
    })

    it('of a disaggregated unit reach the parts that were not touched since', async () => {
      const { release, maker, distributor, quality, laboratory, handOver, unitOf } = state()
      const { whole, part } = await release()
      await maker.provenance.disaggregate(whole, 2)
      await handOver(maker, distributor, part(2, 0))
      await quality.provenance.quarantine(whole, reason)
      const holds = () => Promise.all([0, 1].map(async (at) => (await unitOf(part(2, at))).holds))
      expect(await holds()).to.deep.equal([0n, 1n])
      await laboratory.provenance.releaseFromQuarantine(whole, reason)
      expect(await holds()).to.deep.equal([0n, 0n])
    })
  })

  describe('reading', () => {
    it('refuses batches that do not exist', async () => {
      const { provenance, unitOf } = state()
      const none = id('none')
      for (const ask of [
        () => provenance.batchOf(none),
        () => provenance.recallsOf(none),
        () => unitOf({ batchId: none, level: 0, position: 0, parentLevel: 0 }),
      ]) {
        await expect(ask()).to.be.revertedWithCustomError(provenance, 'UnknownBatch').withArgs(none)
      }
    })
  })
})
