import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { expect } from 'chai'
import { AbiCoder, id, keccak256, ZeroAddress, ZeroHash } from 'ethers'
import { connectChain, organisation } from '../helpers/chain.ts'
import { farFuture, randomHash, treatmentTerms } from '../helpers/scenario.ts'
import { allCategories, category, decision, mask, purpose, roles } from '../helpers/terms.ts'
import { choiceTypes, choiceWords, emergencyDomain } from '../helpers/typedData.ts'
import { type AccountKind, createPatient, fundedWallet, type PatientAccount } from './support/accounts.ts'
import { inOneHour } from './support/consentPaths.ts'
import { freshState } from './support/freshState.ts'

const [hour, day] = [3_600, 86_400]
const window = 4 * hour
const reviewPeriod = 72 * hour
const responderLimit = 5
const organisationLimit = 50
const [ambulance, clinic, inspectorate] = ['ambulance', 'clinic', 'inspectorate'].map(organisation) as [
  string,
  string,
  string,
]
const verdict = { none: 0, justified: 1, unjustified: 2 } as const
const signingKinds: readonly AccountKind[] = ['plain account', 'contract wallet']

describe('EmergencyAccess', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const { emergencyAccess: access, consentRegistry, guardianship, accreditationRegistry } = chain.contracts
    const { patient, responder, clinician: reviewer, stranger, hospital } = chain.accounts
    const accredit = (account: string, org: string, roleMask: number) =>
      accreditationRegistry.accredit(account, org, roleMask, farFuture)
    await accredit(responder.address, ambulance, roles.responder)
    await accredit(reviewer.address, inspectorate, roles.auditor)
    const now = () => chain.networkHelpers.time.latest()
    const at = (timestamp: number) => chain.networkHelpers.time.setNextBlockTimestamp(timestamp)
    const to = (timestamp: number) => chain.networkHelpers.time.increaseTo(timestamp)
    const by = (account: HardhatEthersSigner) => access.connect(account)

    /** A responder breaks the glass of a patient. Gives the episode and the second it opened. */
    const breakGlass = async (account = responder, of: string = patient.address) => {
      const sent = await by(account).breakGlass(of, randomHash())
      const episodeId = (await sent.wait())?.logs[0]?.topics[1] ?? expect.fail('no episode')
      return { episodeId, openedAt: await now() }
    }
    const review = (episodeId: string, account = reviewer) =>
      by(account).review(episodeId, verdict.justified, randomHash())
    const isOpen = (asked: number = category.cardiology, account = responder) =>
      access.isOpen(patient.address, account.address, asked)
    const decide = (asked: number, why: number = purpose.emergencyTreatment) =>
      consentRegistry.decide(patient.address, responder.address, asked, why)
    const somePatient = async () => (await fundedWallet(chain)).address

    const domain = await emergencyDomain(chain)
    const signChoice = async (
      account: PatientAccount,
      categories: number,
      change: Record<string, unknown> = {},
    ) => {
      const request = {
        patient: account.address,
        categories,
        changes: (await access.choiceOf(account.address)).changes,
        generation: (await consentRegistry.headerOf(account.address)).generation,
        deadline: await inOneHour(chain),
        ...change,
      }
      const value = { words: choiceWords, ...request }
      return { request, signature: await account.sign(domain, choiceTypes, value) }
    }
    const signer: PatientAccount = {
      address: patient.address,
      sign: (on, types, value) => patient.signTypedData(on, types, value),
      send: () => expect.fail('it only signs'),
    }
    /** Two parties give the patient a new controller. */
    const recover = async (controller: string) => {
      await accredit(hospital.address, clinic, roles.custodian)
      await accredit(reviewer.address, inspectorate, roles.auditor | roles.clinician)
      await guardianship.connect(hospital).proposeRecovery(patient.address, controller)
      await guardianship.connect(reviewer).confirmRecovery(patient.address, controller, hospital.address)
      await at((await now()) + 30 * day)
      await guardianship.completeRecovery(patient.address)
    }
    return {
      chain,
      access,
      consentRegistry,
      accreditationRegistry,
      patient,
      responder,
      reviewer,
      stranger,
      accredit,
      now,
      at,
      to,
      by,
      breakGlass,
      review,
      isOpen,
      decide,
      somePatient,
      relayed: access.connect(chain.accounts.relayer),
      signChoice,
      signer,
      recover,
    }
  })

  it('tells its periods and limits', async () => {
    const { access } = state()
    expect(await access.WINDOW()).to.equal(window)
    expect(await access.REVIEW_PERIOD()).to.equal(reviewPeriod)
    expect(await access.LIMIT_PERIOD()).to.equal(day)
    expect(await access.RESPONDER_LIMIT()).to.equal(responderLimit)
    expect(await access.ORGANISATION_LIMIT()).to.equal(organisationLimit)
  })

  describe('breakGlass', () => {
    it('opens an episode, with a commitment to the reason', async () => {
      const { chain, access, by, patient, responder, now, at } = state()
      const reason = randomHash()
      const episodeId = keccak256(
        AbiCoder.defaultAbiCoder().encode(
          ['bytes32', 'uint256', 'address', 'address', 'address', 'uint256'],
          [
            id('salus.emergency.episode.v1'),
            chain.chainId,
            await access.getAddress(),
            patient.address,
            responder.address,
            0,
          ],
        ),
      )
      const openedAt = (await now()) + 10
      await at(openedAt)
      await expect(by(responder).breakGlass(patient.address, reason))
        .to.emit(access, 'GlassBroken')
        .withArgs(
          episodeId,
          patient.address,
          responder.address,
          ambulance,
          reason,
          openedAt + window,
          openedAt + reviewPeriod,
        )
      expect(await access.episodeOf(episodeId)).to.deep.equal([
        patient.address,
        BigInt(openedAt),
        BigInt(openedAt + window),
        responder.address,
        BigInt(openedAt + reviewPeriod),
        0n,
        ambulance,
      ])
      expect(await access.awaitingReview(responder.address)).to.equal(episodeId)
    })

    it('is for accredited responders alone', async () => {
      const { access, by, patient, reviewer, stranger, responder, accreditationRegistry } = state()
      await accreditationRegistry.withdraw(responder.address)
      for (const account of [stranger, reviewer, responder, patient]) {
        await expect(by(account).breakGlass(patient.address, randomHash()))
          .to.be.revertedWithCustomError(access, 'NotResponder')
          .withArgs(account.address)
      }
    })

    it('takes a reason', async () => {
      const { access, by, patient, responder } = state()
      await expect(by(responder).breakGlass(patient.address, ZeroHash)).to.be.revertedWithCustomError(
        access,
        'ReasonMissing',
      )
    })

    it('opens no window twice, and a new one at the second the old one ends', async () => {
      const { access, by, at, patient, responder, breakGlass } = state()
      const { episodeId, openedAt } = await breakGlass()
      await at(openedAt + window - 1)
      await expect(by(responder).breakGlass(patient.address, randomHash()))
        .to.be.revertedWithCustomError(access, 'AlreadyOpen')
        .withArgs(episodeId)
      await at(openedAt + window)
      const later = await breakGlass()
      expect(later.episodeId).not.to.equal(episodeId)
      expect((await access.episodeOf(episodeId)).until).to.equal(openedAt + window)
    })

    it('gives every episode an id of its own', async () => {
      const { responder, breakGlass, by, somePatient, stranger, accredit } = state()
      await accredit(stranger.address, ambulance, roles.responder)
      const ids = new Set<string>()
      for (const account of [responder, stranger]) {
        const first = await breakGlass(account)
        ids.add(first.episodeId)
        await by(account).close(first.episodeId)
        ids.add((await breakGlass(account)).episodeId)
        ids.add((await breakGlass(account, await somePatient())).episodeId)
      }
      expect(ids.size).to.equal(6)
    })

    it('lets a responder open 5 within a day, closed or not, and another when the first is a day old', async () => {
      const { access, by, at, patient, responder, breakGlass } = state()
      const first = await breakGlass()
      await by(responder).close(first.episodeId)
      for (let count = 1; count < responderLimit; count += 1) {
        const { episodeId } = await breakGlass()
        await by(responder).close(episodeId)
      }
      await at(first.openedAt + day - 1)
      await expect(by(responder).breakGlass(patient.address, randomHash()))
        .to.be.revertedWithCustomError(access, 'LimitReached')
        .withArgs(responder.address, responderLimit)
      await at(first.openedAt + day)
      await breakGlass()
    })

    it('lets the responders of an organisation open 50 within a day', async () => {
      const { chain, access, at, to, now, by, somePatient, accredit, responder, breakGlass } = state()
      const start = await now()
      for (let batch = 0; batch < organisationLimit / responderLimit; batch += 1) {
        const wallet = await fundedWallet(chain)
        await accredit(wallet.address, ambulance, roles.responder)
        for (let count = 0; count < responderLimit; count += 1) {
          await access.connect(wallet).breakGlass(await somePatient(), randomHash())
        }
      }
      await at(start + 10_000)
      await expect(by(responder).breakGlass(await somePatient(), randomHash()))
        .to.be.revertedWithCustomError(access, 'LimitReached')
        .withArgs(ambulance, organisationLimit)
      // Another organisation is not concerned.
      await accredit(responder.address, clinic, roles.responder)
      await breakGlass()
      await accredit(responder.address, ambulance, roles.responder)
      await to((await now()) + day)
      await breakGlass()
    })

    it('keeps the limit of a responder who changes organisations', async () => {
      const { access, by, patient, responder, breakGlass, somePatient, accredit } = state()
      for (let count = 0; count < responderLimit; count += 1) await breakGlass(responder, await somePatient())
      await accredit(responder.address, clinic, roles.responder)
      await expect(by(responder).breakGlass(patient.address, randomHash()))
        .to.be.revertedWithCustomError(access, 'LimitReached')
        .withArgs(responder.address, responderLimit)
    })
  })

  describe('a window', () => {
    it('shows everything but the sensitive categories, to its last second', async () => {
      const { to, breakGlass, isOpen } = state()
      expect(await isOpen()).to.equal(false)
      const { openedAt } = await breakGlass()
      for (let asked = 0; asked < 18; asked += 1) {
        const isSensitive = asked === category.psychotherapy || asked === category.substanceUse
        expect(await isOpen(asked)).to.equal(!isSensitive)
      }
      await to(openedAt + window - 1)
      expect(await isOpen()).to.equal(true)
      await to(openedAt + window)
      expect(await isOpen()).to.equal(false)
    })

    it('is for its responder and its patient alone', async () => {
      const { access, responder, stranger, patient, breakGlass, isOpen, accredit } = state()
      await accredit(stranger.address, ambulance, roles.responder)
      await breakGlass()
      expect(await isOpen(category.cardiology, stranger)).to.equal(false)
      expect(await access.isOpen(stranger.address, responder.address, category.cardiology)).to.equal(false)
      expect(await access.isOpen(responder.address, patient.address, category.cardiology)).to.equal(false)
    })

    it('shuts with the accreditation, or when the responder leaves the organisation', async () => {
      const { responder, breakGlass, isOpen, accredit, accreditationRegistry } = state()
      await breakGlass()
      await accredit(responder.address, ambulance, roles.clinician)
      expect(await isOpen()).to.equal(false)
      await accredit(responder.address, clinic, roles.responder)
      expect(await isOpen()).to.equal(false)
      await accredit(responder.address, ambulance, roles.responder)
      expect(await isOpen()).to.equal(true)
      await accreditationRegistry.withdraw(responder.address)
      expect(await isOpen()).to.equal(false)
    })

    it('never permits past opt-out or a denial of the responder or its organisation', async () => {
      const { consentRegistry, patient, responder, breakGlass, decide } = state()
      const consents = consentRegistry.connect(patient)
      const asked = category.cardiology
      expect(await decide(asked)).to.equal(decision.noConsent)
      await breakGlass()
      expect(await decide(asked)).to.equal(decision.emergency)
      expect(await decide(asked, purpose.breakTheGlass)).to.equal(decision.emergency)
      expect(await decide(asked, purpose.treatment)).to.equal(decision.noConsent)
      expect(await decide(category.psychotherapy)).to.equal(decision.noConsent)
      for (const denied of [responder.address, ambulance]) {
        await consents.deny(patient.address, denied)
        expect(await decide(asked)).to.equal(decision.denied)
        await consents.grant(patient.address, denied, {
          ...(await treatmentTerms(state().chain)),
          isOrganisation: denied === ambulance,
        })
        expect(await decide(asked)).to.equal(decision.emergency)
      }
      await consents.optOut(patient.address)
      expect(await decide(asked)).to.equal(decision.optedOut)
    })

    it('opens nothing to those who act through others', async () => {
      const { consentRegistry, patient, responder, breakGlass } = state()
      await breakGlass()
      await expect(
        consentRegistry.requirePermitted(
          patient.address,
          [responder.address],
          mask(category.cardiology),
          purpose.emergencyTreatment,
        ),
      )
        .to.be.revertedWithCustomError(consentRegistry, 'ConsentMissing')
        .withArgs(patient.address, responder.address, decision.noConsent)
    })
  })

  describe('close', () => {
    it('shuts the window at once, by its responder', async () => {
      const { access, by, now, responder, breakGlass, isOpen } = state()
      const { episodeId, openedAt } = await breakGlass()
      await expect(by(responder).close(episodeId)).to.emit(access, 'EpisodeClosed').withArgs(episodeId)
      const episode = await access.episodeOf(episodeId)
      expect(episode.until).to.equal(await now())
      expect(episode.reviewDueAt).to.equal(openedAt + reviewPeriod)
      expect(await isOpen()).to.equal(false)
    })

    it('does nothing to a window that is over', async () => {
      const { access, by, at, responder, breakGlass } = state()
      const { episodeId, openedAt } = await breakGlass()
      await at(openedAt + window)
      await expect(by(responder).close(episodeId)).not.to.emit(access, 'EpisodeClosed')
      expect((await access.episodeOf(episodeId)).until).to.equal(openedAt + window)
    })

    it('is for the responder alone, of an episode there is', async () => {
      const { access, by, patient, stranger, reviewer, responder, breakGlass } = state()
      const { episodeId } = await breakGlass()
      for (const account of [patient, stranger, reviewer]) {
        await expect(by(account).close(episodeId))
          .to.be.revertedWithCustomError(access, 'NotOpener')
          .withArgs(episodeId, account.address)
      }
      await expect(by(responder).close(ZeroHash))
        .to.be.revertedWithCustomError(access, 'UnknownEpisode')
        .withArgs(ZeroHash)
    })
  })

  describe('review', () => {
    for (const [name, given] of Object.entries(verdict).slice(1)) {
      it(`records that an episode was ${name}, once`, async () => {
        const { access, by, reviewer, responder, breakGlass } = state()
        const { episodeId } = await breakGlass()
        const findings = randomHash()
        await expect(by(reviewer).review(episodeId, given, findings))
          .to.emit(access, 'EpisodeReviewed')
          .withArgs(episodeId, reviewer.address, given, findings)
        expect((await access.episodeOf(episodeId)).verdict).to.equal(given)
        expect(await access.awaitingReview(responder.address)).to.equal(ZeroHash)
        await expect(by(reviewer).review(episodeId, verdict.unjustified, findings))
          .to.be.revertedWithCustomError(access, 'AlreadyReviewed')
          .withArgs(episodeId)
        expect((await access.episodeOf(episodeId)).verdict).to.equal(given)
      })
    }

    it('is for accredited reviewers of another organisation', async () => {
      const { access, review, stranger, patient, responder, reviewer, breakGlass, accredit } = state()
      const { episodeId } = await breakGlass()
      const refused = (account: HardhatEthersSigner) =>
        expect(review(episodeId, account))
          .to.be.revertedWithCustomError(access, 'NotReviewer')
          .withArgs(account.address)
      for (const account of [stranger, patient, responder]) await refused(account)
      await accredit(stranger.address, inspectorate, roles.clinician)
      await refused(stranger)
      await accredit(stranger.address, ambulance, roles.qualityAssurance)
      await refused(stranger)
      await accredit(reviewer.address, inspectorate, roles.qualityAssurance)
      await review(episodeId)
    })

    it('is neither for the responder nor for its new colleagues when it changed organisations', async () => {
      const { access, review, stranger, responder, breakGlass, accredit } = state()
      const { episodeId } = await breakGlass()
      await accredit(responder.address, clinic, roles.auditor)
      await accredit(stranger.address, clinic, roles.auditor)
      for (const account of [responder, stranger]) {
        await expect(review(episodeId, account))
          .to.be.revertedWithCustomError(access, 'NotReviewer')
          .withArgs(account.address)
      }
      // Its old colleagues are no more impartial.
      await accredit(stranger.address, ambulance, roles.auditor)
      await expect(review(episodeId, stranger))
        .to.be.revertedWithCustomError(access, 'NotReviewer')
        .withArgs(stranger.address)
    })

    it('takes a verdict and an episode', async () => {
      const { access, by, reviewer, review, breakGlass } = state()
      const { episodeId } = await breakGlass()
      await expect(by(reviewer).review(episodeId, verdict.none, randomHash())).to.be.revertedWithCustomError(
        access,
        'InvalidVerdict',
      )
      const unknown = randomHash()
      await expect(review(unknown)).to.be.revertedWithCustomError(access, 'UnknownEpisode').withArgs(unknown)
    })

    it('that is overdue keeps the responder from opening more, until it is made', async () => {
      const { access, by, at, to, patient, responder, breakGlass, review, somePatient } = state()
      const first = await breakGlass()
      await to(first.openedAt + 2 * day)
      const second = await breakGlass(responder, await somePatient())
      await to(first.openedAt + reviewPeriod - 1)
      expect(await access.isOverdue(responder.address)).to.equal(false)
      await to(first.openedAt + reviewPeriod)
      expect(await access.isOverdue(responder.address)).to.equal(true)
      await expect(by(responder).breakGlass(patient.address, randomHash()))
        .to.be.revertedWithCustomError(access, 'ReviewOverdue')
        .withArgs(first.episodeId)
      await review(second.episodeId)
      expect(await access.isOverdue(responder.address)).to.equal(true)
      await review(first.episodeId)
      expect(await access.isOverdue(responder.address)).to.equal(false)
      expect(await access.awaitingReview(responder.address)).to.equal(ZeroHash)
      await at(first.openedAt + reviewPeriod + day)
      await breakGlass()
    })

    it('is not overdue at the second before, even for the last opening', async () => {
      const { at, breakGlass, responder, somePatient } = state()
      const { openedAt } = await breakGlass()
      await at(openedAt + reviewPeriod - 1)
      await breakGlass(responder, await somePatient())
    })

    it('in any order leaves the first without one awaited', async () => {
      const { access, responder, breakGlass, review, somePatient } = state()
      const episodes: string[] = []
      for (let count = 0; count < responderLimit; count += 1) {
        episodes.push((await breakGlass(responder, await somePatient())).episodeId)
      }
      for (const [place, awaited] of [
        [3, 0],
        [1, 0],
        [0, 2],
        [4, 2],
      ] as const) {
        await review(episodes[place] ?? '')
        expect(await access.awaitingReview(responder.address)).to.equal(episodes[awaited])
      }
      await review(episodes[2] ?? '')
      expect(await access.awaitingReview(responder.address)).to.equal(ZeroHash)
    })
  })

  describe('choose', () => {
    it('replaces the default, wider or narrower, down to nothing', async () => {
      const { access, by, patient, breakGlass, isOpen } = state()
      await breakGlass()
      expect(await access.choiceOf(patient.address)).to.deep.equal([false, 0n, 0n, ZeroAddress])
      const { cardiology, laboratory, psychotherapy } = category
      for (const chosen of [mask(psychotherapy, laboratory), allCategories, 0]) {
        const before = await access.choiceOf(patient.address)
        await expect(by(patient).choose(patient.address, chosen))
          .to.emit(access, 'ChoiceMade')
          .withArgs(patient.address, chosen)
        const choice = await access.choiceOf(patient.address)
        expect([choice.isMade, choice.categories, choice.chosenBy]).to.deep.equal([
          true,
          BigInt(chosen),
          patient.address,
        ])
        expect(choice.changes).not.to.equal(before.changes)
        for (const asked of [cardiology, laboratory, psychotherapy]) {
          expect(await isOpen(asked)).to.equal((chosen & mask(asked)) !== 0)
        }
      }
    })

    it('is for the controller alone, of categories there are', async () => {
      const { access, by, patient, stranger, responder } = state()
      for (const account of [stranger, responder]) {
        await expect(by(account).choose(patient.address, 0))
          .to.be.revertedWithCustomError(access, 'NotController')
          .withArgs(patient.address, account.address)
      }
      await expect(by(patient).choose(patient.address, allCategories + 1))
        .to.be.revertedWithCustomError(access, 'InvalidCategories')
        .withArgs(allCategories + 1)
    })

    it('after a recovery keeps closed what was closed, and no sensitive category open', async () => {
      const { by, patient, stranger, recover, breakGlass, isOpen } = state()
      const { cardiology, laboratory, psychotherapy } = category
      await by(patient).choose(patient.address, mask(cardiology, psychotherapy))
      await recover(stranger.address)
      await breakGlass()
      expect(await isOpen(cardiology)).to.equal(true)
      expect(await isOpen(laboratory)).to.equal(false)
      expect(await isOpen(psychotherapy)).to.equal(false)
      await by(stranger).choose(patient.address, mask(psychotherapy))
      expect(await isOpen(psychotherapy)).to.equal(true)
      expect(await isOpen(cardiology)).to.equal(false)
    })
  })

  describe('chooseBySignature', () => {
    for (const kind of signingKinds) {
      it(`chooses by a signature of a ${kind}, once`, async () => {
        const { chain, access, relayed, signChoice } = state()
        const account = await createPatient(chain, kind)
        const { request, signature } = await signChoice(account, 0)
        await expect(relayed.chooseBySignature(request, signature))
          .to.emit(access, 'ChoiceMade')
          .withArgs(account.address, 0)
        expect((await access.choiceOf(account.address)).isMade).to.equal(true)
        await expect(relayed.chooseBySignature(request, signature)).not.to.emit(access, 'ChoiceMade')
        const other = await signChoice(account, allCategories)
        await relayed.chooseBySignature(other.request, other.signature)
        const { changes } = await access.choiceOf(account.address)
        await expect(relayed.chooseBySignature(request, signature))
          .to.be.revertedWithCustomError(access, 'StaleChoice')
          .withArgs(request.changes, request.generation, changes, request.generation)
      })
    }

    it('voids other choices signed for the same state, even if it changes nothing', async () => {
      const { access, by, relayed, patient, signChoice, signer } = state()
      await by(patient).choose(patient.address, 0)
      const opening = await signChoice(signer, allCategories)
      const closing = await signChoice(signer, 0)
      await relayed.chooseBySignature(closing.request, closing.signature)
      const { changes } = await access.choiceOf(patient.address)
      await expect(relayed.chooseBySignature(opening.request, opening.signature))
        .to.be.revertedWithCustomError(access, 'StaleChoice')
        .withArgs(opening.request.changes, 0, changes, 0)
    })

    it('is void once the patient ended all consents', async () => {
      const { access, consentRegistry, relayed, patient, signChoice, signer } = state()
      const { request, signature } = await signChoice(signer, allCategories)
      await consentRegistry.connect(patient).optOut(patient.address)
      await consentRegistry.connect(patient).optIn(patient.address)
      const { generation } = await consentRegistry.headerOf(patient.address)
      await expect(relayed.chooseBySignature(request, signature))
        .to.be.revertedWithCustomError(access, 'StaleChoice')
        .withArgs(0, 0, 0, generation)
    })

    it('holds to the second of its deadline', async () => {
      const { access, relayed, at, signChoice, signer } = state()
      const { request, signature } = await signChoice(signer, 0)
      await at(request.deadline)
      await relayed.chooseBySignature(request, signature)
      const late = await signChoice(signer, 1)
      await at(late.request.deadline + 1)
      await expect(relayed.chooseBySignature(late.request, late.signature))
        .to.be.revertedWithCustomError(access, 'SignatureExpired')
        .withArgs(late.request.deadline, late.request.deadline + 1)
    })

    it('refuses a signature over anything else, or of anyone else, and no category', async () => {
      const { access, relayed, signChoice, signer, stranger } = state()
      const { request, signature } = await signChoice(signer, 0)
      for (const changed of [
        { ...request, patient: stranger.address },
        { ...request, categories: 1 },
        { ...request, deadline: request.deadline + 1 },
      ]) {
        await expect(relayed.chooseBySignature(changed, signature)).to.be.revertedWithCustomError(
          access,
          'InvalidSignature',
        )
      }
      const unknown = await signChoice(signer, allCategories + 1)
      await expect(relayed.chooseBySignature(unknown.request, unknown.signature))
        .to.be.revertedWithCustomError(access, 'InvalidCategories')
        .withArgs(allCategories + 1)
    })
  })

  it('has recorded nothing of episodes that nobody opened', async () => {
    const { access, stranger } = state()
    expect((await access.episodeOf(randomHash())).openedAt).to.equal(0)
    expect(await access.awaitingReview(stranger.address)).to.equal(ZeroHash)
    expect(await access.isOverdue(stranger.address)).to.equal(false)
  })
})
