import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { connectChain, organisation } from '../helpers/chain.ts'
import { farFuture, treatmentTerms } from '../helpers/scenario.ts'
import { category, decision, purpose, roles } from '../helpers/terms.ts'
import {
  appointmentTypes,
  appointmentWords,
  cancellationTypes,
  cancellationWords,
  dismissalTypes,
  dismissalWords,
  guardianshipDomain,
} from '../helpers/typedData.ts'
import { type AccountKind, createPatient, type PatientAccount } from './support/accounts.ts'
import { inOneHour } from './support/consentPaths.ts'
import { freshState } from './support/freshState.ts'

const day = 86_400
const waitingPeriod = 14 * day
const recoveryDelay = 30 * day
const longestMandate = 730 * day
const [hospital, clinic, practice] = ['hospital', 'clinic', 'practice'].map(organisation) as [
  string,
  string,
  string,
]
const never = [0n, 0n, 0n, 0n, 0n]

const signingKinds: readonly AccountKind[] = ['plain account', 'contract wallet']

describe('Guardianship', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const { guardianship, consentRegistry, accreditationRegistry } = chain.contracts
    const { patient, clinician, hospital: custodian, stranger, otherPatient, responder } = chain.accounts
    await accreditationRegistry.accredit(custodian.address, hospital, roles.custodian, farFuture)
    await accreditationRegistry.accredit(clinician.address, clinic, roles.clinician, farFuture)
    const guardian = otherPatient
    const now = () => chain.networkHelpers.time.latest()
    const at = (timestamp: number) => chain.networkHelpers.time.setNextBlockTimestamp(timestamp)
    const by = (account: HardhatEthersSigner) => guardianship.connect(account)
    const mandateEnd = (account: string = guardian.address) =>
      guardianship.mandateEnd(patient.address, account)
    const until = (await now()) + 100 * day
    const domain = await guardianshipDomain(chain)
    const relayed = guardianship.connect(chain.accounts.relayer)

    /** Two parties name the guardian. Gives the second from which it is one. */
    const nameGuardian = async (): Promise<number> => {
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address)
      return (await now()) + waitingPeriod
    }
    /** Two parties start a recovery. Gives the second from which it can be completed. */
    const startRecovery = async (controller: string): Promise<number> => {
      await by(custodian).proposeRecovery(patient.address, controller)
      await by(clinician).confirmRecovery(patient.address, controller, custodian.address)
      return (await now()) + recoveryDelay
    }
    const recover = async (controller: string): Promise<void> => {
      await at(await startRecovery(controller))
      await guardianship.completeRecovery(patient.address)
    }
    const accredit = (account: string, org: string, mask: number) =>
      accreditationRegistry.accredit(account, org, mask, farFuture)

    const signAppointment = async (account: PatientAccount, change: Record<string, unknown> = {}) => {
      const request = {
        patient: account.address,
        guardian: guardian.address,
        until: (await now()) + 100 * day,
        changes: (await guardianship.mandateOf(account.address, guardian.address)).changes,
        generation: (await consentRegistry.headerOf(account.address)).generation,
        deadline: await inOneHour(chain),
        ...change,
      }
      const value = { words: appointmentWords, ...request }
      return { request, signature: await account.sign(domain, appointmentTypes, value) }
    }
    const signDismissal = async (account: PatientAccount, change: Record<string, unknown> = {}) => {
      const request = {
        patient: account.address,
        guardian: guardian.address,
        count: (await guardianship.mandateOf(account.address, guardian.address)).dismissals,
        deadline: await inOneHour(chain),
        ...change,
      }
      const value = { words: dismissalWords, ...request }
      return { request, signature: await account.sign(domain, dismissalTypes, value) }
    }
    const signCancellation = async (account: PatientAccount, change: Record<string, unknown> = {}) => {
      const request = {
        patient: account.address,
        count: (await guardianship.recoveryOf(account.address)).count,
        deadline: await inOneHour(chain),
        ...change,
      }
      const value = { words: cancellationWords, ...request }
      return { request, signature: await account.sign(domain, cancellationTypes, value) }
    }
    /** The patient, as one that signs. */
    const signer: PatientAccount = {
      address: patient.address,
      sign: (on, types, value) => patient.signTypedData(on, types, value),
      send: () => expect.fail('it only signs'),
    }
    return {
      chain,
      guardianship,
      consentRegistry,
      accreditationRegistry,
      patient,
      guardian,
      stranger,
      custodian,
      clinician,
      third: responder,
      until,
      now,
      at,
      by,
      mandateEnd,
      relayed,
      nameGuardian,
      startRecovery,
      recover,
      accredit,
      signAppointment,
      signDismissal,
      signCancellation,
      signer,
    }
  })

  it('tells its periods, and that a recovery takes 30 days', async () => {
    const { guardianship } = state()
    expect(await guardianship.MAXIMUM_MANDATE()).to.equal(longestMandate)
    expect(await guardianship.WAITING_PERIOD()).to.equal(waitingPeriod)
    expect(await guardianship.RECOVERY_DELAY()).to.equal(recoveryDelay)
  })

  describe('appoint', () => {
    it('names a guardian at once, until the second named', async () => {
      const { chain, guardianship, by, patient, guardian, until, now, at, mandateEnd } = state()
      const from = (await now()) + 10
      await at(from)
      await expect(by(patient).appoint(patient.address, guardian.address, until))
        .to.emit(guardianship, 'GuardianAppointed')
        .withArgs(patient.address, guardian.address, from, until)
      expect(await guardianship.mandateOf(patient.address, guardian.address)).to.deep.equal([
        BigInt(await now()),
        BigInt(until),
        1n,
        0n,
        0n,
      ])
      expect(await mandateEnd()).to.equal(until)
      await chain.networkHelpers.time.increaseTo(until - 1)
      expect(await mandateEnd()).to.equal(until)
      await chain.networkHelpers.time.increaseTo(until)
      expect(await mandateEnd()).to.equal(0)
    })

    it('is for the controller alone: no guardian names another or prolongs its own', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, until } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      for (const account of [guardian, stranger, custodian]) {
        for (const named of [guardian, stranger]) {
          await expect(by(account).appoint(patient.address, named.address, until + 1))
            .to.be.revertedWithCustomError(guardianship, 'NotController')
            .withArgs(patient.address, account.address)
        }
      }
    })

    it('refuses the patient, its controller and the zero address', async () => {
      const { guardianship, by, patient, stranger, recover, until } = state()
      for (const account of [patient.address, ZeroAddress]) {
        await expect(by(patient).appoint(patient.address, account, until))
          .to.be.revertedWithCustomError(guardianship, 'InvalidGuardian')
          .withArgs(account)
      }
      await recover(stranger.address)
      for (const account of [patient.address, stranger.address]) {
        await expect(by(stranger).appoint(patient.address, account, until))
          .to.be.revertedWithCustomError(guardianship, 'InvalidGuardian')
          .withArgs(account)
      }
    })

    it('refuses a mandate that is over or too long, at the exact second', async () => {
      const { guardianship, by, patient, guardian, now, at, mandateEnd } = state()
      const next = (await now()) + 10
      const refused = async (until: number) =>
        expect(by(patient).appoint(patient.address, guardian.address, until))
          .to.be.revertedWithCustomError(guardianship, 'InvalidMandate')
          .withArgs(until)
      await at(next)
      await refused(next)
      await at(next + 1)
      await refused(next + 2 + longestMandate)
      await at(next + 2)
      await by(patient).appoint(patient.address, guardian.address, next + 2 + longestMandate)
      await at(next + 3)
      await by(patient).appoint(patient.address, guardian.address, next + 4)
      expect(await mandateEnd()).to.equal(next + 4)
    })

    it('replaces what was, a mandate that others named too', async () => {
      const { by, patient, guardian, nameGuardian, until, mandateEnd } = state()
      await nameGuardian()
      await by(patient).appoint(patient.address, guardian.address, until - day)
      expect(await mandateEnd()).to.equal(until - day)
    })
  })

  describe('appointBySignature', () => {
    for (const kind of signingKinds) {
      it(`names a guardian by a signature of a ${kind}, once`, async () => {
        const { chain, guardianship, relayed, signAppointment, guardian, now, at } = state()
        const account = await createPatient(chain, kind)
        const { request, signature } = await signAppointment(account)
        const from = (await now()) + 10
        await at(from)
        await expect(relayed.appointBySignature(request, signature))
          .to.emit(guardianship, 'GuardianAppointed')
          .withArgs(account.address, guardian.address, from, request.until)
        expect(await guardianship.mandateEnd(account.address, guardian.address)).to.equal(request.until)
        await expect(relayed.appointBySignature(request, signature)).not.to.emit(
          guardianship,
          'GuardianAppointed',
        )
      })
    }

    it('cannot bring back a guardian that the patient dismissed or that resigned', async () => {
      const { guardianship, relayed, by, patient, guardian, signAppointment, signer, mandateEnd } = state()
      for (const account of [patient, guardian]) {
        const used = await signAppointment(signer)
        await relayed.appointBySignature(used.request, used.signature)
        const pending = await signAppointment(signer)
        await by(account).dismiss(patient.address, guardian.address)
        const { changes } = await guardianship.mandateOf(patient.address, guardian.address)
        for (const { request, signature } of [used, pending]) {
          await expect(relayed.appointBySignature(request, signature))
            .to.be.revertedWithCustomError(guardianship, 'StaleAppointment')
            .withArgs(request.changes, request.generation, changes, request.generation)
        }
        expect(await mandateEnd()).to.equal(0)
      }
    })

    it('cannot be signed ahead of a dismissal', async () => {
      const { guardianship, relayed, by, patient, guardian, signAppointment, signer } = state()
      const ahead = await Promise.all([1n, 2n, 3n].map((changes) => signAppointment(signer, { changes })))
      await by(patient).dismiss(patient.address, guardian.address)
      for (const { request, signature } of ahead) {
        await expect(relayed.appointBySignature(request, signature)).to.be.revertedWithCustomError(
          guardianship,
          'StaleAppointment',
        )
      }
    })

    it('is void once the patient ended all consents', async () => {
      const { guardianship, consentRegistry, relayed, patient, signAppointment, signer } = state()
      const { request, signature } = await signAppointment(signer)
      await consentRegistry.connect(patient).revokeAll(patient.address)
      const { generation } = await consentRegistry.headerOf(patient.address)
      await expect(relayed.appointBySignature(request, signature))
        .to.be.revertedWithCustomError(guardianship, 'StaleAppointment')
        .withArgs(0, 0, 0, generation)
    })

    it('is not voided by what others propose and confirm, which it replaces', async () => {
      const { relayed, nameGuardian, signAppointment, signer, mandateEnd } = state()
      const { request, signature } = await signAppointment(signer)
      await nameGuardian()
      expect(await mandateEnd()).to.equal(0)
      await relayed.appointBySignature(request, signature)
      expect(await mandateEnd()).to.equal(request.until)
    })

    it('holds to the second of its deadline', async () => {
      const { guardianship, relayed, at, signAppointment, signer, mandateEnd } = state()
      const { request, signature } = await signAppointment(signer)
      await at(request.deadline)
      await relayed.appointBySignature(request, signature)
      expect(await mandateEnd()).to.equal(request.until)
      const late = await signAppointment(signer)
      await at(late.request.deadline + 1)
      await expect(relayed.appointBySignature(late.request, late.signature))
        .to.be.revertedWithCustomError(guardianship, 'SignatureExpired')
        .withArgs(late.request.deadline, late.request.deadline + 1)
    })

    it('refuses a signature over anything else, or of anyone else', async () => {
      const { guardianship, relayed, signAppointment, signer, stranger, until } = state()
      const { request, signature } = await signAppointment(signer)
      const other = await signAppointment({
        ...signer,
        sign: (domain, types, value) => stranger.signTypedData(domain, types, value),
      })
      for (const [changed, bytes] of [
        [{ ...request, guardian: stranger.address }, signature],
        [{ ...request, until: until + 1 }, signature],
        [{ ...request, deadline: request.deadline + 1 }, signature],
        [other.request, other.signature],
        [request, '0x'],
      ] as const) {
        await expect(relayed.appointBySignature(changed, bytes)).to.be.revertedWithCustomError(
          guardianship,
          'InvalidSignature',
        )
      }
    })
  })

  describe('a guardian named by others', () => {
    it('takes two parties of different organisations and a waiting period', async () => {
      const { chain, guardianship, by, patient, guardian, custodian, clinician, until, now, at, mandateEnd } =
        state()
      await expect(by(custodian).proposeGuardian(patient.address, guardian.address, until))
        .to.emit(guardianship, 'GuardianProposed')
        .withArgs(patient.address, guardian.address, custodian.address, hospital, until)
      expect(await mandateEnd()).to.equal(0)
      const confirmedAt = (await now()) + 10
      await at(confirmedAt)
      const from = confirmedAt + waitingPeriod
      await expect(by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address))
        .to.emit(guardianship, 'GuardianAppointed')
        .withArgs(patient.address, guardian.address, from, until)
      await chain.networkHelpers.time.increaseTo(from - 1)
      expect(await mandateEnd()).to.equal(0)
      await chain.networkHelpers.time.increaseTo(from)
      expect(await mandateEnd()).to.equal(until)
      await chain.networkHelpers.time.increaseTo(until)
      expect(await mandateEnd()).to.equal(0)
    })

    it('takes accredited parties: neither others nor a guardian', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, third, accredit, until } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      await accredit(third.address, practice, roles.auditor)
      await by(custodian).proposeGuardian(patient.address, stranger.address, until)
      for (const account of [stranger, guardian, patient, third]) {
        await expect(by(account).proposeGuardian(patient.address, stranger.address, until))
          .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
          .withArgs(account.address)
        await expect(by(account).confirmGuardian(patient.address, stranger.address, until, custodian.address))
          .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
          .withArgs(account.address)
      }
    })

    it('takes another organisation than the proposer is or was of, and another person', async () => {
      const { guardianship, by, patient, guardian, custodian, clinician, third, accredit, until } = state()
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      const refused = (account: HardhatEthersSigner, org: string) =>
        expect(by(account).confirmGuardian(patient.address, guardian.address, until, custodian.address))
          .to.be.revertedWithCustomError(guardianship, 'SameOrganisation')
          .withArgs(org)
      await accredit(third.address, hospital, roles.clinician)
      await refused(custodian, hospital)
      await refused(third, hospital)
      // The proposer moves: its old colleague, its new one and itself are no second party.
      await accredit(custodian.address, clinic, roles.custodian)
      await refused(third, hospital)
      await refused(clinician, clinic)
      await refused(custodian, clinic)
      await accredit(third.address, practice, roles.clinician)
      await by(third).confirmGuardian(patient.address, guardian.address, until, custodian.address)
    })

    it('takes a proposer who is accredited still', async () => {
      const { guardianship, by, patient, guardian, custodian, clinician, accreditationRegistry, until } =
        state()
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await accreditationRegistry.withdraw(custodian.address)
      await expect(by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
        .withArgs(custodian.address)
    })

    it('takes a proposal of the same content, used once', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, clinician, until, at } = state()
      const refused = (account: string, end: number, proposer: string) =>
        expect(by(clinician).confirmGuardian(patient.address, account, end, proposer))
          .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
          .withArgs(patient.address, proposer)
      await refused(guardian.address, until, custodian.address)
      await refused(guardian.address, 0, custodian.address)
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await refused(guardian.address, until + 1, custodian.address)
      await refused(stranger.address, until, custodian.address)
      await refused(guardian.address, until, stranger.address)
      await by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address)
      await at(until)
      await refused(guardian.address, until, custodian.address)
    })

    it('cannot be kept from it by proposals of others', async () => {
      const { chain, by, patient, guardian, custodian, clinician, third, accredit, until, mandateEnd, now } =
        state()
      await accredit(third.address, practice, roles.clinician)
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await by(third).proposeGuardian(patient.address, guardian.address, until - 1)
      await by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address)
      await chain.networkHelpers.time.increaseTo((await now()) + waitingPeriod)
      expect(await mandateEnd()).to.equal(until)
    })

    it('leaves a mandate that runs or waits as it is', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, clinician, until, nameGuardian } =
        state()
      await by(custodian).proposeGuardian(patient.address, stranger.address, until)
      await by(patient).appoint(patient.address, stranger.address, until + 5)
      await nameGuardian()
      for (const [account, end] of [
        [stranger, until + 5],
        [guardian, until],
      ] as const) {
        await expect(by(custodian).proposeGuardian(patient.address, account.address, until + day))
          .to.be.revertedWithCustomError(guardianship, 'AlreadyGuardian')
          .withArgs(account.address, end)
        await expect(
          by(clinician).confirmGuardian(patient.address, account.address, until, custodian.address),
        )
          .to.be.revertedWithCustomError(guardianship, 'AlreadyGuardian')
          .withArgs(account.address, end)
      }
    })

    it('can be named again once the mandate is over', async () => {
      const { by, patient, guardian, custodian, clinician, until, at } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      await at(until)
      await by(custodian).proposeGuardian(patient.address, guardian.address, until + 50 * day)
      await by(clinician).confirmGuardian(
        patient.address,
        guardian.address,
        until + 50 * day,
        custodian.address,
      )
    })

    it('can be vetoed when proposed, when waiting and when in office', async () => {
      const {
        chain,
        guardianship,
        by,
        patient,
        guardian,
        custodian,
        clinician,
        until,
        nameGuardian,
        mandateEnd,
      } = state()
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await by(patient).dismiss(patient.address, guardian.address)
      await expect(by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
        .withArgs(patient.address, custodian.address)
      const from = await nameGuardian()
      await by(patient).dismiss(patient.address, guardian.address)
      await chain.networkHelpers.time.increaseTo(from)
      expect(await mandateEnd()).to.equal(0)
      await chain.networkHelpers.time.increaseTo(await nameGuardian())
      expect(await mandateEnd()).to.equal(until)
      await by(patient).dismiss(patient.address, guardian.address)
      expect(await mandateEnd()).to.equal(0)
    })

    it('is refused where no mandate could start', async () => {
      const { guardianship, by, patient, guardian, custodian, now, at } = state()
      const next = (await now()) + 10
      const refused = async (until: number) =>
        expect(by(custodian).proposeGuardian(patient.address, guardian.address, until))
          .to.be.revertedWithCustomError(guardianship, 'InvalidMandate')
          .withArgs(until)
      await at(next)
      await refused(next + waitingPeriod)
      await at(next + 1)
      await refused(next + 2 + longestMandate)
      await expect(by(custodian).proposeGuardian(patient.address, patient.address, next + 30 * day))
        .to.be.revertedWithCustomError(guardianship, 'InvalidGuardian')
        .withArgs(patient.address)
    })

    it('is refused by the time of the confirmation, too', async () => {
      const { guardianship, by, patient, guardian, custodian, clinician, until, at } = state()
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await at(until - waitingPeriod)
      await expect(by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'InvalidMandate')
        .withArgs(until)
    })
  })

  describe('dismiss', () => {
    it('ends a mandate at once, by the patient or by the guardian itself', async () => {
      const { guardianship, by, patient, guardian, until, mandateEnd } = state()
      for (const [account, dismissals] of [
        [patient, 1n],
        [guardian, 1n],
      ] as const) {
        await by(patient).appoint(patient.address, guardian.address, until)
        const before = await guardianship.mandateOf(patient.address, guardian.address)
        await expect(by(account).dismiss(patient.address, guardian.address))
          .to.emit(guardianship, 'GuardianDismissed')
          .withArgs(patient.address, guardian.address)
        expect(await mandateEnd()).to.equal(0)
        const mandate = await guardianship.mandateOf(patient.address, guardian.address)
        expect([mandate.from, mandate.until, mandate.dismissals]).to.deep.equal([0n, 0n, dismissals])
        expect(mandate.changes).not.to.equal(before.changes)
      }
    })

    it('is for nobody else', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, until } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      for (const account of [stranger, custodian]) {
        await expect(by(account).dismiss(patient.address, guardian.address))
          .to.be.revertedWithCustomError(guardianship, 'NotController')
          .withArgs(patient.address, account.address)
      }
    })
  })

  describe('dismissBySignature', () => {
    for (const kind of signingKinds) {
      it(`ends a mandate by a signature of a ${kind}, and never a later one`, async () => {
        const { chain, guardianship, relayed, guardian, signAppointment, signDismissal } = state()
        const account = await createPatient(chain, kind)
        const appoint = async () => {
          const { request, signature } = await signAppointment(account)
          await relayed.appointBySignature(request, signature)
          return request.until
        }
        await appoint()
        const { request, signature } = await signDismissal(account)
        await expect(relayed.dismissBySignature(request, signature))
          .to.emit(guardianship, 'GuardianDismissed')
          .withArgs(account.address, guardian.address)
        expect(await guardianship.mandateEnd(account.address, guardian.address)).to.equal(0)
        const until = await appoint()
        await expect(relayed.dismissBySignature(request, signature)).not.to.emit(
          guardianship,
          'GuardianDismissed',
        )
        expect(await guardianship.mandateEnd(account.address, guardian.address)).to.equal(until)
      })
    }

    it('cannot be stopped by the guardian, by parties or by an appointment', async () => {
      const {
        relayed,
        by,
        patient,
        guardian,
        nameGuardian,
        signDismissal,
        signer,
        until,
        mandateEnd,
        chain,
      } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      const from = await chain.networkHelpers.time.latest()
      const { request, signature } = await signDismissal(signer, { deadline: from + 40 * day })
      await by(guardian).dismiss(patient.address, guardian.address)
      await chain.networkHelpers.time.increaseTo(await nameGuardian())
      await by(patient).appoint(patient.address, guardian.address, until)
      expect(await mandateEnd()).to.equal(until)
      await relayed.dismissBySignature(request, signature)
      expect(await mandateEnd()).to.equal(0)
    })

    it('does nothing after a dismissal that the patient sent in its place', async () => {
      const { guardianship, relayed, by, patient, guardian, signDismissal, signer, until, mandateEnd } =
        state()
      const { request, signature } = await signDismissal(signer)
      await by(patient).dismiss(patient.address, guardian.address)
      await by(patient).appoint(patient.address, guardian.address, until)
      await expect(relayed.dismissBySignature(request, signature)).not.to.emit(
        guardianship,
        'GuardianDismissed',
      )
      expect(await mandateEnd()).to.equal(until)
    })

    it('refuses a count to come, a late one and a signature of anyone else', async () => {
      const { guardianship, relayed, at, signDismissal, signer, stranger } = state()
      const ahead = await signDismissal(signer, { count: 1 })
      await expect(relayed.dismissBySignature(ahead.request, ahead.signature))
        .to.be.revertedWithCustomError(guardianship, 'UnexpectedCount')
        .withArgs(1, 0)
      const { request, signature } = await signDismissal(signer)
      await expect(
        relayed.dismissBySignature({ ...request, guardian: stranger.address }, signature),
      ).to.be.revertedWithCustomError(guardianship, 'InvalidSignature')
      await at(request.deadline + 1)
      await expect(relayed.dismissBySignature(request, signature))
        .to.be.revertedWithCustomError(guardianship, 'SignatureExpired')
        .withArgs(request.deadline, request.deadline + 1)
    })
  })

  describe('recovery', () => {
    it('moves the controller after 30 days, to the second', async () => {
      const { guardianship, consentRegistry, by, patient, stranger, custodian, clinician, now, at } = state()
      await expect(by(custodian).proposeRecovery(patient.address, stranger.address))
        .to.emit(guardianship, 'RecoveryProposed')
        .withArgs(patient.address, stranger.address, custodian.address)
      const confirmedAt = (await now()) + 10
      await at(confirmedAt)
      const readyAt = confirmedAt + recoveryDelay
      await expect(by(clinician).confirmRecovery(patient.address, stranger.address, custodian.address))
        .to.emit(guardianship, 'RecoveryConfirmed')
        .withArgs(patient.address, stranger.address, readyAt)
      expect(await guardianship.recoveryOf(patient.address)).to.deep.equal([
        stranger.address,
        BigInt(readyAt),
        0n,
        0n,
      ])
      await at(readyAt - 1)
      await expect(guardianship.completeRecovery(patient.address))
        .to.be.revertedWithCustomError(guardianship, 'RecoveryNotReady')
        .withArgs(readyAt, readyAt - 1)
      expect(await consentRegistry.controllerOf(patient.address)).to.equal(patient.address)
      await at(readyAt)
      await expect(guardianship.completeRecovery(patient.address))
        .to.emit(guardianship, 'RecoveryCompleted')
        .withArgs(patient.address, stranger.address)
        .and.to.emit(consentRegistry, 'ControllerMoved')
        .withArgs(patient.address, stranger.address)
      expect(await consentRegistry.controllerOf(patient.address)).to.equal(stranger.address)
      expect(await guardianship.recoveryOf(patient.address)).to.deep.equal([ZeroAddress, 0n, 1n, 1n])
      await at(readyAt + 1)
      await expect(guardianship.completeRecovery(patient.address))
        .to.be.revertedWithCustomError(guardianship, 'RecoveryNotReady')
        .withArgs(0, readyAt + 1)
    })

    it('carries over neither consents nor mandates, running, waiting or proposed', async () => {
      const { chain, guardianship, consentRegistry, by, patient, guardian, stranger, third, ...rest } =
        state()
      const { custodian, clinician, until, startRecovery, mandateEnd, at, now } = rest
      const terms = await treatmentTerms(chain, { end: until })
      await consentRegistry.connect(patient).grant(patient.address, clinician.address, terms)
      await by(patient).appoint(patient.address, third.address, until)
      const readyAt = await startRecovery(stranger.address)
      // Named so late that the mandate would start after the recovery.
      await at(readyAt - 5 * day)
      await by(custodian).proposeGuardian(patient.address, guardian.address, until)
      await by(clinician).confirmGuardian(patient.address, guardian.address, until, custodian.address)
      await by(custodian).proposeGuardian(patient.address, chain.accounts.relayer.address, until)
      await by(custodian).proposeRecovery(patient.address, guardian.address)
      await at(readyAt)
      await guardianship.completeRecovery(patient.address)
      await chain.networkHelpers.time.increaseTo(readyAt + 20 * day)

      expect(
        await consentRegistry.decide(
          patient.address,
          clinician.address,
          category.cardiology,
          purpose.treatment,
        ),
      ).not.to.equal(decision.permitted)
      for (const account of [guardian, third]) {
        expect(await mandateEnd(account.address)).to.equal(0)
        await expect(consentRegistry.connect(account).grant(patient.address, clinician.address, terms))
          .to.be.revertedWithCustomError(consentRegistry, 'NotController')
          .withArgs(patient.address, account.address)
      }
      const { relayer } = chain.accounts
      await expect(by(clinician).confirmGuardian(patient.address, relayer.address, until, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
        .withArgs(patient.address, custodian.address)
      await expect(by(clinician).confirmRecovery(patient.address, guardian.address, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
        .withArgs(patient.address, custodian.address)
      // The new controller names whom it wants, in the same second too.
      await by(stranger).appoint(patient.address, third.address, (await now()) + day)
      expect(await mandateEnd(third.address)).not.to.equal(0)
    })

    it('voids what the old controller signed, and lets it do nothing more', async () => {
      const { guardianship, relayed, by, patient, guardian, stranger, recover, until, signer, ...sign } =
        state()
      const deadline = until
      const appointment = await sign.signAppointment(signer, { deadline })
      const dismissal = await sign.signDismissal(signer, { deadline })
      await recover(stranger.address)
      await expect(
        relayed.appointBySignature(appointment.request, appointment.signature),
      ).to.be.revertedWithCustomError(guardianship, 'StaleAppointment')
      await expect(
        relayed.dismissBySignature(dismissal.request, dismissal.signature),
      ).to.be.revertedWithCustomError(guardianship, 'InvalidSignature')
      await expect(by(patient).appoint(patient.address, guardian.address, until))
        .to.be.revertedWithCustomError(guardianship, 'NotController')
        .withArgs(patient.address, patient.address)
      // Back at the old controller, what it signed before is still void.
      await recover(patient.address)
      await expect(
        relayed.appointBySignature(appointment.request, appointment.signature),
      ).to.be.revertedWithCustomError(guardianship, 'StaleAppointment')
    })

    it('can be proposed by a guardian in its mandate, and confirmed by a party', async () => {
      const { guardianship, by, patient, guardian, stranger, clinician, until } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      await by(guardian).proposeRecovery(patient.address, stranger.address)
      await by(clinician).confirmRecovery(patient.address, stranger.address, guardian.address)
      expect((await guardianship.recoveryOf(patient.address)).controller).to.equal(stranger.address)
    })

    it('is proposed by nobody else, and confirmed by no guardian', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, until } = state()
      for (const account of [stranger, guardian, patient]) {
        await expect(by(account).proposeRecovery(patient.address, stranger.address))
          .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
          .withArgs(account.address)
      }
      await by(patient).appoint(patient.address, guardian.address, until)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await expect(by(guardian).confirmRecovery(patient.address, stranger.address, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
        .withArgs(guardian.address)
    })

    it('takes a proposer who is entitled still', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, clinician, ...rest } = state()
      await by(patient).appoint(patient.address, guardian.address, rest.until)
      await by(guardian).proposeRecovery(patient.address, stranger.address)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await by(patient).dismiss(patient.address, guardian.address)
      await rest.accreditationRegistry.withdraw(custodian.address)
      for (const account of [guardian, custodian]) {
        await expect(by(clinician).confirmRecovery(patient.address, stranger.address, account.address))
          .to.be.revertedWithCustomError(guardianship, 'NotAccredited')
          .withArgs(account.address)
      }
    })

    it('takes another organisation than the proposer is or was of, and another person', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, clinician, third, ...rest } = state()
      const refused = (account: HardhatEthersSigner, proposer: HardhatEthersSigner, org: string) =>
        expect(by(account).confirmRecovery(patient.address, stranger.address, proposer.address))
          .to.be.revertedWithCustomError(guardianship, 'SameOrganisation')
          .withArgs(org)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await rest.accredit(third.address, hospital, roles.clinician)
      await refused(custodian, custodian, hospital)
      await refused(third, custodian, hospital)
      await rest.accredit(custodian.address, clinic, roles.custodian)
      await refused(third, custodian, hospital)
      await refused(clinician, custodian, clinic)
      await refused(custodian, custodian, clinic)
      // A guardian who is employed there, though in no part that proposes.
      await by(patient).appoint(patient.address, guardian.address, rest.until)
      await rest.accredit(guardian.address, clinic, roles.auditor)
      await by(guardian).proposeRecovery(patient.address, stranger.address)
      await refused(clinician, guardian, clinic)
    })

    it('takes a proposal of the same content', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, clinician } = state()
      const refused = (controller: string, proposer: string) =>
        expect(by(clinician).confirmRecovery(patient.address, controller, proposer))
          .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
          .withArgs(patient.address, proposer)
      await refused(stranger.address, custodian.address)
      await refused(ZeroAddress, custodian.address)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await refused(guardian.address, custodian.address)
      await refused(stranger.address, stranger.address)
    })

    it('cannot be kept off by proposals of others, nor replaced once confirmed', async () => {
      const { guardianship, by, patient, guardian, stranger, third, custodian, clinician, ...rest } = state()
      await rest.accredit(third.address, practice, roles.clinician)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await by(third).proposeRecovery(patient.address, guardian.address)
      await by(clinician).confirmRecovery(patient.address, stranger.address, custodian.address)
      const { readyAt } = await guardianship.recoveryOf(patient.address)
      await expect(by(clinician).confirmRecovery(patient.address, guardian.address, third.address))
        .to.be.revertedWithCustomError(guardianship, 'RecoveryUnderWay')
        .withArgs(stranger.address, readyAt)
    })

    it('refuses a controller that changes nothing', async () => {
      const { guardianship, by, patient, custodian } = state()
      for (const controller of [ZeroAddress, patient.address]) {
        await expect(by(custodian).proposeRecovery(patient.address, controller))
          .to.be.revertedWithCustomError(guardianship, 'InvalidController')
          .withArgs(controller)
      }
    })

    it('is not completed where nothing is confirmed', async () => {
      const { guardianship, by, patient, stranger, custodian, now, at } = state()
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      const next = (await now()) + 10
      await at(next)
      await expect(guardianship.completeRecovery(patient.address))
        .to.be.revertedWithCustomError(guardianship, 'RecoveryNotReady')
        .withArgs(0, next)
    })
  })

  describe('cancelRecovery', () => {
    it('stops a recovery to its last second, and voids proposals', async () => {
      const { guardianship, by, patient, stranger, custodian, clinician, startRecovery, at } = state()
      const readyAt = await startRecovery(stranger.address)
      await by(custodian).proposeRecovery(patient.address, stranger.address)
      await at(readyAt)
      await expect(by(patient).cancelRecovery(patient.address))
        .to.emit(guardianship, 'RecoveryCancelled')
        .withArgs(patient.address, stranger.address)
      expect(await guardianship.recoveryOf(patient.address)).to.deep.equal([ZeroAddress, 0n, 1n, 0n])
      await at(readyAt + 1)
      await expect(guardianship.completeRecovery(patient.address))
        .to.be.revertedWithCustomError(guardianship, 'RecoveryNotReady')
        .withArgs(0, readyAt + 1)
      await expect(by(clinician).confirmRecovery(patient.address, stranger.address, custodian.address))
        .to.be.revertedWithCustomError(guardianship, 'NothingProposed')
        .withArgs(patient.address, custodian.address)
    })

    it('is for the present controller alone', async () => {
      const { guardianship, by, patient, guardian, stranger, custodian, startRecovery, until } = state()
      await by(patient).appoint(patient.address, guardian.address, until)
      await startRecovery(stranger.address)
      for (const account of [guardian, stranger, custodian]) {
        await expect(by(account).cancelRecovery(patient.address))
          .to.be.revertedWithCustomError(guardianship, 'NotController')
          .withArgs(patient.address, account.address)
      }
    })
  })

  describe('cancelRecoveryBySignature', () => {
    for (const kind of signingKinds) {
      it(`stops a recovery by a signature of a ${kind}, and never a later one`, async () => {
        const { chain, guardianship, relayed, by, stranger, custodian, clinician, signCancellation } = state()
        const account = await createPatient(chain, kind)
        const start = async () => {
          await by(custodian).proposeRecovery(account.address, stranger.address)
          await by(clinician).confirmRecovery(account.address, stranger.address, custodian.address)
        }
        await start()
        const { request, signature } = await signCancellation(account)
        await expect(relayed.cancelRecoveryBySignature(request, signature))
          .to.emit(guardianship, 'RecoveryCancelled')
          .withArgs(account.address, stranger.address)
        await start()
        await expect(relayed.cancelRecoveryBySignature(request, signature)).not.to.emit(
          guardianship,
          'RecoveryCancelled',
        )
        expect((await guardianship.recoveryOf(account.address)).controller).to.equal(stranger.address)
      })
    }

    it('refuses a count to come, a late one and a signature of anyone else', async () => {
      const { guardianship, relayed, at, signCancellation, signer, guardian } = state()
      const ahead = await signCancellation(signer, { count: 1 })
      await expect(relayed.cancelRecoveryBySignature(ahead.request, ahead.signature))
        .to.be.revertedWithCustomError(guardianship, 'UnexpectedCount')
        .withArgs(1, 0)
      const { request, signature } = await signCancellation(signer)
      await expect(
        relayed.cancelRecoveryBySignature({ ...request, patient: guardian.address }, signature),
      ).to.be.revertedWithCustomError(guardianship, 'InvalidSignature')
      await at(request.deadline + 1)
      await expect(relayed.cancelRecoveryBySignature(request, signature))
        .to.be.revertedWithCustomError(guardianship, 'SignatureExpired')
        .withArgs(request.deadline, request.deadline + 1)
    })
  })

  it('has recorded nothing of accounts that nobody named', async () => {
    const { guardianship, patient, stranger } = state()
    expect(await guardianship.mandateOf(patient.address, stranger.address)).to.deep.equal(never)
    expect(await guardianship.mandateEnd(patient.address, stranger.address)).to.equal(0)
  })
})
