import { expect } from 'chai'
import { type BaseContract, id, ZeroAddress } from 'ethers'
import { connectChain } from '../helpers/chain.ts'
import { accreditEveryone, farFuture, organisations, treatmentTerms } from '../helpers/scenario.ts'
import {
  allCategories,
  allPurposes,
  category,
  decision,
  mask,
  purpose,
  restriction,
  roles,
  rule,
  type Terms,
} from '../helpers/terms.ts'
import { createPatient } from './support/accounts.ts'
import { consentPaths, signGrant, signRestriction } from './support/consentPaths.ts'
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
          .withArgs(path.patient, clinician, false, terms.categories, terms.purposes, terms.start, terms.end)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
        expect(await decide(path.patient, clinician, category.laboratory)).to.equal(
          decision.categoryNotCovered,
        )
        const { categories, purposes, start, end } = terms
        expect(await registry.permitOf(path.patient, clinician)).to.deep.equal([
          rule.permitAccount,
          ...[categories, purposes, start, end, 0, 1, 0, 0].map(BigInt),
        ])
      })

      it('changes what it granted', async () => {
        const { path, decide, clinician, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(clinician, { ...terms, categories: mask(category.laboratory), end: terms.end + 1 })
        expect(await decide(path.patient, clinician)).to.equal(decision.categoryNotCovered)
        expect(await decide(path.patient, clinician, category.laboratory)).to.equal(decision.permitted)
      })

      it('grants to every clinician of an organisation', async () => {
        const { path, registry, decide, clinician, terms } = state()
        await path.grant(organisations.hospital, { ...terms, isOrganisation: true })
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
        const { rule: said } = await registry.permitOf(path.patient, organisations.hospital)
        expect(said).to.equal(rule.permitOrganisation)
      })

      it('revokes one permit and leaves the others', async () => {
        const { path, registry, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        await expect(path.revoke(clinician))
          .to.emit(registry, 'ConsentRevoked')
          .withArgs(path.patient, clinician)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        expect(await decide(path.patient, responder)).to.equal(decision.permitted)
        const permit = await registry.permitOf(path.patient, clinician)
        expect([...permit].slice(0, 6)).to.deep.equal([0n, 0n, 0n, 0n, 0n, 0n])
        expect(permit.revision).to.not.equal(1)
        expect(permit.revocations).to.equal(1)
      })

      it('grants again after a revocation', async () => {
        const { path, decide, clinician, terms } = state()
        await path.grant(clinician, terms)
        await path.revoke(clinician)
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
      })

      it('revokes where there is no permit, so that grants signed before fail', async () => {
        const { path, registry, decide, clinician } = state()
        await path.revoke(clinician)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        const { revision, revocations } = await registry.permitOf(path.patient, clinician)
        expect(revision).to.not.equal(0)
        expect(revocations).to.equal(1)
      })

      it('denies whatever else is permitted, until it grants again', async () => {
        const { path, registry, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        await path.grant(organisations.hospital, { ...terms, isOrganisation: true })
        await expect(path.deny(clinician))
          .to.emit(registry, 'ConsentDenied')
          .withArgs(path.patient, clinician)
        expect(await decide(path.patient, clinician)).to.equal(decision.denied)
        expect(await decide(path.patient, responder)).to.equal(decision.permitted)
        await path.grant(organisations.hospital, { ...terms, isOrganisation: true })
        expect(await decide(path.patient, clinician)).to.equal(decision.denied)
        const { rule: said, denials } = await registry.permitOf(path.patient, clinician)
        expect([said, denials]).to.deep.equal([rule.deny, 1n])
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
      })

      it('denies an organisation and so every member of it', async () => {
        const { path, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        await path.deny(organisations.hospital)
        expect(await decide(path.patient, clinician)).to.equal(decision.denied)
        expect(await decide(path.patient, responder)).to.equal(decision.permitted)
      })

      it('keeps a denial through a revocation and a revocation of everything', async () => {
        const { path, registry, decide, clinician, terms } = state()
        await path.grant(organisations.hospital, { ...terms, isOrganisation: true })
        await path.deny(clinician)
        await path.revoke(clinician)
        expect(await decide(path.patient, clinician)).to.equal(decision.denied)
        const { revocations, denials } = await registry.permitOf(path.patient, clinician)
        expect([revocations, denials]).to.deep.equal([1n, 1n])
        await path.revokeAll()
        await path.grant(organisations.hospital, { ...terms, isOrganisation: true })
        expect(await decide(path.patient, clinician)).to.equal(decision.denied)
      })

      it('revokes everything at once, and grants again after that', async () => {
        const { path, registry, decide, clinician, responder, terms } = state()
        await path.grant(clinician, terms)
        await path.grant(responder, terms)
        const { generation } = await registry.headerOf(path.patient)
        await expect(path.revokeAll()).to.emit(registry, 'AllConsentsRevoked').withArgs(path.patient)
        const header = await registry.headerOf(path.patient)
        expect(header.generation).to.not.equal(generation)
        expect(header.revocations).to.equal(1)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        expect(await decide(path.patient, responder)).to.equal(decision.revoked)
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
        expect(await decide(path.patient, responder)).to.equal(decision.revoked)
      })

      it('opts out of everything, and in again with nothing left', async () => {
        const { path, registry, decide, clinician, terms } = state()
        await path.grant(clinician, terms)
        await expect(path.optOut()).to.emit(registry, 'OptedOut').withArgs(path.patient)
        expect(await decide(path.patient, clinician)).to.equal(decision.optedOut)
        expect(await decide(path.patient, path.patient)).to.equal(decision.permitted)
        const out = await registry.headerOf(path.patient)
        expect([out.isOptedOut, out.optOuts, out.revocations]).to.deep.equal([true, 1n, 0n])
        // What is granted meanwhile counts neither now nor later.
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.optedOut)
        await path.revokeAll()
        expect(await decide(path.patient, clinician)).to.equal(decision.optedOut)
        await path.grant(clinician, terms)
        await expect(path.optIn()).to.emit(registry, 'OptedIn').withArgs(path.patient)
        expect(await decide(path.patient, clinician)).to.equal(decision.revoked)
        const { isOptedOut, optOuts, revocations } = await registry.headerOf(path.patient)
        expect([isOptedOut, optOuts, revocations]).to.deep.equal([false, 1n, 1n])
        await path.grant(clinician, terms)
        expect(await decide(path.patient, clinician)).to.equal(decision.permitted)
      })

      it('opts in without effect where it is not out', async () => {
        const { path, registry } = state()
        await expect(path.optIn()).to.not.emit(registry, 'OptedIn')
        expect((await registry.headerOf(path.patient)).generation).to.equal(0)
      })

      it('enrols with a custodian, once, and leaves it', async () => {
        const { path, chain } = state()
        const { recordRegistry } = chain.contracts
        await expect(path.enrol(organisations.hospital))
          .to.emit(recordRegistry, 'PatientEnrolled')
          .withArgs(path.patient, organisations.hospital)
        await expect(path.enrol(organisations.hospital)).to.not.emit(recordRegistry, 'PatientEnrolled')
        expect(await recordRegistry.isEnrolled(path.patient, organisations.hospital)).to.equal(true)
        await expect(path.depart(organisations.hospital))
          .to.emit(recordRegistry, 'PatientLeft')
          .withArgs(path.patient, organisations.hospital)
        expect(await recordRegistry.isEnrolled(path.patient, organisations.hospital)).to.equal(false)
      })

      it('refuses to grant to or deny the patient or nobody', async () => {
        const { path, terms } = state()
        for (const grantee of [path.patient, ZeroAddress]) {
          await path.expectRefusal(path.grant(grantee, terms), 'InvalidGrantee', [grantee])
          await path.expectRefusal(path.deny(grantee), 'InvalidGrantee', [grantee])
        }
      })

      it('refuses masks that are empty or name what does not exist', async () => {
        const { path, clinician, terms } = state()
        for (const categories of [0, allCategories + 1, 2 ** 31 + 1]) {
          await path.expectRefusal(path.grant(clinician, { ...terms, categories }), 'InvalidCategories', [
            categories,
          ])
        }
        for (const purposes of [0, allPurposes + 1, 2 ** 31 + 1]) {
          await path.expectRefusal(path.grant(clinician, { ...terms, purposes }), 'InvalidPurposes', [
            purposes,
          ])
        }
      })

      it('refuses a period that is empty or over', async () => {
        const { path, clinician, terms } = state()
        const periods = [
          { start: terms.end, end: terms.end },
          { start: terms.end + 1, end: terms.end },
          { start: 0, end: terms.start },
        ]
        for (const period of periods) {
          await path.expectRefusal(path.grant(clinician, { ...terms, ...period }), 'InvalidPeriod', [
            period.start,
            period.end,
          ])
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
        for (const send of [
          () => other.grant(patient.address, account.address, terms),
          () => other.revoke(patient.address, clinician),
          () => other.deny(patient.address, clinician),
          () => other.cancelPendingGrants(patient.address, clinician),
          () => other.revokeAll(patient.address),
          () => other.optOut(patient.address),
          () => other.optIn(patient.address),
        ]) {
          await expect(send())
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
        await grant(organisations.hospital, { isOrganisation: true })
        expect(await decide(patient, clinician)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.laboratory)).to.equal(decision.categoryNotCovered)
        expect(await decide(patient, responder)).to.equal(decision.noConsent)
        expect(await decide(patient, chain.accounts.hospital.address)).to.equal(decision.noConsent)
        expect(await decide(patient, organisations.hospital)).to.equal(decision.noConsent)
      })

      it('ends for a clinician whose accreditation is withdrawn or moves elsewhere', async () => {
        const { chain, patient, decide, grant, clinician } = state()
        const { accreditationRegistry } = chain.contracts
        await grant(organisations.hospital, { isOrganisation: true })
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
        await grant(organisations.hospital, {
          isOrganisation: true,
          categories: mask(category.laboratory),
        })
        expect(await decide(patient, clinician, category.cardiology)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.laboratory)).to.equal(decision.permitted)
        expect(await decide(patient, clinician, category.riskReports)).to.equal(decision.categoryNotCovered)
      })

      it('tells the reason of the own permit where neither permits', async () => {
        const { chain, registry, patient, decide, grant, clinician } = state()
        await grant(clinician)
        await registry.connect(chain.accounts.patient).revoke(patient, clinician)
        await grant(organisations.hospital, {
          isOrganisation: true,
          categories: mask(category.laboratory),
        })
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
        await grant(organisations.hospital, { ...terms, isOrganisation: true })
        for (const asking of [clinician.address, organisations.hospital]) {
          expect(await decide(patient, asking, category.cardiology, purpose.familyRequest)).to.equal(
            decision.noConsent,
          )
        }
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
        const { generation } = await registry.headerOf(patient)
        const answer = registry.requirePermitted(patient, [clinician, responder], wanted, purpose.treatment)
        expect(await answer).to.equal(generation)
        expect(await registry.requirePermitted(patient, [patient], allCategories, purpose.research)).to.equal(
          generation,
        )
      })

      it('puts own and organisation permits together as decide does', async () => {
        const { registry, patient, grant, clinician } = state()
        await grant(clinician)
        await grant(organisations.hospital, {
          isOrganisation: true,
          categories: mask(category.laboratory),
        })
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

    it('answers many questions in their order', async () => {
      const { registry, patient, grant, clinician, responder } = state()
      await grant(clinician)
      const ask = (grantee: string, asked: number) => ({
        patient,
        grantee,
        category: asked,
        purpose: purpose.treatment,
      })
      const questions = [
        ask(clinician, category.cardiology),
        ask(responder, category.cardiology),
        ask(clinician, category.laboratory),
      ]
      expect(await registry.decideMany(questions)).to.deep.equal([
        decision.permitted,
        decision.noConsent,
        decision.categoryNotCovered,
      ])
      expect(await registry.decideMany([])).to.deep.equal([])
      await expect(registry.decideMany([...questions, ask(clinician, 18)]))
        .to.be.revertedWithCustomError(registry, 'UnknownQuestion')
        .withArgs(18, purpose.treatment)
    })

    it('keeps accounts and organisations apart', async () => {
      const { patient, decide, grant, clinician } = state()
      // Meant for one account of this address: serves nobody else.
      await grant(organisations.hospital)
      expect(await decide(patient, clinician)).to.equal(decision.noConsent)
      // Meant for an organisation of this address: does not serve the account.
      await grant(clinician, { isOrganisation: true, purposes: allPurposes })
      for (const use of [purpose.treatment, purpose.patientRequest]) {
        expect(await decide(patient, clinician, category.cardiology, use)).to.equal(decision.noConsent)
      }
    })

    describe('in an emergency', () => {
      const breakGlass = async () => {
        const { chain, patient } = state()
        const { emergencyAccess } = chain.contracts
        await emergencyAccess.connect(chain.accounts.responder).breakGlass(patient, id('reason'))
      }

      it('lets the responder in for emergency purposes only, after denials and opt-out', async () => {
        const { chain, registry, patient, decide, responder } = state()
        await breakGlass()
        const at = (use: number, asked: number = category.cardiology) =>
          decide(patient, responder, asked, use)
        expect(await at(purpose.emergencyTreatment)).to.equal(decision.emergency)
        expect(await at(purpose.breakTheGlass)).to.equal(decision.emergency)
        expect(await at(purpose.treatment)).to.equal(decision.noConsent)
        expect(await at(purpose.patientRequest)).to.equal(decision.noConsent)
        expect(await at(purpose.breakTheGlass, category.psychotherapy)).to.equal(decision.noConsent)
        const own = registry.connect(chain.accounts.patient)
        await own.deny(patient, responder)
        expect(await at(purpose.breakTheGlass)).to.equal(decision.denied)
        await own.grant(patient, responder, state().terms)
        expect(await at(purpose.breakTheGlass)).to.equal(decision.emergency)
        await own.deny(patient, organisations.ambulance)
        expect(await at(purpose.breakTheGlass)).to.equal(decision.denied)
        await own.optOut(patient)
        expect(await at(purpose.breakTheGlass)).to.equal(decision.optedOut)
      })

      it('says permitted where a permit already covers it, and the reason of the permit where it is closed', async () => {
        const { patient, decide, grant, responder } = state()
        await grant(responder, { purposes: mask(purpose.breakTheGlass) })
        await breakGlass()
        expect(await decide(patient, responder, category.cardiology, purpose.breakTheGlass)).to.equal(
          decision.permitted,
        )
        expect(await decide(patient, responder, category.laboratory, purpose.breakTheGlass)).to.equal(
          decision.emergency,
        )
        expect(await decide(patient, responder, category.substanceUse, purpose.breakTheGlass)).to.equal(
          decision.categoryNotCovered,
        )
      })

      it('lets nobody act through others', async () => {
        const { registry, patient, responder } = state()
        await breakGlass()
        for (const use of [purpose.emergencyTreatment, purpose.breakTheGlass]) {
          await expect(registry.requirePermitted(patient, [responder], mask(category.cardiology), use))
            .to.be.revertedWithCustomError(registry, 'ConsentMissing')
            .withArgs(patient, responder, decision.noConsent)
        }
      })
    })

    it('ends with denials and opt-out for those who act through others too', async () => {
      const { chain, registry, patient, grant, clinician } = state()
      const own = registry.connect(chain.accounts.patient)
      const required = () =>
        registry.requirePermitted(patient, [clinician], mask(category.cardiology), purpose.treatment)
      await grant(clinician)
      await required()
      await own.deny(patient, organisations.hospital)
      await expect(required())
        .to.be.revertedWithCustomError(registry, 'ConsentMissing')
        .withArgs(patient, clinician, decision.denied)
      await own.optOut(patient)
      await expect(required())
        .to.be.revertedWithCustomError(registry, 'ConsentMissing')
        .withArgs(patient, clinician, decision.optedOut)
    })
  })

  describe('a guardian', () => {
    const state = freshState(async () => {
      const prepared = await prepare()
      const { chain, registry } = prepared
      const { patient, otherPatient: guardian } = chain.accounts
      const mandateEnd = (await chain.networkHelpers.time.latest()) + 60 * 86_400
      await chain.contracts.guardianship
        .connect(patient)
        .appoint(patient.address, guardian.address, mandateEnd)
      return {
        ...prepared,
        patient: patient.address,
        own: registry.connect(patient),
        guardian: guardian.address,
        guarded: registry.connect(guardian),
        mandateEnd,
      }
    })

    it('grants and revokes, and is seen to', async () => {
      const { registry, patient, guardian, guarded, decide, clinician, terms } = state()
      await expect(guarded.grant(patient, clinician, terms))
        .to.emit(registry, 'GuardianActed')
        .withArgs(patient, guardian)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      await expect(guarded.revoke(patient, clinician))
        .to.emit(registry, 'GuardianActed')
        .withArgs(patient, guardian)
      expect(await decide(patient, clinician)).to.equal(decision.revoked)
    })

    it('grants nothing beyond the mandate', async () => {
      const { registry, patient, guarded, clinician, terms, mandateEnd } = state()
      await guarded.grant(patient, clinician, { ...terms, end: mandateEnd })
      await expect(guarded.grant(patient, clinician, { ...terms, end: mandateEnd + 1 }))
        .to.be.revertedWithCustomError(registry, 'OutlivesMandate')
        .withArgs(mandateEnd + 1, mandateEnd)
    })

    it('has no other powers', async () => {
      const { registry, patient, guardian, guarded, clinician } = state()
      for (const send of [
        () => guarded.deny(patient, clinician),
        () => guarded.cancelPendingGrants(patient, clinician),
        () => guarded.revokeAll(patient),
        () => guarded.optOut(patient),
        () => guarded.optIn(patient),
      ]) {
        await expect(send())
          .to.be.revertedWithCustomError(registry, 'NotController')
          .withArgs(patient, guardian)
      }
    })

    it('has no powers once dismissed, or when the mandate is over', async () => {
      const { chain, registry, patient, guardian, guarded, clinician, terms, mandateEnd } = state()
      const refused = async () => {
        for (const send of [
          () => guarded.grant(patient, clinician, terms),
          () => guarded.revoke(patient, clinician),
        ]) {
          await expect(send())
            .to.be.revertedWithCustomError(registry, 'NotController')
            .withArgs(patient, guardian)
        }
      }
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await chain.contracts.guardianship.connect(chain.accounts.patient).dismiss(patient, guardian)
      await refused()
      await restore()
      await chain.networkHelpers.time.increaseTo(mandateEnd)
      await refused()
    })

    it('cannot end a denial', async () => {
      const { registry, patient, own, guarded, decide, clinician, terms } = state()
      await own.deny(patient, clinician)
      await expect(guarded.grant(patient, clinician, terms))
        .to.be.revertedWithCustomError(registry, 'DeniedByPatient')
        .withArgs(patient, clinician)
      await guarded.revoke(patient, clinician)
      expect(await decide(patient, clinician)).to.equal(decision.denied)
    })

    it('cannot use up a revocation that the patient has signed', async () => {
      const { chain, patient, guarded, decide, clinician, terms } = state()
      const account = chain.accounts.patient
      const signer = {
        address: account.address,
        sign: account.signTypedData.bind(account),
        send: () => Promise.reject(new Error('Not used.')),
      }
      const { request, signature } = await signRestriction(chain, signer, restriction.revoke, clinician)
      await guarded.revoke(patient, clinician)
      await guarded.grant(patient, clinician, terms)
      await chain.contracts.consentRegistry.restrictBySignature(request, signature)
      expect(await decide(patient, clinician)).to.equal(decision.revoked)
    })

    it('cannot keep the patient from anything', async () => {
      const { registry, patient, own, guarded, decide, clinician, terms } = state()
      await guarded.grant(patient, clinician, terms)
      await own.revoke(patient, clinician)
      expect(await decide(patient, clinician)).to.equal(decision.revoked)
      await guarded.revoke(patient, clinician)
      await own.grant(patient, clinician, terms)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      await own.optOut(patient)
      await guarded.grant(patient, clinician, terms)
      expect(await decide(patient, clinician)).to.equal(decision.optedOut)
      await own.optIn(patient)
      expect(await registry.controllerOf(patient)).to.equal(patient)
    })
  })

  describe('a controller that was moved', () => {
    const state = freshState(async () => {
      const prepared = await prepare()
      const { chain, registry, terms, clinician } = prepared
      const { patient, otherPatient: controller, relayer } = chain.accounts
      const guardianship = await chain.contracts.guardianship.getAddress()
      await registry.connect(patient).grant(patient.address, clinician, terms)
      const moveTo = async (to: string) => {
        await chain.networkHelpers.setBalance(guardianship, 10n ** 18n)
        await chain.provider.request({ method: 'hardhat_impersonateAccount', params: [guardianship] })
        const signer = await chain.ethers.getSigner(guardianship)
        return registry.connect(signer).moveController(patient.address, to)
      }
      return {
        ...prepared,
        patient: patient.address,
        previous: registry.connect(patient),
        controller: controller.address,
        next: registry.connect(controller),
        relayed: registry.connect(relayer),
        moveTo,
      }
    })

    it('is moved by the guardianship contract only', async () => {
      const { chain, registry, patient, controller } = state()
      const { authority, patient: account, stranger } = chain.accounts
      for (const sender of [authority, account, stranger]) {
        await expect(registry.connect(sender).moveController(patient, controller))
          .to.be.revertedWithCustomError(registry, 'NotGuardianship')
          .withArgs(sender.address)
      }
    })

    it('acts for the patient, with no consent carried over', async () => {
      const { registry, patient, previous, controller, next, decide, clinician, terms, moveTo } = state()
      await expect(moveTo(controller)).to.emit(registry, 'ControllerMoved').withArgs(patient, controller)
      expect(await registry.controllerOf(patient)).to.equal(controller)
      expect(await decide(patient, clinician)).to.equal(decision.revoked)
      expect(await decide(patient, controller)).to.equal(decision.permitted)
      expect(await decide(patient, patient)).to.equal(decision.noConsent)
      await expect(previous.grant(patient, clinician, terms))
        .to.be.revertedWithCustomError(registry, 'NotController')
        .withArgs(patient, patient)
      await next.grant(patient, clinician, terms)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
    })

    it('voids every signature of the one before', async () => {
      const { chain, registry, relayed, controller, clinician, responder, terms, moveTo } = state()
      const account = chain.accounts.patient
      const signer = {
        address: account.address,
        sign: account.signTypedData.bind(account),
        send: () => Promise.reject(new Error('Not used.')),
      }
      const before = await signGrant(chain, signer, responder, terms)
      const revocation = await signRestriction(chain, signer, restriction.revoke, clinician)
      await moveTo(controller)
      await expect(relayed.grantBySignature(before.request, before.signature))
        .to.be.revertedWithCustomError(registry, 'StaleGrant')
        .withArgs(0, 0, (await registry.headerOf(account.address)).generation, 0)
      const after = await signGrant(chain, signer, responder, terms)
      for (const send of [
        () => relayed.grantBySignature(after.request, after.signature),
        () => relayed.restrictBySignature(revocation.request, revocation.signature),
      ]) {
        await expect(send()).to.be.revertedWithCustomError(registry, 'InvalidSignature')
      }
    })

    it('keeps an opt-out and denials, and can be the patient again', async () => {
      const { registry, patient, previous, controller, next, decide, clinician, terms, moveTo } = state()
      await previous.deny(patient, clinician)
      await previous.optOut(patient)
      await moveTo(controller)
      expect(await decide(patient, clinician)).to.equal(decision.optedOut)
      await next.optIn(patient)
      expect(await decide(patient, clinician)).to.equal(decision.denied)
      await moveTo(patient)
      expect(await registry.controllerOf(patient)).to.equal(patient)
      expect((await registry.headerOf(patient)).controller).to.equal(ZeroAddress)
      await previous.grant(patient, clinician, terms)
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
    })
  })

  describe('relay', () => {
    const state = freshState(async () => {
      const prepared = await prepare()
      const { patient } = prepared.chain.accounts
      const encode = (method: 'grant' | 'deny' | 'moveController' | 'relay', args: readonly unknown[]) =>
        (prepared.registry as BaseContract).interface.encodeFunctionData(method, args)
      return { ...prepared, patient: patient.address, own: prepared.registry.connect(patient), encode }
    })

    it('runs direct acts of its sender, in order', async () => {
      const { patient, own, encode, decide, clinician, responder, terms } = state()
      await own.relay([
        encode('deny', [patient, clinician]),
        encode('grant', [patient, clinician, terms]),
        encode('deny', [patient, responder]),
      ])
      expect(await decide(patient, clinician)).to.equal(decision.permitted)
      expect(await decide(patient, responder)).to.equal(decision.denied)
    })

    it('gives its sender no power over others', async () => {
      const { chain, registry, patient, encode, decide, clinician, terms } = state()
      const { stranger } = chain.accounts
      const acts = [
        encode('grant', [patient, clinician, terms]),
        encode('moveController', [patient, stranger.address]),
        encode('relay', [[encode('grant', [patient, clinician, terms])]]),
      ]
      const sent = registry.connect(stranger).relay(acts)
      const reason = (error: string, args: readonly unknown[]) =>
        (registry as BaseContract).interface.encodeErrorResult(error, args)
      await expect(sent)
        .to.emit(registry, 'ActFailed')
        .withArgs(0, reason('NotController', [patient, stranger.address]))
      await expect(sent)
        .to.emit(registry, 'ActFailed')
        .withArgs(1, reason('NotGuardianship', [stranger.address]))
      expect(await registry.connect(stranger).relay.staticCall(acts)).to.deep.equal([false, false, true])
      expect(await decide(patient, clinician)).to.equal(decision.noConsent)
    })

    it('says of each act whether it succeeded', async () => {
      const { patient, own, encode, clinician, terms } = state()
      const good = encode('grant', [patient, clinician, terms])
      expect(await own.relay.staticCall([good, '0x', '0x12345678', good])).to.deep.equal([
        true,
        false,
        false,
        true,
      ])
      expect(await own.relay.staticCall([])).to.deep.equal([])
    })
  })
})
