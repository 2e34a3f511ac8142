import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { accreditEveryone, farFuture, organisations, treatmentTerms } from '../helpers/scenario.ts'
import {
  allCategories,
  allPurposes,
  category,
  decision,
  mask,
  purpose,
  roles,
  type Terms,
} from '../helpers/terms.ts'
import { createPatient } from './support/accounts.ts'
import { consentPaths } from './support/consentPaths.ts'
import { freshState } from './support/freshState.ts'

const prepare = async () => {
  const chain = await connectChain()
  await accreditEveryone(chain)
  const registry = chain.contracts.consentRegistry
  const { clinician, responder } = chain.accounts
  return {
    chain,
    registry,
    clinician: clinician.address,
    responder: responder.address,
    terms: await treatmentTerms(chain),
    decide: (
      patient: string,
      grantee: string,
      asked: number = category.cardiology,
      use: number = purpose.treatment,
    ) => registry.decide(patient, grantee, asked, use),
  }
}

describe('ConsentRegistry', () => {
  for (const { name, open } of consentPaths) {
    describe(`by ${name}`, () => {
      const state = freshState(async () => {
        const prepared = await prepare()
        return { ...prepared, path: await open(prepared.chain) }
      })

      it('permits nothing before a grant', async () => {
        const { path, decide, clinician } = state()
        expect(await decide(path.patient, clinician)).to.equal(decision.noConsent)
      })

      it('grants exactly the terms', async () => {
        const { path, registry, decide, clinician, terms } = state()
        await expect(path.grant(clinician, terms))
          .to.emit(registry, 'ConsentGranted')
          .withArgs(path.patient, clinician, terms.categories, terms.purposes, terms.start, terms.end, 1)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
        expect(await decide(path.patient, clinician, category.laboratory)).to.equal(
          decision.categoryNotCovered,
        )
        expect(await registry.permitOf(path.patient, clinician)).to.deep.equal(
          [terms.categories, terms.purposes, terms.start, terms.end, 0, 1, 0].map(BigInt),
        )
      })

      it('changes what it granted', async () => {
        const { path, registry, decide, clinician, terms } = state()
        await path.grant(clinician, terms)
        const change: Terms = { ...terms, categories: mask(category.laboratory), end: terms.end + 1 }
        await expect(path.grant(clinician, change))
          .to.emit(registry, 'ConsentGranted')
          .withArgs(path.patient, clinician, change.categories, change.purposes, change.start, change.end, 2)
        expect(await decide(path.patient, clinician)).to.equal(decision.categoryNotCovered)
        expect(await decide(path.patient, clinician, category.laboratory)).to.equal(decision.permitted)
      })

      it('revokes one permit and leaves the others', async () => {
        const { path, registry, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        await expect(path.revoke(clinician))
          .to.emit(registry, 'ConsentRevoked')
          .withArgs(path.patient, clinician, 2)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        expect(await decide(path.patient, responder)).to.equal(decision.permitted)
        expect(await registry.permitOf(path.patient, clinician)).to.deep.equal(
          [0, 0, 0, 0, 0, 2, 1].map(BigInt),
        )
      })

      it('grants again after a revocation', async () => {
        const { path, decide, clinician, terms } = state()
        await path.grant(clinician, terms)
        await path.revoke(clinician)
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
      })

      it('revokes where there is no permit, so that the counters move', async () => {
        const { path, registry, decide, clinician } = state()
        await path.revoke(clinician)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        const { revision, revocations } = await registry.permitOf(path.patient, clinician)
        expect([revision, revocations]).to.deep.equal([1n, 1n])
      })

      it('revokes everything at once, and grants again after that', async () => {
        const { path, registry, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        await expect(path.revokeAll()).to.emit(registry, 'AllConsentsRevoked').withArgs(path.patient, 1)
        expect(await registry.generationOf(path.patient)).to.equal(1)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        expect(await decide(path.patient, responder)).to.equal(decision.revoked)
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
        expect(await decide(path.patient, responder)).to.equal(decision.revoked)
      })

      it('enrols with a custodian, once', async () => {
        const { path, chain } = state()
        const { recordRegistry } = chain.contracts
        await expect(path.enrol(organisations.hospital))
          .to.emit(recordRegistry, 'PatientEnrolled')
          .withArgs(path.patient, organisations.hospital)
        const enrolledAt = await chain.networkHelpers.time.latest()
        await expect(path.enrol(organisations.hospital)).to.not.emit(recordRegistry, 'PatientEnrolled')
        expect(await recordRegistry.enrolledAt(path.patient, organisations.hospital)).to.equal(enrolledAt)
      })

      it('refuses to grant to the patient or to nobody', async () => {
        const { path, registry, terms } = state()
        for (const grantee of [path.patient, ZeroAddress]) {
          await expect(path.grant(grantee, terms))
            .to.be.revertedWithCustomError(registry, 'InvalidGrantee')
            .withArgs(grantee)
        }
      })

      it('refuses masks that are empty or name what does not exist', async () => {
        const { path, registry, clinician, terms } = state()
        for (const categories of [0, allCategories + 1, 2 ** 31 + 1]) {
          await expect(path.grant(clinician, { ...terms, categories }))
            .to.be.revertedWithCustomError(registry, 'InvalidCategories')
            .withArgs(categories)
        }
        for (const purposes of [0, allPurposes + 1, 2 ** 31 + 1]) {
          await expect(path.grant(clinician, { ...terms, purposes }))
            .to.be.revertedWithCustomError(registry, 'InvalidPurposes')
            .withArgs(purposes)
        }
      })

      it('refuses a period that is empty or over', async () => {
        const { path, registry, clinician, terms } = state()
        const periods = [
          { start: terms.end, end: terms.end },
          { start: terms.end + 1, end: terms.end },
          { start: 0, end: terms.start },
        ]
        for (const period of periods) {
          await expect(path.grant(clinician, { ...terms, ...period }))
            .to.be.revertedWithCustomError(registry, 'InvalidPeriod')
            .withArgs(period.start, period.end)
        }
      })
    })
  }

  describe('listens to nobody but the controller', () => {
    const state = freshState(async () => {
      const prepared = await prepare()
      return { ...prepared, patient: await createPatient(prepared.chain, 'plain account') }
    })

    it('for grants and revocations', async () => {
      const { chain, registry, patient, clinician, terms } = state()
      await patient.send(registry, 'grant', [patient.address, clinician, terms])
      for (const account of [chain.accounts.stranger, chain.accounts.clinician, chain.accounts.authority]) {
        const other = registry.connect(account)
        for (const sent of [
          other.grant(patient.address, account.address, terms),
          other.revoke(patient.address, clinician),
          other.revokeAll(patient.address),
        ]) {
          await expect(sent)
            .to.be.revertedWithCustomError(registry, 'NotController')
            .withArgs(patient.address, account.address)
        }
      }
    })

    it('and takes no DID owner or delegate for one', async () => {
      const { chain, registry, patient, terms } = state()
      const { didRegistry } = chain.contracts
      const { stranger } = chain.accounts
      await patient.send(didRegistry, 'changeOwner', [patient.address, stranger.address])
      expect(await didRegistry.getFunction('identityOwner')(patient.address)).to.equal(stranger.address)
      await expect(registry.connect(stranger).grant(patient.address, stranger.address, terms))
        .to.be.revertedWithCustomError(registry, 'NotController')
        .withArgs(patient.address, stranger.address)
      expect(await registry.controllerOf(patient.address)).to.equal(patient.address)
    })
  })

  describe('decide', () => {
    const state = freshState(async () => {
      const prepared = await prepare()
      const patient = prepared.chain.accounts.patient.address
      const grant = async (grantee: string, change: Partial<Terms> = {}) =>
        prepared.registry
          .connect(prepared.chain.accounts.patient)
          .grant(patient, grantee, { ...prepared.terms, ...change })
      return { ...prepared, patient, grant }
    })

    it('permits the patient always', async () => {
      const { registry, patient } = state()
      expect(await registry.decide(patient, patient, category.substanceUse, purpose.research)).to.equal(
        decision.permitted,
      )
    })

    it('starts and ends at the exact second', async () => {
      const { chain, patient, decide, grant, clinician, terms } = state()
      const { time } = chain.networkHelpers
      await grant(clinician, { start: terms.start + 1000, end: terms.start + 2000 })
      await time.increaseTo(terms.start + 999)
      expect(await decide(patient, clinician)).to.equal(decision.notYetValid)
      await time.increaseTo(terms.start + 1000)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      await time.increaseTo(terms.start + 1999)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      await time.increaseTo(terms.start + 2000)
      expect(await decide(patient, clinician)).to.equal(decision.expired)
    })

    it('tells the period before the category, and the category before the purpose', async () => {
      const { patient, decide, grant, clinician, terms } = state()
      await grant(clinician, { start: terms.end - 1 })
      expect(await decide(patient, clinician, category.laboratory, purpose.research)).to.equal(
        decision.notYetValid,
      )
      await grant(clinician)
      expect(await decide(patient, clinician, category.laboratory, purpose.research)).to.equal(
        decision.categoryNotCovered,
      )
      expect(await decide(patient, clinician, category.cardiology, purpose.research)).to.equal(
        decision.purposeNotCovered,
      )
    })

    it('covers exactly the categories and purposes of the masks', async () => {
      const { patient, decide, grant, clinician } = state()
      const categories = mask(0, 9, 17)
      const purposes = mask(0, 5, 8)
      await grant(clinician, { categories, purposes })
      for (let asked = 0; asked < 18; asked++) {
        for (let use = 0; use < 9; use++) {
          const covered = [0, 9, 17].includes(asked) && [0, 5, 8].includes(use)
          expect((await decide(patient, clinician, asked, use)) === decision.permitted).to.equal(covered)
        }
      }
    })

    it('refuses categories and purposes that do not exist', async () => {
      const { registry, patient, clinician } = state()
      for (const [asked, use] of [
        [18, 0],
        [255, 0],
        [0, 9],
        [0, 255],
      ] as const) {
        await expect(registry.decide(patient, clinician, asked, use))
          .to.be.revertedWithCustomError(registry, 'UnknownQuestion')
          .withArgs(asked, use)
      }
    })

    it('wants a live accreditation of the grantee', async () => {
      const { chain, patient, decide, grant, clinician } = state()
      const { accreditationRegistry } = chain.contracts
      const { stranger } = chain.accounts
      await grant(stranger.address)
      expect(await decide(patient, stranger.address)).to.equal(decision.accreditationMissing)
      await grant(clinician)
      await accreditationRegistry.withdraw(clinician)
      expect(await decide(patient, clinician)).to.equal(decision.accreditationMissing)
      const until = (await chain.networkHelpers.time.latest()) + 100
      await accreditationRegistry.accredit(clinician, organisations.hospital, roles.clinician, until)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      await chain.networkHelpers.time.increaseTo(until)
      expect(await decide(patient, clinician)).to.equal(decision.accreditationMissing)
    })

    it('wants none for what the patient or the family asks for', async () => {
      const { chain, patient, decide, grant } = state()
      const { stranger } = chain.accounts
      await grant(stranger.address, { purposes: mask(purpose.patientRequest, purpose.familyRequest) })
      for (const use of [purpose.patientRequest, purpose.familyRequest]) {
        expect(await decide(patient, stranger.address, category.cardiology, use)).to.equal(decision.permitted)
      }
    })

    describe('for an organisation', () => {
      it('permits every clinician of it, and nobody else', async () => {
        const { chain, patient, decide, grant, clinician, responder } = state()
        await grant(organisations.hospital)
        expect(await decide(patient, clinician)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.laboratory)).to.equal(decision.categoryNotCovered)
        expect(await decide(patient, responder)).to.equal(decision.noConsent)
        expect(await decide(patient, chain.accounts.hospital.address)).to.equal(decision.noConsent)
        expect(await decide(patient, organisations.hospital)).to.equal(decision.accreditationMissing)
      })

      it('ends for a clinician whose accreditation is withdrawn or moves elsewhere', async () => {
        const { chain, patient, decide, grant, clinician } = state()
        const { accreditationRegistry } = chain.contracts
        await grant(organisations.hospital)
        await accreditationRegistry.accredit(clinician, organisations.ambulance, roles.clinician, farFuture)
        expect(await decide(patient, clinician)).to.equal(decision.noConsent)
        await accreditationRegistry.accredit(clinician, organisations.hospital, roles.custodian, farFuture)
        expect(await decide(patient, clinician)).to.equal(decision.noConsent)
        await accreditationRegistry.withdraw(clinician)
        expect(await decide(patient, clinician)).to.equal(decision.noConsent)
      })

      it('asks the own permit first and the organisation where that does not permit', async () => {
        const { patient, decide, grant, clinician } = state()
        await grant(clinician)
        await grant(organisations.hospital, { categories: mask(category.laboratory) })
        expect(await decide(patient, clinician, category.cardiology)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.laboratory)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.riskReports)).to.equal(decision.categoryNotCovered)
      })

      it('tells the reason of the own permit where neither permits', async () => {
        const { chain, registry, patient, decide, grant, clinician } = state()
        await grant(clinician)
        await registry.connect(chain.accounts.patient).revoke(patient, clinician)
        await grant(organisations.hospital, { categories: mask(category.laboratory) })
        expect(await decide(patient, clinician)).to.equal(decision.revoked)
      })

      it('never serves what the patient or the family asks for, which names a person', async () => {
        const { chain, patient, decide, grant } = state()
        const { stranger, clinician, otherPatient: sister } = chain.accounts
        const terms = { purposes: mask(purpose.familyRequest) }
        await grant(sister.address, terms)
        // A hostile authority makes the sister's address an organisation and lets someone in.
        await chain.contracts.accreditationRegistry.accredit(
          stranger.address,
          sister.address,
          roles.clinician,
          farFuture,
        )
        expect(await decide(patient, stranger.address, category.cardiology, purpose.familyRequest)).to.equal(
          decision.noConsent,
        )
        await grant(organisations.hospital, terms)
        expect(await decide(patient, clinician.address, category.cardiology, purpose.familyRequest)).to.equal(
          decision.noConsent,
        )
      })

      it('cannot be made of a person or the committee that holds a permit', async () => {
        const { chain, grant, clinician } = state()
        const { accreditationRegistry, oracleCommittee } = chain.contracts
        const committee = await oracleCommittee.getAddress()
        await grant(clinician)
        await grant(committee)
        for (const grantee of [clinician, committee]) {
          const capture = accreditationRegistry.accredit(
            chain.accounts.stranger.address,
            grantee,
            roles.clinician,
            farFuture,
          )
          await expect(capture)
            .to.be.revertedWithCustomError(accreditationRegistry, 'AlreadyAccount')
            .withArgs(grantee)
        }
      })
    })

    describe('requirePermitted', () => {
      const wanted = mask(category.laboratory, category.cardiology)

      it('gives the generation where every grantee may use every category', async () => {
        const { chain, registry, patient, grant, clinician, responder } = state()
        await registry.connect(chain.accounts.patient).revokeAll(patient)
        await grant(clinician, { categories: wanted })
        await grant(responder, { categories: allCategories })
        const answer = registry.requirePermitted(patient, [clinician, responder], wanted, purpose.treatment)
        expect(await answer).to.equal(1)
        expect(await registry.requirePermitted(patient, [patient], allCategories, purpose.research)).to.equal(
          1,
        )
      })

      it('puts own and organisation permits together as decide does', async () => {
        const { registry, patient, grant, clinician } = state()
        await grant(clinician)
        await grant(organisations.hospital, { categories: mask(category.laboratory) })
        expect(await registry.requirePermitted(patient, [clinician], wanted, purpose.treatment)).to.equal(0)
      })

      it('names the grantee and the reason where one is missing', async () => {
        const { registry, patient, grant, clinician, responder } = state()
        await grant(clinician, { categories: wanted })
        await grant(responder)
        await expect(registry.requirePermitted(patient, [clinician, responder], wanted, purpose.treatment))
          .to.be.revertedWithCustomError(registry, 'ConsentMissing')
          .withArgs(patient, responder, decision.categoryNotCovered)
        await expect(registry.requirePermitted(patient, [clinician], wanted, purpose.research))
          .to.be.revertedWithCustomError(registry, 'ConsentMissing')
          .withArgs(patient, clinician, decision.purposeNotCovered)
      })

      it('refuses masks and purposes that mean nothing', async () => {
        const { registry, patient, clinician } = state()
        for (const categories of [0, allCategories + 1]) {
          await expect(registry.requirePermitted(patient, [clinician], categories, purpose.treatment))
            .to.be.revertedWithCustomError(registry, 'InvalidCategories')
            .withArgs(categories)
        }
        await expect(registry.requirePermitted(patient, [clinician], wanted, 9))
          .to.be.revertedWithCustomError(registry, 'UnknownPurpose')
          .withArgs(9)
      })
    })
  })
})
