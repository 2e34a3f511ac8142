import { expect } from 'chai'
import { id, ZeroHash } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { roles } from '../helpers/terms.ts'
import { act, day, hold, lifecycle, prepareMedicines, reason, transfer } from './support/drugTrade.ts'
import { freshState } from './support/freshState.ts'

const prescription = id('prescription')

describe('PackRegistry', () => {
  /** A pharmacy that keeps and owns a batch of 13 packs, in a tree of depth 4. */
  const state = freshState(async () => {
    const world = await prepareMedicines(await connectChain())
    const batch = await world.release(13)
    await world.handOver(world.maker, world.pharmacy, batch.whole)
    return { ...world, ...batch }
  })

  describe('dispense', () => {
    it('marks the pack with the second, and no other pack', async () => {
      const { provenance, pharmacy, batchId, whole, pack, time } = state()
      await expect(pharmacy.provenance.dispense(pack(whole, 9), ZeroHash))
        .to.emit(provenance, 'PackDispensed')
        .withArgs(batchId, pharmacy.organisation, 9, ZeroHash)
      const now = BigInt(await time.latest())
      const marks = await Promise.all(
        Array.from({ length: 16 }, (_, index) => provenance.dispensedAtOf(batchId, index)),
      )
      expect(marks).to.deep.equal(Array.from({ length: 16 }, (_, index) => (index === 9 ? now : 0n)))
      await pharmacy.provenance.dispense(pack(whole, 8), ZeroHash)
      expect(await provenance.dispensedAtOf(batchId, 9), 'the other of the word stays').to.equal(now)
    })

    it('happens once', async () => {
      const { provenance, pharmacy, batchId, whole, pack, time } = state()
      await pharmacy.provenance.dispense(pack(whole, 3), ZeroHash)
      const dispensedAt = await time.latest()
      await expect(pharmacy.provenance.dispense(pack(whole, 3), prescription))
        .to.be.revertedWithCustomError(provenance, 'AlreadyDispensed')
        .withArgs(batchId, 3, dispensedAt)
      expect(await provenance.isFilled(prescription)).to.equal(false)
    })

    it('is for a dispenser that keeps the unit', async () => {
      const { provenance, pharmacy, otherPharmacy, maker, chain, whole, pack } = state()
      await expect(otherPharmacy.provenance.dispense(pack(whole, 0), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(otherPharmacy.account.address, pharmacy.organisation)
      for (const account of [maker.account, chain.accounts.stranger]) {
        await expect(provenance.connect(account).dispense(pack(whole, 0), ZeroHash))
          .to.be.revertedWithCustomError(provenance, 'RoleMissing')
          .withArgs(account.address, roles.dispenser)
      }
      await chain.contracts.accreditationRegistry.withdraw(pharmacy.account.address)
      await expect(pharmacy.provenance.dispense(pack(whole, 0), ZeroHash)).to.be.revertedWithCustomError(
        provenance,
        'RoleMissing',
      )
    })

    it('is not for a distributor that is the custodian', async () => {
      const { provenance, release, maker, distributor, handOver } = state()
      const other = await release()
      await handOver(maker, distributor, other.whole)
      await expect(distributor.provenance.dispense(other.pack(other.whole, 0), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'RoleMissing')
        .withArgs(distributor.account.address, roles.dispenser)
    })

    it('refuses a pack that is not of the batch, at its index, in full', async () => {
      const { provenance, pharmacy, release, batchId, whole, pack, tree, bodies } = state()
      const true_ = pack(whole, 5)
      const other = await release()
      const attacks = {
        'another body': { ...true_, body: id('cloned') },
        'the body of another index': { ...true_, body: String(bodies[6]) },
        'another index': { ...pack(whole, 6), body: true_.body, proof: true_.proof },
        'a short proof': { ...true_, proof: true_.proof.slice(1) },
        'a long proof': { ...true_, proof: [...true_.proof, ZeroHash] },
        'no proof': { ...true_, proof: [] },
        'a padding leaf': { ...true_, index: 14, body: ZeroHash, proof: tree.proof(5) },
        'a node that nobody anchored': pack(whole, 5, 2),
        'a level above the root': { ...true_, proofLevel: 5, proof: [...true_.proof, ZeroHash] },
        'the highest level': { ...true_, proofLevel: 255, proof: Array(255).fill(ZeroHash) },
        'a pack of another batch': { ...other.pack(other.whole, 5), unit: whole },
      }
      for (const [name, attack] of Object.entries(attacks)) {
        expect(await provenance.isPack(attack), name).to.equal(false)
        await expect(pharmacy.provenance.dispense(attack, ZeroHash), name)
          .to.be.revertedWithCustomError(provenance, 'InvalidPack')
          .withArgs(batchId, attack.index)
      }
      expect(await provenance.isPack(true_)).to.equal(true)
      expect(await provenance.isPack({ ...true_, index: 16 + 5 }), 'beyond the tree').to.equal(false)
    })

    it('is out of the unit that the pack lies in', async () => {
      const { provenance, pharmacy, whole, part, pack } = state()
      await pharmacy.provenance.disaggregate(whole, 2)
      await expect(pharmacy.provenance.dispense(pack(part(2, 0), 4), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotInUnit')
        .withArgs(4)
      await expect(pharmacy.provenance.dispense(pack(whole, 4), ZeroHash)).to.be.revertedWithCustomError(
        provenance,
        'NotUnit',
      )
      await expect(
        pharmacy.provenance.dispense(pack(part(1, 2, 4), 4), ZeroHash),
      ).to.be.revertedWithCustomError(provenance, 'NotUnit')
      await pharmacy.provenance.dispense(pack(part(2, 1), 4), ZeroHash)
    })

    it('refuses what expired, is held, came back or was never released', async () => {
      const world = state()
      const { provenance, pharmacy, maker, distributor, chain, asContract, handOver, commission, time } =
        world
      const { batchId, nonce, whole, part, pack } = world
      const refused = (at: typeof whole, index: number, ...args: unknown[]) =>
        expect(pharmacy.provenance.dispense(pack(at, index), ZeroHash))
          .to.be.revertedWithCustomError(provenance, 'NotAllowed')
          .withArgs(act.dispense, ...args)
      const investigations = await asContract(chain.addresses.investigations)
      await pharmacy.provenance.disaggregate(whole, 2)
      await pharmacy.provenance.quarantine(part(2, 0), reason)
      await refused(part(2, 0), 0, lifecycle.available, hold.quarantined, false)
      await investigations.putHold(part(2, 1), hold.suspect, reason)
      await refused(part(2, 1), 4, lifecycle.available, hold.suspect, false)
      await investigations.putHold(part(2, 1), hold.illegitimate, reason)
      await refused(part(2, 1), 4, lifecycle.available, hold.suspect | hold.illegitimate, false)
      await maker.provenance.recall(batchId, nonce, 8, 9, reason)
      await refused(part(2, 2), 8, lifecycle.available, hold.recalled, false)
      // The rest of a case of which one pack is recalled can be dispensed, though the case cannot move on.
      await pharmacy.provenance.dispense(pack(part(2, 2), 9), ZeroHash)
      await handOver(pharmacy, distributor, part(2, 3), transfer.both, true)
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await maker.provenance.recall(batchId, nonce, 0, 16, reason)
      await refused(part(2, 2), 10, lifecycle.available, hold.recalled, false)
      await restore()
      await time.increase(366 * day)
      await refused(part(2, 2), 10, lifecycle.available, 0, true)
      const early = await commission()
      await expect(pharmacy.provenance.dispense(early.pack(early.whole, 0), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(pharmacy.account.address, maker.organisation)
    })

    it('goes on until the end of the last day', async () => {
      const { provenance, pharmacy, batchId, whole, pack, time } = state()
      const { expiryDay } = await provenance.batchOf(batchId)
      await time.setNextBlockTimestamp((Number(expiryDay) + 1) * day - 1)
      await pharmacy.provenance.dispense(pack(whole, 0), ZeroHash)
      await time.increaseTo((Number(expiryDay) + 1) * day)
      await expect(pharmacy.provenance.dispense(pack(whole, 1), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.dispense, lifecycle.available, 0, true)
    })

    it('out of a case is the same wherever the case came from', async () => {
      const { provenance, maker, pharmacy, otherPharmacy, distributor, release, handOver } = state()
      const { batchId, whole, part, pack } = await release()
      await handOver(maker, distributor, whole)
      await distributor.provenance.disaggregate(whole, 2)
      await handOver(distributor, pharmacy, part(2, 0))
      await handOver(distributor, otherPharmacy, part(2, 1))
      await expect(pharmacy.provenance.dispense(pack(part(2, 1), 4), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(pharmacy.account.address, otherPharmacy.organisation)
      await pharmacy.provenance.dispense(pack(part(2, 0), 3), ZeroHash)
      await otherPharmacy.provenance.dispense(pack(part(2, 1), 4), ZeroHash)
      expect(await provenance.dispensedAtOf(batchId, 3)).to.not.equal(0n)
    })
  })

  describe('a prescription', () => {
    it('is filled once, in any batch', async () => {
      const { provenance, pharmacy, maker, otherPharmacy, release, handOver, whole, pack } = state()
      await pharmacy.provenance.dispense(pack(whole, 0), prescription)
      expect(await provenance.isFilled(prescription)).to.equal(true)
      await expect(pharmacy.provenance.dispense(pack(whole, 1), prescription))
        .to.be.revertedWithCustomError(provenance, 'PrescriptionFilled')
        .withArgs(prescription)
      const other = await release()
      await handOver(maker, otherPharmacy, other.whole)
      await expect(otherPharmacy.provenance.dispense(other.pack(other.whole, 0), prescription))
        .to.be.revertedWithCustomError(provenance, 'PrescriptionFilled')
        .withArgs(prescription)
      await pharmacy.provenance.dispense(pack(whole, 1), ZeroHash)
      await pharmacy.provenance.dispense(pack(whole, 2), ZeroHash)
      expect(await provenance.isFilled(ZeroHash), 'none is none').to.equal(false)
    })

    it('can be filled again after its own dispensing was undone', async () => {
      const { provenance, pharmacy, whole, pack } = state()
      await pharmacy.provenance.dispense(pack(whole, 0), prescription)
      await pharmacy.provenance.dispense(pack(whole, 1), ZeroHash)
      await expect(pharmacy.provenance.undoDispense(whole, 1, prescription))
        .to.be.revertedWithCustomError(provenance, 'PrescriptionMismatch')
        .withArgs(prescription)
      await expect(pharmacy.provenance.undoDispense(whole, 0, id('another')))
        .to.be.revertedWithCustomError(provenance, 'PrescriptionMismatch')
        .withArgs(id('another'))
      await pharmacy.provenance.undoDispense(whole, 0, prescription)
      expect(await provenance.isFilled(prescription)).to.equal(false)
      await pharmacy.provenance.dispense(pack(whole, 2), prescription)
    })
  })

  describe('undoDispense', () => {
    it('takes a pack back within the window', async () => {
      const { provenance, pharmacy, batchId, whole, pack, time } = state()
      await pharmacy.provenance.dispense(pack(whole, 7), ZeroHash)
      await time.setNextBlockTimestamp((await time.latest()) + 10 * day - 1)
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.emit(provenance, 'DispenseUndone')
        .withArgs(batchId, pharmacy.organisation, 7, false)
      expect(await provenance.dispensedAtOf(batchId, 7)).to.equal(0n)
      await pharmacy.provenance.dispense(pack(whole, 7), ZeroHash)
    })

    it('is over when the window is', async () => {
      const { provenance, pharmacy, batchId, whole, pack, time } = state()
      await pharmacy.provenance.dispense(pack(whole, 7), ZeroHash)
      const end = (await time.latest()) + 10 * day
      await time.increaseTo(end - 1)
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'UndoOver')
        .withArgs(batchId, 7, end)
    })

    it('is for the dispenser that kept the unit all the while', async () => {
      const { provenance, pharmacy, otherPharmacy, distributor, handOver } = state()
      const { batchId, whole, pack } = state()
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotDispensed')
        .withArgs(batchId, 7)
      await pharmacy.provenance.dispense(pack(whole, 7), ZeroHash)
      await expect(otherPharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotEntitled')
        .withArgs(otherPharmacy.account.address, pharmacy.organisation)
      await expect(distributor.provenance.undoDispense(whole, 7, ZeroHash)).to.be.revertedWithCustomError(
        provenance,
        'RoleMissing',
      )
      await expect(pharmacy.provenance.undoDispense(whole, 16, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotInUnit')
        .withArgs(16)
      // Whoever has it later is not who dispensed, even if it is the same again.
      await handOver(pharmacy, otherPharmacy, whole)
      await expect(otherPharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'UndoOver')
        .withArgs(batchId, 7, 0)
      await handOver(otherPharmacy, pharmacy, whole)
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'UndoOver')
        .withArgs(batchId, 7, 0)
    })

    it('after a unit was split finds the pack in its part', async () => {
      const { provenance, pharmacy, batchId, whole, part, pack } = state()
      await pharmacy.provenance.dispense(pack(whole, 7), ZeroHash)
      await pharmacy.provenance.disaggregate(whole, 2)
      await pharmacy.provenance.undoDispense(part(2, 1), 7, ZeroHash)
      expect(await provenance.dispensedAtOf(batchId, 7)).to.equal(0n)
    })

    it('under a hold the pack is quarantined for good, in a case or by itself', async () => {
      const { provenance, pharmacy, maker, laboratory, distributor, handOver, propose, unitOf } = state()
      const { batchId, nonce, whole, part, pack } = state()
      for (const index of [7, 8]) await pharmacy.provenance.dispense(pack(whole, index), ZeroHash)
      await maker.provenance.recall(batchId, nonce, 7, 8, reason)
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.emit(provenance, 'DispenseUndone')
        .withArgs(batchId, pharmacy.organisation, 7, true)
      await expect(pharmacy.provenance.undoDispense(whole, 8, ZeroHash), 'not recalled')
        .to.emit(provenance, 'DispenseUndone')
        .withArgs(batchId, pharmacy.organisation, 8, false)
      expect(await provenance.dispensedAtOf(batchId, 7)).to.equal(1n)
      await expect(pharmacy.provenance.undoDispense(whole, 7, ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'NotDispensed')
        .withArgs(batchId, 7)

      await pharmacy.provenance.dispense(pack(whole, 9), ZeroHash)
      await pharmacy.provenance.quarantine(whole, reason)
      await pharmacy.provenance.undoDispense(whole, 9, ZeroHash)
      await laboratory.provenance.releaseFromQuarantine(whole, reason)
      await expect(pharmacy.provenance.dispense(pack(whole, 9), ZeroHash))
        .to.be.revertedWithCustomError(provenance, 'AlreadyDispensed')
        .withArgs(batchId, 9, 1)
      await pharmacy.provenance.disaggregate(whole, 0)
      const single = part(0, 9)
      expect((await unitOf(single)).holds).to.equal(BigInt(hold.quarantined))
      await expect(laboratory.provenance.releaseFromQuarantine(single, reason))
        .to.be.revertedWithCustomError(provenance, 'HoldMissing')
        .withArgs(hold.quarantined)
      await expect(propose(pharmacy, maker, single))
        .to.be.revertedWithCustomError(provenance, 'NotAllowed')
        .withArgs(act.transfer, lifecycle.available, hold.quarantined, false)
      await handOver(pharmacy, distributor, single, transfer.both, true)
      await distributor.provenance.destroy(single, reason)
    })
  })

  describe('a single pack that was dispensed', () => {
    it('moves no more, by any way, until it is taken back', async () => {
      const { provenance, pharmacy, maker, distributor, proposal, propose, time } = state()
      const { batchId, whole, part, pack } = state()
      await pharmacy.provenance.disaggregate(whole, 0)
      const single = part(0, 5)
      await propose(pharmacy, distributor, single, transfer.both, true)
      await pharmacy.provenance.dispense(pack(single, 5), ZeroHash)
      const dispensedAt = await time.latest()
      const refused = (action: Promise<unknown>) =>
        expect(action)
          .to.be.revertedWithCustomError(provenance, 'AlreadyDispensed')
          .withArgs(batchId, 5, dispensedAt)
      await refused(distributor.provenance.accept(single, transfer.both, true))
      await pharmacy.provenance.cancel(single, transfer.both)
      for (const isReturn of [true, false]) {
        await refused(pharmacy.provenance.propose(single, await proposal(maker, transfer.both, isReturn)))
      }
      await refused(pharmacy.provenance.destroy(single, reason))
      await refused(pharmacy.provenance.takeSample(single, reason))
      await refused(pharmacy.provenance.reportStolen(single, reason))
      await pharmacy.provenance.undoDispense(single, 5, ZeroHash)
      await propose(pharmacy, distributor, single, transfer.both, true)
    })
  })

  describe('anchorNode', () => {
    it('stores the root of a subtree, by anyone, and proofs get shorter', async () => {
      const { provenance, chain, pharmacy, batchId, whole, pack, tree } = state()
      const node = tree.proof(8)[3]
      const stranger = provenance.connect(chain.accounts.stranger)
      const sibling = tree.proof(0)[3]
      expect(node).to.not.equal(sibling)
      // Node 0 of level 3 is the sibling that a pack of the other half has.
      await expect(stranger.anchorNode(batchId, 3, 0, String(node), [String(sibling)]))
        .to.emit(provenance, 'NodeAnchored')
        .withArgs(batchId, 3, 0, node)
      expect(await provenance.isPack(pack(whole, 5, 3))).to.equal(true)
      expect(await provenance.isPack(pack(whole, 9, 3)), 'of the other half').to.equal(false)
      await pharmacy.provenance.dispense(pack(whole, 5, 3), ZeroHash)
      await pharmacy.provenance.dispense(pack(whole, 6), ZeroHash)
    })

    it('refuses a node that the batch does not have there', async () => {
      const { provenance, batchId, tree } = state()
      const [node, sibling] = [String(tree.proof(8)[3]), String(tree.proof(0)[3])]
      const refused = (level: number, position: number, hash: string, proof: string[]) =>
        expect(provenance.anchorNode(batchId, level, position, hash, proof))
          .to.be.revertedWithCustomError(provenance, 'InvalidNode')
          .withArgs(batchId, level, position)
      await refused(3, 1, node, [sibling])
      await refused(3, 2, node, [sibling])
      await refused(3, 0, id('noise'), [sibling])
      await refused(3, 0, node, [])
      await refused(2, 0, node, [sibling])
      await refused(5, 0, node, [sibling])
      await refused(255, 0, node, [])
      await expect(provenance.anchorNode(id('none'), 3, 0, node, [sibling]))
        .to.be.revertedWithCustomError(provenance, 'UnknownBatch')
        .withArgs(id('none'))
    })
  })

  describe('a batch of one pack', () => {
    it('is a unit of level 0 that is dispensed by its root', async () => {
      const { provenance, maker, pharmacy, release, handOver } = state()
      const { batchId, whole, pack } = await release(1)
      await handOver(maker, pharmacy, whole)
      await pharmacy.provenance.dispense(pack(whole, 0), ZeroHash)
      expect(await provenance.dispensedAtOf(batchId, 0)).to.not.equal(0n)
    })
  })
})
