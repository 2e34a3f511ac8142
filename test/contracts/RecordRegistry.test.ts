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
import type { PatientAccount } from './support/accounts.ts'
import { consentPaths, signDeparture, signEnrolment } from './support/consentPaths.ts'
import { freshState } from './support/freshState.ts'

const status = { unknown: 0n, active: 1n, amended: 2n, enteredInError: 3n, erased: 4n } as const

type SignedRequest = Omit<Awaited<ReturnType<typeof signEnrolment>>, 'value'>

/** Batches are of the consent registry's acts. */
const enrolmentPaths = consentPaths.filter(({ name }) => !name.startsWith('a relayed'))

describe('RecordRegistry', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    await accreditEveryone(chain)
    const registry = chain.contracts.recordRegistry
    const { patient, hospital } = chain.accounts
    await registry.connect(patient).enrol(patient.address, organisations.hospital)
    const custodian = registry.connect(hospital)
    const signer: PatientAccount = {
      address: patient.address,
      sign: (domain, types, value) => patient.signTypedData(domain, types, value),
      send: () => expect.fail('it only signs'),
    }
    const relayed = registry.connect(chain.accounts.relayer)
    const enrolBySignature = ({ request, signature }: SignedRequest) =>
      relayed.enrolBySignature(request, signature)
    const departBySignature = ({ request, signature }: SignedRequest) =>
      relayed.departBySignature(request, signature)
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
    return {
      chain,
      registry,
      custodian,
      patient: patient.address,
      idOf,
      context,
      anchorBatch,
      signer,
      enrolBySignature,
      departBySignature,
    }
  })

  for (const { name, open } of enrolmentPaths) {
    describe(`enrolment by ${name}`, () => {
      it('starts, ends and starts again, each time once', async () => {
        const { chain, registry } = state()
        const path = await open(chain)
        const { hospital } = organisations
        const now = () => chain.networkHelpers.time.latest()
        const enrolment = () => registry.enrolmentOf(path.patient, hospital)
        expect(await registry.isEnrolled(path.patient, hospital)).to.equal(false)
        for (const _ of [1, 2]) {
          await expect(path.enrol(hospital))
            .to.emit(registry, 'PatientEnrolled')
            .withArgs(path.patient, hospital)
          const enrolled = await enrolment()
          expect([enrolled.since, enrolled.until]).to.deep.equal([BigInt(await now()), 0n])
          expect(await registry.isEnrolled(path.patient, hospital)).to.equal(true)
          await expect(path.enrol(hospital)).not.to.emit(registry, 'PatientEnrolled')

          await expect(path.depart(hospital))
            .to.emit(registry, 'PatientLeft')
            .withArgs(path.patient, hospital)
          const left = await enrolment()
          expect([left.since, left.until]).to.deep.equal([enrolled.since, BigInt(await now())])
          expect(left.changes).not.to.equal(enrolled.changes)
          expect(await registry.isEnrolled(path.patient, hospital)).to.equal(false)
        }
      })
    })
  }

  describe('enrolBySignature', () => {
    it('cannot be used after a departure, be there anything to depart from or not', async () => {
      const { chain, registry, signer, enrolBySignature } = state()
      const { hospital, ambulance } = organisations
      for (const org of [hospital, ambulance]) {
        const pending = await signEnrolment(chain, signer, org)
        await registry.connect(chain.accounts.patient).depart(signer.address, org)
        const { changes } = await registry.enrolmentOf(signer.address, org)
        await expect(enrolBySignature(pending))
          .to.be.revertedWithCustomError(registry, 'StaleEnrolment')
          .withArgs(0, changes)
        expect(await registry.isEnrolled(signer.address, org)).to.equal(false)
      }
    })

    it('refuses another organisation or patient, and a late signature, to the second', async () => {
      const { chain, registry, signer, enrolBySignature } = state()
      const { stranger } = chain.accounts
      const { request, signature } = await signEnrolment(chain, signer, organisations.ambulance)
      for (const changed of [
        { ...request, custodianOrg: organisations.consortium },
        { ...request, patient: stranger.address },
        { ...request, deadline: request.deadline + 1 },
      ]) {
        await expect(enrolBySignature({ request: changed, signature })).to.be.revertedWithCustomError(
          registry,
          'InvalidSignature',
        )
      }
      await chain.networkHelpers.time.setNextBlockTimestamp(request.deadline + 1)
      await expect(enrolBySignature({ request, signature }))
        .to.be.revertedWithCustomError(registry, 'SignatureExpired')
        .withArgs(request.deadline, request.deadline + 1)
      const other = await signEnrolment(chain, signer, organisations.ambulance)
      await chain.networkHelpers.time.setNextBlockTimestamp(other.request.deadline)
      await enrolBySignature(other)
    })
  })

  describe('departBySignature', () => {
    it('does nothing twice, and never ends a later enrolment', async () => {
      const { chain, registry, signer, departBySignature } = state()
      const { hospital } = organisations
      const departure = await signDeparture(chain, signer, hospital)
      await departBySignature(departure)
      await expect(departBySignature(departure)).not.to.emit(registry, 'PatientLeft')
      await registry.connect(chain.accounts.patient).enrol(signer.address, hospital)
      const { changes } = await registry.enrolmentOf(signer.address, hospital)
      await expect(departBySignature(departure))
        .to.be.revertedWithCustomError(registry, 'StaleEnrolment')
        .withArgs(0, changes)
      expect(await registry.isEnrolled(signer.address, hospital)).to.equal(true)
    })

    it('voids an enrolment signed for the same state, even if there is nothing to end', async () => {
      const { chain, registry, signer, departBySignature, enrolBySignature } = state()
      const enrolment = await signEnrolment(chain, signer, organisations.ambulance)
      const departure = await signDeparture(chain, signer, organisations.ambulance)
      await departBySignature(departure)
      await expect(enrolBySignature(enrolment)).to.be.revertedWithCustomError(registry, 'StaleEnrolment')
      // Nor does a departure used before an enrolment end it.
      await registry.connect(chain.accounts.patient).enrol(signer.address, organisations.ambulance)
      await expect(departBySignature(departure)).to.be.revertedWithCustomError(registry, 'StaleEnrolment')
    })

    it('refuses a signature of something else, and a late one', async () => {
      const { chain, registry, signer, departBySignature } = state()
      const enrolment = await signEnrolment(chain, signer, organisations.hospital)
      await expect(departBySignature(enrolment)).to.be.revertedWithCustomError(registry, 'InvalidSignature')
      const { request, signature } = await signDeparture(chain, signer, organisations.hospital)
      await chain.networkHelpers.time.setNextBlockTimestamp(request.deadline + 1)
      await expect(departBySignature({ request, signature }))
        .to.be.revertedWithCustomError(registry, 'SignatureExpired')
        .withArgs(request.deadline, request.deadline + 1)
    })
  })

  describe('enrol and depart', () => {
    it('are for the controller alone', async () => {
      const { chain, registry } = state()
      const { otherPatient, hospital } = chain.accounts
      for (const act of ['enrol', 'depart'] as const) {
        await expect(registry.connect(hospital)[act](otherPatient.address, organisations.hospital))
          .to.be.revertedWithCustomError(registry, 'NotController')
          .withArgs(otherPatient.address, hospital.address)
      }
      expect(await registry.isEnrolled(otherPatient.address, organisations.hospital)).to.equal(false)
    })

    it('keep what was anchored, and let nothing new in', async () => {
      const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
      const single = await anchorRecord(chain, patient)
      const batched = (await anchorBatch(2)).at(0)
      await registry.connect(chain.accounts.patient).depart(patient, organisations.hospital)
      for (const ref of [single, batched]) {
        expect(await registry.requireActive(ref)).to.equal(await idOf(ref))
        await expect(custodian.amend(ref, category.cardiology, randomHash()))
          .to.be.revertedWithCustomError(registry, 'NotEnrolled')
          .withArgs(patient, organisations.hospital)
      }
      await expect(custodian.anchor(patient, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotEnrolled')
        .withArgs(patient, organisations.hospital)
      await custodian.retire(batched, status.erased)
    })

    it('know of every stay, however often the patient comes and goes, to the second', async () => {
      const { chain, registry } = state()
      const { otherPatient } = chain.accounts
      const patient = registry.connect(otherPatient)
      const start = (await chain.networkHelpers.time.latest()) + 100
      const bounds: [number, number][] = []
      const wasEnrolled = (timestamp: number) =>
        registry.wasEnrolled(otherPatient.address, organisations.hospital, timestamp)
      expect(await wasEnrolled(start)).to.equal(false)
      for (let stay = 0; stay < 6; stay += 1) {
        const [since, until] = [start + 100 * stay, start + 100 * stay + 40]
        await chain.networkHelpers.time.setNextBlockTimestamp(since)
        await patient.enrol(otherPatient.address, organisations.hospital)
        expect(await wasEnrolled(since + 40)).to.equal(true)
        await chain.networkHelpers.time.setNextBlockTimestamp(until)
        await patient.depart(otherPatient.address, organisations.hospital)
        bounds.push([since, until])
        for (const [from, to] of bounds) {
          const seen = await Promise.all([from - 1, from, to - 1, to].map(wasEnrolled))
          expect(seen).to.deep.equal([false, true, true, false])
        }
      }
    })

    it('decide about a batch by the second it was anchored in', async () => {
      const { chain, registry, patient, anchorBatch, idOf } = state()
      const { patient: account } = chain.accounts
      const move = (act: 'enrol' | 'depart') =>
        registry.connect(account)[act](patient, organisations.hospital)
      const first = (await anchorBatch(2)).at(0)
      await move('depart')
      const between = (await anchorBatch(2)).at(0)
      const refused = () =>
        expect(registry.requireActive(between))
          .to.be.revertedWithCustomError(registry, 'NotEnrolled')
          .withArgs(patient, organisations.hospital)
      await refused()
      await move('enrol')
      const last = (await anchorBatch(2)).at(1)
      // The return does not cover the time in between.
      await refused()
      await move('depart')
      await refused()
      for (const ref of [first, last]) expect(await registry.requireActive(ref)).to.equal(await idOf(ref))
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
        await refused(status.active, status.amended)
        await custodian.retire(ref, status.enteredInError)
        await refused(status.enteredInError, status.active)
        await refused(status.enteredInError, status.amended)
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

  describe('amend', () => {
    for (const kind of ['single', 'batched'] as const) {
      it(`puts a record in the place of a ${kind} one`, async () => {
        const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
        const ref = kind === 'single' ? await anchorRecord(chain, patient) : (await anchorBatch(3)).at(1)
        const recordId = await idOf(ref)
        const { anchoredAt } = await registry.stateOf(recordId)
        const next = recordRef(patient, { category: category.laboratory })
        const successor = await idOf(next)
        await expect(custodian.amend(ref, next.category, next.commitment))
          .to.emit(registry, 'RecordAnchored')
          .withArgs(successor, organisations.hospital, patient, next.category, next.commitment)
          .and.to.emit(registry, 'RecordRetired')
          .withArgs(recordId, organisations.hospital, status.amended)
          .and.to.emit(registry, 'RecordAmended')
          .withArgs(recordId, successor)
        const now = BigInt(await chain.networkHelpers.time.latest())
        expect(await registry.stateOf(recordId)).to.deep.equal([anchoredAt, now, status.amended])
        expect(await registry.successorOf(recordId)).to.equal(successor)
        expect(await registry.requireActive(next)).to.equal(successor)
        await expect(registry.requireActive(ref))
          .to.be.revertedWithCustomError(registry, 'NotActive')
          .withArgs(recordId, status.amended)
      })

      it(`never puts a ${kind} record in its own place`, async () => {
        const { chain, registry, custodian, patient, idOf, anchorBatch } = state()
        const ref = kind === 'single' ? await anchorRecord(chain, patient) : (await anchorBatch(3)).at(2)
        const recordId = await idOf(ref)
        await expect(custodian.amend(ref, ref.category, ref.commitment))
          .to.be.revertedWithCustomError(registry, 'AlreadyAnchored')
          .withArgs(recordId)
        expect(await registry.requireActive(ref)).to.equal(recordId)
        expect(await registry.successorOf(recordId)).to.equal(ZeroHash)
      })
    }

    it('makes chains that neither fork nor turn back', async () => {
      const { registry, custodian, patient, idOf, anchorBatch } = state()
      const { at } = await anchorBatch(2)
      const chainOf = [at(0), recordRef(patient), recordRef(patient)]
      const [first, second, third] = chainOf as [RecordRef, RecordRef, RecordRef]
      await custodian.amend(first, second.category, second.commitment)
      await custodian.amend(second, third.category, third.commitment)
      for (const [index, ref] of chainOf.entries()) {
        const next = chainOf[index + 1]
        expect(await registry.successorOf(await idOf(ref))).to.equal(next ? await idOf(next) : ZeroHash)
      }
      for (const ref of [first, second]) {
        await expect(custodian.amend(ref, category.cardiology, randomHash()))
          .to.be.revertedWithCustomError(registry, 'NotActive')
          .withArgs(await idOf(ref), status.amended)
        await expect(custodian.amend(third, ref.category, ref.commitment))
          .to.be.revertedWithCustomError(registry, 'AlreadyAnchored')
          .withArgs(await idOf(ref))
      }
      // A record of a batch may itself take the place of another.
      await custodian.amend(third, at(1).category, at(1).commitment)
      expect(await registry.requireActive(at(1))).to.equal(await idOf(at(1)))
    })

    it('lets an amended record be marked as entered in error and erased, and its successor stand', async () => {
      const { chain, registry, custodian, patient, idOf } = state()
      const ref = await anchorRecord(chain, patient)
      const next = recordRef(patient)
      await custodian.amend(ref, next.category, next.commitment)
      for (const to of [status.enteredInError, status.erased]) {
        await custodian.retire(ref, to)
        expect((await registry.stateOf(await idOf(ref))).status).to.equal(to)
      }
      expect(await registry.requireActive(next)).to.equal(await idOf(next))
    })

    it('refuses what is not active, not there, of an unknown category or of another organisation', async () => {
      const { chain, registry, custodian, patient, idOf } = state()
      const { stranger, clinician } = chain.accounts
      const ref = await anchorRecord(chain, patient)
      await chain.contracts.accreditationRegistry.accredit(
        stranger.address,
        organisations.ambulance,
        roles.custodian,
        farFuture,
      )
      for (const account of [stranger, clinician]) {
        await expect(registry.connect(account).amend(ref, category.cardiology, randomHash()))
          .to.be.revertedWithCustomError(registry, 'NotCustodian')
          .withArgs(account.address)
      }
      const missing = recordRef(patient)
      await expect(custodian.amend(missing, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotAnchored')
        .withArgs(await idOf(missing))
      await expect(custodian.amend(ref, 18, randomHash()))
        .to.be.revertedWithCustomError(registry, 'UnknownCategory')
        .withArgs(18)
      await custodian.retire(ref, status.enteredInError)
      await expect(custodian.amend(ref, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotActive')
        .withArgs(await idOf(ref), status.enteredInError)
    })
  })

  describe('erased', () => {
    it('is a tombstone that stays: the commitment is not anchored again, and its event names no content', async () => {
      const { chain, registry, custodian, patient, idOf } = state()
      const ref = await anchorRecord(chain, patient)
      await custodian.retire(ref, status.erased)
      await expect(custodian.anchor(patient, ref.category, ref.commitment))
        .to.be.revertedWithCustomError(registry, 'AlreadyAnchored')
        .withArgs(await idOf(ref))
      await expect(custodian.amend(ref, category.cardiology, randomHash()))
        .to.be.revertedWithCustomError(registry, 'NotActive')
        .withArgs(await idOf(ref), status.erased)
    })
  })

  it('says which leaf type its batches have', async () => {
    expect(await state().registry.BATCH_LEAF()).to.equal(id('salus.record.batch.v1'))
  })
})
