import { expect } from 'chai'
import { AbiCoder, id, keccak256, ZeroHash } from 'ethers'
import {
  buildPositionalTree,
  type LeafContext,
  merkleLeaf,
  verifyPositionalProof,
} from '../../sdk/merkle/positionalMerkle.ts'
import { connectChain } from '../helpers/chain.ts'
import {
  accreditEveryone,
  anchorRecord,
  farFuture,
  organisations,
  type RecordRef,
  randomHash,
  recordRef,
  treeOf,
} from '../helpers/scenario.ts'
import { category, roles } from '../helpers/terms.ts'
import { freshState } from './support/freshState.ts'

const status = { unknown: 0n, active: 1n, enteredInError: 2n, erased: 3n } as const

describe('RecordRegistry', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    await accreditEveryone(chain)
    const registry = chain.contracts.recordRegistry
    const { patient, hospital } = chain.accounts
    await registry.connect(patient).enrol(patient.address, organisations.hospital)
    const custodian = registry.connect(hospital)
    const idOf = (ref: RecordRef) =>
      registry.recordIdOf(ref.custodianOrg, ref.patient, ref.category, ref.commitment)
    const context: LeafContext = {
      type: id('salus.record.batch.v1'),
      chainId: chain.chainId,
      contract: await registry.getAddress(),
      tree: treeOf(organisations.hospital),
    }
    /** Refs to `size` records of the patient in one batch that the hospital anchors. */
    const anchorBatch = async (size: number, change: Partial<RecordRef> = {}, within = context) => {
      const refs = Array.from({ length: size }, () => recordRef(patient.address, change))
      const ids = await Promise.all(refs.map(idOf))
      const tree = buildPositionalTree(within, ids)
      await custodian.anchorBatch(tree.root, size)
      const placed = refs.map((ref, index) => ({ ...ref, root: tree.root, index, proof: tree.proof(index) }))
      const at = (index: number): RecordRef => placed[index] ?? expect.fail(`no record ${index}`)
      return { tree, ids, at, placed }
    }
    return { chain, registry, custodian, patient: patient.address, idOf, context, anchorBatch }
  })

  describe('enrol', () => {
    it('is for the controller alone', async () => {
      const { chain, registry } = state()
      const { otherPatient, hospital } = chain.accounts
      await expect(registry.connect(hospital).enrol(otherPatient.address, organisations.hospital))
        .to.be.revertedWithCustomError(registry, 'NotController')
        .withArgs(otherPatient.address, hospital.address)
      expect(await registry.enrolledAt(otherPatient.address, organisations.hospital)).to.equal(0)
    })
  })

  describe('anchor', () => {
    it('anchors a commitment under an id that names everything', async () => {
      const { chain, registry, custodian, patient, idOf } = state()
      const ref = recordRef(patient)
      const recordId = await idOf(ref)
      expect(recordId).to.equal(
        keccak256(
          AbiCoder.defaultAbiCoder().encode(
            ['bytes32', 'uint256', 'address', 'address', 'address', 'uint8', 'bytes32'],
            [
              id('salus.record.id.v1'),
              chain.chainId,
              await registry.getAddress(),
              ref.custodianOrg,
              ref.patient,
              ref.category,
              ref.commitment,
            ],
          ),
        ),
      )
      await expect(custodian.anchor(patient, ref.category, ref.commitment))
        .to.emit(registry, 'RecordAnchored')
        .withArgs(recordId, organisations.hospital, patient, ref.category, ref.commitment)
      expect(await registry.stateOf(recordId)).to.deep.equal([
        BigInt(await chain.networkHelpers.time.latest()),
        0n,
        status.active,
      ])
      expect(await registry.requireActive(ref)).to.equal(recordId)
    })

    it('refuses everyone who is not an accredited custodian now', async () => {
      const { chain, registry, patient, custodian } = state()
      const { clinician, hospital, stranger } = chain.accounts
      // A self-registered doctor writes to no patient.
      for (const account of [clinician, stranger]) {
        await expect(registry.connect(account).anchor(patient, category.cardiology, randomHash()))
          .to.be.revertedWithCustomError(registry, 'NotCustodian')
          .withArgs(account.address)
      }
      await chain.contracts.accreditationRegistry.withdraw(hospital.address)
      await expect(custodian.anchor(patient, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotCustodian')
        .withArgs(hospital.address)
    })

    it('refuses a patient who is not enrolled with this organisation', async () => {
      const { chain, registry, custodian, patient } = state()
      const { otherPatient, stranger } = chain.accounts
      await expect(custodian.anchor(otherPatient.address, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotEnrolled')
        .withArgs(otherPatient.address, organisations.hospital)
      await chain.contracts.accreditationRegistry.accredit(
        stranger.address,
        organisations.ambulance,
        roles.custodian,
        farFuture,
      )
      await expect(registry.connect(stranger).anchor(patient, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotEnrolled')
        .withArgs(patient, organisations.ambulance)
    })

    it('refuses a category that does not exist', async () => {
      const { registry, custodian, patient } = state()
      await expect(custodian.anchor(patient, 18, randomHash()))
        .to.be.revertedWithCustomError(registry, 'UnknownCategory')
        .withArgs(18)
    })

    it('keeps the first anchor: no update replaces a record', async () => {
      const { chain, registry, custodian, patient, idOf } = state()
      const ref = await anchorRecord(chain, patient)
      const recordId = await idOf(ref)
      const before = await registry.stateOf(recordId)
      await expect(custodian.anchor(patient, ref.category, ref.commitment))
        .to.be.revertedWithCustomError(registry, 'AlreadyAnchored')
        .withArgs(recordId)
      expect(await registry.stateOf(recordId)).to.deep.equal(before)
    })

    it('does not bring a retired record back', async () => {
      const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
      const ref = await anchorRecord(chain, patient)
      await custodian.retire(ref, status.enteredInError)
      const batched = (await anchorBatch(2)).at(1)
      await custodian.retire(batched, status.erased)
      for (const retired of [ref, batched]) {
        await expect(custodian.anchor(patient, retired.category, retired.commitment))
          .to.be.revertedWithCustomError(registry, 'AlreadyAnchored')
          .withArgs(await idOf(retired))
      }
    })
  })

  describe('anchorBatch', () => {
    it('anchors a root, once for each custodian', async () => {
      const { chain, registry, custodian } = state()
      const root = randomHash()
      await expect(custodian.anchorBatch(root, 2n ** 32n))
        .to.emit(registry, 'BatchAnchored')
        .withArgs(organisations.hospital, root, 2n ** 32n)
      expect(await registry.batchOf(organisations.hospital, root)).to.deep.equal([
        BigInt(await chain.networkHelpers.time.latest()),
        2n ** 32n,
      ])
      await expect(custodian.anchorBatch(root, 2))
        .to.be.revertedWithCustomError(registry, 'BatchAlreadyAnchored')
        .withArgs(organisations.hospital, root)
      expect((await registry.batchOf(organisations.ambulance, root)).anchoredAt).to.equal(0)
    })

    it('refuses sizes that are no batch', async () => {
      const { registry, custodian } = state()
      for (const size of [0n, 1n, 2n ** 32n + 1n, 2n ** 64n - 1n]) {
        await expect(custodian.anchorBatch(randomHash(), size))
          .to.be.revertedWithCustomError(registry, 'InvalidBatchSize')
          .withArgs(size)
      }
    })

    it('refuses everyone who is not an accredited custodian', async () => {
      const { chain, registry } = state()
      const { clinician } = chain.accounts
      await expect(registry.connect(clinician).anchorBatch(randomHash(), 2))
        .to.be.revertedWithCustomError(registry, 'NotCustodian')
        .withArgs(clinician.address)
    })
  })

  describe('requireActive', () => {
    for (const size of [2, 3, 7, 8]) {
      it(`takes each of ${size} records that the sdk put in a batch, as the sdk does`, async () => {
        const { registry, context, anchorBatch } = state()
        const { placed, ids, tree } = await anchorBatch(size)
        for (const [index, ref] of placed.entries()) {
          expect(await registry.requireActive(ref)).to.equal(ids[index])
          const claim = { ...tree, context, index, body: ids[index] ?? '', proof: tree.proof(index) }
          expect(verifyPositionalProof(claim)).to.equal(true)
        }
      })
    }

    it('refuses a record that is not where it says', async () => {
      const { registry, anchorBatch, idOf, patient } = state()
      const { at, tree } = await anchorBatch(5)
      const ref = at(2)
      const wrong: RecordRef[] = [
        { ...ref, index: 3 },
        { ...ref, index: 2 + 8 },
        { ...ref, index: 2n ** 255n + 2n },
        { ...ref, root: randomHash() },
        { ...ref, root: ZeroHash },
        { ...ref, proof: tree.proof(3) },
        { ...ref, proof: tree.proof(2).slice(1) },
        { ...ref, proof: [...tree.proof(2), randomHash()] },
        { ...ref, proof: tree.proof(2).toReversed() },
        { ...ref, proof: [] },
        { ...ref, commitment: randomHash() },
        { ...ref, category: category.laboratory },
        { ...ref, custodianOrg: organisations.ambulance },
        recordRef(patient),
      ]
      for (const changed of wrong) {
        await expect(registry.requireActive(changed))
          .to.be.revertedWithCustomError(registry, 'NotAnchored')
          .withArgs(await idOf(changed))
      }
    })

    it('refuses a leaf at or past the size of the batch', async () => {
      const { registry, custodian, context, idOf, patient } = state()
      const refs = Array.from({ length: 4 }, () => recordRef(patient))
      const tree = buildPositionalTree(context, await Promise.all(refs.map(idOf)))
      // The tree holds four, the custodian states three.
      await custodian.anchorBatch(tree.root, 3)
      const place = (index: number): RecordRef => ({
        ...(refs[index] ?? expect.fail()),
        root: tree.root,
        index,
        proof: tree.proof(index),
      })
      await registry.requireActive(place(2))
      await expect(registry.requireActive(place(3))).to.be.revertedWithCustomError(registry, 'NotAnchored')
    })

    it('knows a leaf only in its own type, chain, contract and custodian', async () => {
      const { chain, registry, context, anchorBatch } = state()
      const contexts: LeafContext[] = [
        { ...context, type: id('salus.disclosure.v1') },
        { ...context, chainId: chain.chainId + 1n },
        { ...context, contract: await chain.contracts.disclosureLog.getAddress() },
        { ...context, tree: treeOf(organisations.ambulance) },
      ]
      for (const other of contexts) {
        const { at } = await anchorBatch(2, {}, other)
        await expect(registry.requireActive(at(0))).to.be.revertedWithCustomError(registry, 'NotAnchored')
      }
    })

    it('takes no inner node for a record', async () => {
      const { registry, context, custodian, idOf, patient } = state()
      // A forger builds a tree whose left child is a true leaf, then claims the node over it as that leaf.
      const refs = [recordRef(patient), recordRef(patient)]
      const ids = await Promise.all(refs.map(idOf))
      const tree = buildPositionalTree(context, ids)
      await custodian.anchorBatch(tree.root, 2)
      const leaf = merkleLeaf(context, 0, ids[0] ?? '')
      const forged: RecordRef = {
        ...recordRef(patient, { commitment: leaf }),
        root: tree.root,
        proof: tree.proof(0),
      }
      await expect(registry.requireActive(forged)).to.be.revertedWithCustomError(registry, 'NotAnchored')
    })

    it('refuses a batched record of a category that does not exist', async () => {
      const { registry, anchorBatch } = state()
      const { at, ids } = await anchorBatch(2, { category: 18 })
      await expect(registry.requireActive(at(0)))
        .to.be.revertedWithCustomError(registry, 'NotAnchored')
        .withArgs(ids[0])
    })

    it('refuses a batched record of a patient who was not enrolled when the batch was anchored', async () => {
      const { chain, registry, anchorBatch } = state()
      const { otherPatient } = chain.accounts
      const { at } = await anchorBatch(2, { patient: otherPatient.address })
      const refused = () =>
        expect(registry.requireActive(at(0)))
          .to.be.revertedWithCustomError(registry, 'NotEnrolled')
          .withArgs(otherPatient.address, organisations.hospital)
      await refused()
      await registry.connect(otherPatient).enrol(otherPatient.address, organisations.hospital)
      await refused()
    })

    it('looks at the one state of a record that is both single and batched', async () => {
      const { chain, registry, custodian, anchorBatch, patient } = state()
      const ref = await anchorRecord(chain, patient)
      const { at, ids } = await anchorBatch(2, { commitment: ref.commitment })
      expect(await registry.requireActive(at(0))).to.equal(ids[0])
      await custodian.retire(at(0), status.enteredInError)
      for (const named of [ref, at(0), at(1)]) {
        await expect(registry.requireActive(named))
          .to.be.revertedWithCustomError(registry, 'NotActive')
          .withArgs(ids[0], status.enteredInError)
      }
    })

    it('lets a batched record be anchored singly as well, and keeps it active', async () => {
      const { registry, custodian, anchorBatch, patient } = state()
      const { at, ids } = await anchorBatch(2)
      const ref = at(0)
      await custodian.anchor(patient, ref.category, ref.commitment)
      expect(await registry.requireActive({ ...ref, proof: [] })).to.equal(ids[0])
      expect(await registry.requireActive(ref)).to.equal(ids[0])
    })

    it('keeps records when the custodian is no longer accredited', async () => {
      const { chain, registry, patient, idOf } = state()
      const ref = await anchorRecord(chain, patient)
      await chain.contracts.accreditationRegistry.withdraw(chain.accounts.hospital.address)
      expect(await registry.requireActive(ref)).to.equal(await idOf(ref))
    })
  })

  describe('retire', () => {
    for (const kind of ['single', 'batched'] as const) {
      it(`marks a ${kind} record as entered in error, then as erased`, async () => {
        const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
        const ref = kind === 'single' ? await anchorRecord(chain, patient) : (await anchorBatch(3)).at(2)
        const recordId = await idOf(ref)
        const { anchoredAt } = await registry.stateOf(recordId)
        for (const to of [status.enteredInError, status.erased]) {
          await expect(custodian.retire(ref, to))
            .to.emit(registry, 'RecordRetired')
            .withArgs(recordId, organisations.hospital, to)
          const now = BigInt(await chain.networkHelpers.time.latest())
          expect(await registry.stateOf(recordId)).to.deep.equal([anchoredAt, now, to])
          await expect(registry.requireActive(ref))
            .to.be.revertedWithCustomError(registry, 'NotActive')
            .withArgs(recordId, to)
        }
      })

      it(`never makes a ${kind} record less retired`, async () => {
        const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
        const ref = kind === 'single' ? await anchorRecord(chain, patient) : (await anchorBatch(3)).at(0)
        const recordId = await idOf(ref)
        const refused = (from: bigint, to: bigint) =>
          expect(custodian.retire(ref, to))
            .to.be.revertedWithCustomError(registry, 'InvalidRetirement')
            .withArgs(recordId, from, to)
        await refused(status.active, status.unknown)
        await refused(status.active, status.active)
        await custodian.retire(ref, status.enteredInError)
        await refused(status.enteredInError, status.active)
        await refused(status.enteredInError, status.enteredInError)
        await custodian.retire(ref, status.erased)
        for (const to of Object.values(status)) await refused(status.erased, to)
      })
    }

    it('is for custodians of the organisation that anchored it', async () => {
      const { chain, registry, patient } = state()
      const { stranger, clinician } = chain.accounts
      const ref = await anchorRecord(chain, patient)
      await chain.contracts.accreditationRegistry.accredit(
        stranger.address,
        organisations.ambulance,
        roles.custodian,
        farFuture,
      )
      for (const account of [stranger, clinician]) {
        await expect(registry.connect(account).retire(ref, status.erased))
          .to.be.revertedWithCustomError(registry, 'NotCustodian')
          .withArgs(account.address)
      }
    })

    it('refuses a record that is not anchored', async () => {
      const { registry, custodian, patient, idOf } = state()
      const ref = recordRef(patient)
      await expect(custodian.retire(ref, status.erased))
        .to.be.revertedWithCustomError(registry, 'NotAnchored')
        .withArgs(await idOf(ref))
    })
  })

  it('says which leaf type its batches have', async () => {
    expect(await state().registry.BATCH_LEAF()).to.equal(id('salus.record.batch.v1'))
  })
})
