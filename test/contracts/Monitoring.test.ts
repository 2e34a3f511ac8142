import { expect } from 'chai'
import { AbiCoder, concat, dataSlice, keccak256, ZeroAddress, ZeroHash } from 'ethers'
import type { IMonitoring } from '../../sdk/abi/types/Monitoring.d.ts'
import { connectChain } from '../helpers/chain.ts'
import {
  configureCommittee,
  farFuture,
  grantTreatment,
  organisations,
  prepareCare,
  type ReportSigner,
  randomHash,
  signReport,
} from '../helpers/scenario.ts'
import { category, decision, mask, purpose, roles } from '../helpers/terms.ts'
import { approvalTypes, endMonitoringWords, endTypes, monitoringDomain } from '../helpers/typedData.ts'
import { accountKinds, createPatient } from './support/accounts.ts'
import { freshState } from './support/freshState.ts'

type StandingRequest = IMonitoring.StandingRequestStruct

const severity = { low: 0, medium: 1, critical: 2 } as const
const off = { none: 0n, periodEnded: 1n, consentEnded: 2n, silent: 3n } as const
const day = 86_400
const heartbeat = 3600
const escalationTime = 15 * 60

interface Event {
  readonly eventHash: string
  readonly severity: number
  readonly reportHash: string
}

const anEvent = (level: number = severity.low): Event => ({
  eventHash: randomHash(),
  severity: level,
  reportHash: randomHash(),
})

const outputHashOf = (event: Event): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(['uint8', 'bytes32'], [event.severity, event.reportHash]))

describe('Monitoring', () => {
  const state = freshState(async () => {
    const chain = await connectChain()
    const story = await prepareCare(chain)
    const { monitoring } = chain.contracts
    const { time } = chain.networkHelpers
    const { patient, clinician, relayer, oracles } = chain.accounts
    const start = (await time.latest()) + 100
    const standing: StandingRequest = {
      patient: patient.address,
      requester: clinician.address,
      modelVersion: story.modelVersion,
      purpose: purpose.treatment,
      category: category.cardiology,
      secretHash: randomHash(),
      start,
      end: start + 7 * day,
      heartbeat,
      nonce: 1,
    }
    const standingId = await monitoring.standingIdOf(standing)
    const asPatient = monitoring.connect(patient)
    const asClinician = monitoring.connect(clinician)
    const asRelayer = monitoring.connect(relayer)
    const consents = chain.contracts.consentRegistry.connect(patient)
    const committee = await chain.contracts.oracleCommittee.getAddress()
    const alertIdOf = (event: Event) => monitoring.alertIdOf(standingId, event.eventHash)
    const reportOf = async (event: Event, of = standing) => ({
      consumer: await monitoring.getAddress(),
      configDigest: story.configDigest,
      requestId: await monitoring.alertIdOf(await monitoring.standingIdOf(of), event.eventHash),
      modelVersion: String(of.modelVersion),
      outputHash: outputHashOf(event),
    })
    const send = (event: Event, signatures: string, of = standing, digest = story.configDigest) =>
      asRelayer.report(of, event.eventHash, event.severity, event.reportHash, digest, signatures)
    /** Reports an event as the committee. */
    const report = async (
      event: Event,
      of = standing,
      signers: readonly ReportSigner[] = oracles.slice(0, 3),
    ) => send(event, await signReport(chain, await reportOf(event, of), signers), of)
    /** The patient approves, and the period begins. */
    const approved = async () => {
      await asPatient.approve(standing)
      await time.increaseTo(start)
    }
    return {
      chain,
      story,
      monitoring,
      time,
      standing,
      standingId,
      start,
      asPatient,
      asClinician,
      asRelayer,
      consents,
      committee,
      patient,
      clinician,
      oracles,
      alertIdOf,
      reportOf,
      send,
      report,
      approved,
    }
  })

  describe('ids', () => {
    it('name the chain, the contract and every member', async () => {
      const { chain, monitoring, standing } = state()
      const members = [
        standing.patient,
        standing.requester,
        standing.modelVersion,
        standing.purpose,
        standing.category,
        standing.secretHash,
        standing.start,
        standing.end,
        standing.heartbeat,
        standing.nonce,
      ]
      const standingId = keccak256(
        AbiCoder.defaultAbiCoder().encode(
          [
            'uint256',
            'address',
            'tuple(address,address,bytes32,uint8,uint8,bytes32,uint40,uint40,uint32,uint256)',
          ],
          [chain.chainId, await monitoring.getAddress(), members],
        ),
      )
      expect(await monitoring.standingIdOf(standing)).to.equal(standingId)
      const eventHash = randomHash()
      expect(await monitoring.alertIdOf(standingId, eventHash)).to.equal(
        keccak256(concat([standingId, eventHash])),
      )
    })

    it('differ where any member does', async () => {
      const { chain, monitoring, standing } = state()
      const others: StandingRequest[] = [
        standing,
        { ...standing, patient: chain.accounts.stranger.address },
        { ...standing, requester: chain.accounts.stranger.address },
        { ...standing, modelVersion: randomHash() },
        { ...standing, purpose: purpose.research },
        { ...standing, category: category.laboratory },
        { ...standing, secretHash: randomHash() },
        { ...standing, start: 0 },
        { ...standing, end: Number(standing.end) + 1 },
        { ...standing, heartbeat: heartbeat + 1 },
        { ...standing, nonce: 2 },
      ]
      const ids = await Promise.all(others.map((other) => monitoring.standingIdOf(other)))
      expect(new Set(ids).size).to.equal(others.length)
    })
  })

  describe('approve', () => {
    it('records the patient’s approval, once', async () => {
      const { monitoring, time, standing, standingId, asPatient, patient, clinician } = state()
      await expect(asPatient.approve(standing))
        .to.emit(monitoring, 'MonitoringApproved')
        .withArgs(standingId, patient.address, clinician.address, Object.values(standing))
      const approvedAt = BigInt(await time.latest())
      expect(await monitoring.standingOf(standingId)).to.deep.equal([approvedAt, 0n, 0n, 0n, 0n])
      await expect(asPatient.approve(standing)).to.not.emit(monitoring, 'MonitoringApproved')
      expect((await monitoring.standingOf(standingId)).approvedAt).to.equal(approvedAt)
    })

    it('is for the patient’s controller alone', async () => {
      const { chain, monitoring, standing, asClinician, patient, clinician } = state()
      await expect(asClinician.approve(standing))
        .to.be.revertedWithCustomError(monitoring, 'NotController')
        .withArgs(patient.address, clinician.address)
      const { stranger } = chain.accounts
      await expect(monitoring.connect(stranger).approve(standing))
        .to.be.revertedWithCustomError(monitoring, 'NotController')
        .withArgs(patient.address, stranger.address)
    })

    it('refuses what cannot be watched', async () => {
      const { monitoring, time, standing, asPatient } = state()
      const refused = (change: Partial<StandingRequest>, error: string, ...args: unknown[]) =>
        expect(asPatient.approve({ ...standing, ...change }))
          .to.be.revertedWithCustomError(monitoring, error)
          .withArgs(...args)
      await refused({ category: 18 }, 'UnknownQuestion', 18, purpose.treatment)
      await refused({ purpose: 9 }, 'UnknownQuestion', category.cardiology, 9)
      await refused({ start: 5, end: 5 }, 'InvalidPeriod', 5, 5)
      const past = await time.latest()
      await refused({ start: 0, end: past }, 'InvalidPeriod', 0, past)
      await refused({ heartbeat: 59 }, 'InvalidHeartbeat', 59, 60)
      await expect(asPatient.approve({ ...standing, requester: ZeroAddress })).to.be.revertedWithCustomError(
        monitoring,
        'RequesterMissing',
      )
      await expect(asPatient.approve({ ...standing, heartbeat: 60 })).to.emit(
        monitoring,
        'MonitoringApproved',
      )
    })

    it('does not bring back what was ended', async () => {
      const { monitoring, time, standing, standingId, asPatient } = state()
      await asPatient.approve(standing)
      await asPatient.end(standing)
      await expect(asPatient.approve(standing))
        .to.be.revertedWithCustomError(monitoring, 'StandingEnded')
        .withArgs(standingId, await time.latest())
      await expect(asPatient.approve({ ...standing, nonce: 2 })).to.emit(monitoring, 'MonitoringApproved')
    })
  })

  describe('signed acts', () => {
    for (const kind of accountKinds) {
      it(`approve and end for a ${kind}, submitted by anyone`, async () => {
        const { chain, monitoring, time, asRelayer, ...rest } = state()
        const patient = await createPatient(chain, kind)
        const standing = { ...rest.standing, patient: patient.address }
        const standingId = await monitoring.standingIdOf(standing)
        const deadline = (await time.latest()) + 600
        const domain = await monitoringDomain(chain)
        const words = await monitoring.approvalWords(standing)
        const value = { words, ...standing, generation: 0, deadline }
        const signature = await patient.sign(domain, approvalTypes, value)
        const request = { standing, generation: 0, deadline }
        await expect(asRelayer.approveBySignature(request, signature))
          .to.emit(monitoring, 'MonitoringApproved')
          .withArgs(standingId, patient.address, standing.requester, Object.values(standing))
        await expect(asRelayer.approveBySignature(request, signature)).to.not.emit(
          monitoring,
          'MonitoringApproved',
        )
        const end = { words: endMonitoringWords, patient: patient.address, standingId, deadline }
        const ending = await patient.sign(domain, endTypes, end)
        await expect(asRelayer.endBySignature(standing, deadline, ending))
          .to.emit(monitoring, 'MonitoringEnded')
          .withArgs(standingId, patient.address)
        await expect(asRelayer.endBySignature(standing, deadline, ending)).to.not.emit(
          monitoring,
          'MonitoringEnded',
        )
        await expect(asRelayer.approveBySignature(request, signature)).to.be.revertedWithCustomError(
          monitoring,
          'StandingEnded',
        )
      })
    }

    it('show the words that the contract recomputes', async () => {
      const { monitoring, standing } = state()
      const words = (change: Partial<StandingRequest>) => monitoring.approvalWords({ ...standing, ...change })
      expect(await words({ start: 1_800_000_000, end: 1_800_600_000, category: 6 })).to.equal(
        'Watch my vital signs for treatment from 2027-01-15 08:00:00 UTC until 2027-01-22 06:40:00 UTC, alert this account, and show alerts and their severity publicly beside my address',
      )
      expect(await words({ start: 0, end: 1_800_600_000, purpose: 8, category: 17 })).to.equal(
        "Watch my substance use for my family's request until 2027-01-22 06:40:00 UTC, alert this account, and show alerts and their severity publicly beside my address",
      )
      await expect(words({ category: 18 })).to.be.revertedWithCustomError(monitoring, 'UnknownQuestion')
    })

    it('approve one standing request, on one chain, in one contract, before the deadline', async () => {
      const { chain, monitoring, time, standing, asRelayer, patient } = state()
      const deadline = (await time.latest()) + 600
      const domain = await monitoringDomain(chain)
      const value = {
        words: await monitoring.approvalWords(standing),
        ...standing,
        generation: 0,
        deadline,
      }
      const signature = await patient.signTypedData(domain, approvalTypes, value)
      const refused = (change: Partial<StandingRequest>, signed: string, until = deadline) =>
        expect(
          asRelayer.approveBySignature(
            { standing: { ...standing, ...change }, generation: 0, deadline: until },
            signed,
          ),
        ).to.be.revertedWithCustomError(monitoring, 'InvalidSignature')
      for (const change of [
        { requester: chain.accounts.stranger.address },
        { patient: chain.accounts.otherPatient.address },
        { modelVersion: randomHash() },
        { category: category.laboratory },
        { purpose: purpose.research },
        { end: Number(standing.end) + 1 },
        { nonce: 2 },
      ]) {
        await refused(change, signature)
      }
      await refused({}, signature, deadline + 1)
      const other = { ...value, words: 'Watch nothing' }
      await refused({}, await patient.signTypedData(domain, approvalTypes, other))
      for (const elsewhere of [
        { ...domain, chainId: 1 },
        { ...domain, verifyingContract: patient.address },
        { ...domain, name: 'Salus Consent' },
      ]) {
        await refused({}, await patient.signTypedData(elsewhere, approvalTypes, value))
      }
      await refused({}, await chain.accounts.stranger.signTypedData(domain, approvalTypes, value))
      await time.increaseTo(deadline + 1)
      await expect(
        asRelayer.approveBySignature({ standing, generation: 0, deadline }, signature),
      ).to.be.revertedWithCustomError(monitoring, 'SignatureExpired')
    })

    it('3: approve nothing once the patient revoked everything, or ended it before it was submitted', async () => {
      const { chain, monitoring, time, standing, standingId, asRelayer, asPatient, patient, consents } =
        state()
      const deadline = (await time.latest()) + 600
      const words = await monitoring.approvalWords(standing)
      const signature = await patient.signTypedData(await monitoringDomain(chain), approvalTypes, {
        words,
        ...standing,
        generation: 0,
        deadline,
      })
      const submit = () => asRelayer.approveBySignature({ standing, generation: 0, deadline }, signature)
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await consents.revokeAll(patient.address)
      const { generation } = await consents.headerOf(patient.address)
      await expect(submit())
        .to.be.revertedWithCustomError(monitoring, 'StaleApproval')
        .withArgs(0, generation)
      await restore()
      await asPatient.end(standing)
      await expect(submit())
        .to.be.revertedWithCustomError(monitoring, 'StandingEnded')
        .withArgs(standingId, await time.latest())
    })

    it('say nothing of success where the approval is of before the patient revoked everything', async () => {
      const { monitoring, standing, asPatient, patient, consents } = state()
      await asPatient.approve(standing)
      await consents.revokeAll(patient.address)
      const { generation } = await consents.headerOf(patient.address)
      await expect(asPatient.approve(standing))
        .to.be.revertedWithCustomError(monitoring, 'StaleApproval')
        .withArgs(0, generation)
      const again = { ...standing, nonce: BigInt(standing.nonce) + 1n }
      await expect(asPatient.approve(again)).to.emit(monitoring, 'MonitoringApproved')
    })

    it('end nothing by another’s signature, and nothing else', async () => {
      const { chain, monitoring, time, standing, standingId, asRelayer, asPatient, patient } = state()
      await asPatient.approve(standing)
      const deadline = (await time.latest()) + 600
      const domain = await monitoringDomain(chain)
      const value = { words: endMonitoringWords, patient: patient.address, standingId, deadline }
      const strange = await chain.accounts.stranger.signTypedData(domain, endTypes, value)
      const own = await patient.signTypedData(domain, endTypes, value)
      for (const [of, signature] of [
        [standing, strange],
        [{ ...standing, nonce: 2 }, own],
      ] as const) {
        await expect(asRelayer.endBySignature(of, deadline, signature)).to.be.revertedWithCustomError(
          monitoring,
          'InvalidSignature',
        )
      }
      await time.increaseTo(deadline + 1)
      await expect(asRelayer.endBySignature(standing, deadline, own)).to.be.revertedWithCustomError(
        monitoring,
        'SignatureExpired',
      )
    })
  })

  describe('end', () => {
    it('is for the patient’s controller and the requester, and final', async () => {
      const { chain, monitoring, time, standing, standingId, asPatient, asClinician, patient, clinician } =
        state()
      await asPatient.approve(standing)
      const { stranger } = chain.accounts
      await expect(monitoring.connect(stranger).end(standing))
        .to.be.revertedWithCustomError(monitoring, 'NotController')
        .withArgs(patient.address, stranger.address)
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await expect(asPatient.end(standing))
        .to.emit(monitoring, 'MonitoringEnded')
        .withArgs(standingId, patient.address)
      await restore()
      await expect(asClinician.end(standing))
        .to.emit(monitoring, 'MonitoringEnded')
        .withArgs(standingId, clinician.address)
      const endedAt = BigInt(await time.latest())
      await expect(asPatient.end(standing)).to.not.emit(monitoring, 'MonitoringEnded')
      expect((await monitoring.standingOf(standingId)).endedAt).to.equal(endedAt)
    })
  })

  describe('report', () => {
    it('lands each event once, with its severity, sent by anyone', async () => {
      const { monitoring, time, story, standingId, approved, report, alertIdOf } = state()
      await approved()
      for (const level of Object.values(severity)) {
        const event = anEvent(level)
        const alertId = await alertIdOf(event)
        await expect(report(event))
          .to.emit(monitoring, 'AlertRaised')
          .withArgs(alertId, standingId, level, event.eventHash, event.reportHash, story.configDigest)
        const now = BigInt(await time.latest())
        expect(await monitoring.alertOf(alertId)).to.deep.equal([
          dataSlice(outputHashOf(event), 0, 19),
          now,
          0n,
          0n,
          BigInt(level),
        ])
        expect((await monitoring.standingOf(standingId)).heardAt).to.equal(now)
      }
    })

    it('is success without effect when exactly this report has landed, and refused for another', async () => {
      const { chain, monitoring, approved, report, send, alertIdOf } = state()
      await approved()
      const event = anEvent(severity.critical)
      await report(event)
      await expect(report(event, undefined, chain.accounts.oracles.slice(1))).to.not.emit(
        monitoring,
        'AlertRaised',
      )
      await expect(send(event, '0x')).to.not.emit(monitoring, 'AlertRaised')
      for (const change of [{ severity: severity.low }, { reportHash: randomHash() }]) {
        await expect(report({ ...event, ...change }))
          .to.be.revertedWithCustomError(monitoring, 'AlreadyRaised')
          .withArgs(await alertIdOf(event))
      }
      expect((await monitoring.alertOf(await alertIdOf(event))).severity).to.equal(severity.critical)
    })

    it('takes a worsening as another event', async () => {
      const { monitoring, approved, report } = state()
      await approved()
      await report(anEvent(severity.medium))
      await expect(report(anEvent(severity.critical))).to.emit(monitoring, 'AlertRaised')
    })

    it('wants an approval that is not ended, within its period', async () => {
      const { chain, monitoring, time, standing, standingId, asPatient, start, report } = state()
      await expect(report(anEvent()))
        .to.be.revertedWithCustomError(monitoring, 'NotApproved')
        .withArgs(standingId)
      await asPatient.approve(standing)
      const outside = () =>
        expect(report(anEvent()))
          .to.be.revertedWithCustomError(monitoring, 'OutsidePeriod')
          .withArgs(standingId, standing.start, standing.end)
      await time.setNextBlockTimestamp(start - 1)
      await outside()
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await time.setNextBlockTimestamp(start)
      await expect(report(anEvent())).to.emit(monitoring, 'AlertRaised')
      await time.setNextBlockTimestamp(start + 7 * day - 1)
      await expect(report(anEvent())).to.emit(monitoring, 'AlertRaised')
      await time.setNextBlockTimestamp(start + 7 * day)
      await outside()
      await restore()
      await time.increaseTo(start)
      await asPatient.end(standing)
      const endedAt = await time.latest()
      await expect(report(anEvent()))
        .to.be.revertedWithCustomError(monitoring, 'StandingEnded')
        .withArgs(standingId, endedAt)
    })

    it('wants an approved model', async () => {
      const { chain, story, approved, report } = state()
      const { modelRegistry } = chain.contracts
      await approved()
      await modelRegistry.suspend(story.modelVersion)
      await expect(report(anEvent()))
        .to.be.revertedWithCustomError(modelRegistry, 'ModelNotApproved')
        .withArgs(story.modelVersion, purpose.treatment)
    })

    it('1: wants live consent of requester and committee, for the category and the purpose', async () => {
      const { chain, monitoring, approved, report, consents, committee, patient, clinician } = state()
      await approved()
      for (const grantee of [committee, clinician.address]) {
        const { restore } = await chain.networkHelpers.takeSnapshot()
        const refused = (reason: bigint) =>
          expect(report(anEvent()))
            .to.be.revertedWithCustomError(monitoring, 'ConsentMissing')
            .withArgs(patient.address, grantee, reason)
        await consents.revoke(patient.address, grantee)
        await refused(decision.revoked)
        await grantTreatment(chain, patient, grantee, { categories: mask(category.laboratory) })
        await refused(decision.categoryNotCovered)
        await grantTreatment(chain, patient, grantee, { purposes: mask(purpose.research) })
        await refused(decision.purposeNotCovered)
        await consents.deny(patient.address, grantee)
        await refused(decision.denied)
        await restore()
      }
      await chain.contracts.accreditationRegistry.withdraw(clinician.address)
      await expect(report(anEvent()))
        .to.be.revertedWithCustomError(monitoring, 'ConsentMissing')
        .withArgs(patient.address, clinician.address, decision.accreditationMissing)
    })

    it('1: is refused after the patient revoked everything, even if all is granted again', async () => {
      const { chain, monitoring, standingId, approved, report, consents, committee, patient, clinician } =
        state()
      await approved()
      await consents.revokeAll(patient.address)
      await grantTreatment(chain, patient, clinician.address)
      await grantTreatment(chain, patient, committee)
      await expect(report(anEvent()))
        .to.be.revertedWithCustomError(monitoring, 'GenerationChanged')
        .withArgs(standingId, 0, (await consents.headerOf(patient.address)).generation)
    })

    it('7: takes nothing below the quorum, and no signature for another event or consumer', async () => {
      const { chain, approved, report, reportOf, send, standing } = state()
      const { oracleCommittee, inferenceOracle } = chain.contracts
      const { oracles, stranger } = chain.accounts
      await approved()
      const event = anEvent(severity.critical)
      await expect(report(event, standing, oracles.slice(0, 2)))
        .to.be.revertedWithCustomError(oracleCommittee, 'InvalidSignaturesLength')
        .withArgs(195, 130)
      await expect(report(event, standing, [...oracles.slice(0, 2), stranger]))
        .to.be.revertedWithCustomError(oracleCommittee, 'NotSigner')
        .withArgs(stranger.address)
      const value = await reportOf(event)
      for (const change of [
        { consumer: await inferenceOracle.getAddress() },
        { requestId: randomHash() },
        { modelVersion: randomHash() },
        { outputHash: outputHashOf({ ...event, severity: severity.low }) },
        { outputHash: event.reportHash },
      ]) {
        const signatures = await signReport(chain, { ...value, ...change }, oracles.slice(0, 3))
        await expect(send(event, signatures)).to.revert(chain.ethers)
      }
    })

    it('is signed again when the committee rotates in between', async () => {
      const { chain, story, monitoring, approved, report, reportOf, send, standing } = state()
      const { oracleCommittee } = chain.contracts
      await approved()
      const event = anEvent()
      const current = await configureCommittee(chain)
      await expect(report(event))
        .to.be.revertedWithCustomError(oracleCommittee, 'ConfigurationMismatch')
        .withArgs(current, story.configDigest)
      const value = { ...(await reportOf(event)), configDigest: current }
      const signatures = await signReport(chain, value, chain.accounts.oracles.slice(0, 3))
      await expect(send(event, signatures, standing, current)).to.emit(monitoring, 'AlertRaised')
    })
  })

  describe('acknowledge', () => {
    it('is for the requester, or an accredited clinician with consent, once', async () => {
      const { chain, monitoring, time, standing, standingId, approved, report, alertIdOf, ...rest } = state()
      const { asClinician, clinician, patient } = rest
      const { stranger: colleague, responder } = chain.accounts
      await approved()
      const event = anEvent(severity.critical)
      await report(event)
      const alertId = await alertIdOf(event)
      const as = (who: typeof colleague) => monitoring.connect(who).acknowledge(standing, event.eventHash)
      for (const other of [colleague, responder]) {
        await expect(as(other))
          .to.be.revertedWithCustomError(monitoring, 'NotClinician')
          .withArgs(other.address)
      }
      await chain.contracts.accreditationRegistry.accredit(
        colleague.address,
        organisations.hospital,
        roles.clinician,
        farFuture,
      )
      await expect(as(colleague))
        .to.be.revertedWithCustomError(monitoring, 'ConsentMissing')
        .withArgs(patient.address, colleague.address, decision.noConsent)
      const { restore } = await chain.networkHelpers.takeSnapshot()
      await expect(asClinician.acknowledge(standing, event.eventHash))
        .to.emit(monitoring, 'AlertAcknowledged')
        .withArgs(alertId, standingId, clinician.address)
      await restore()
      await grantTreatment(chain, patient, organisations.hospital, { isOrganisation: true })
      await expect(as(colleague))
        .to.emit(monitoring, 'AlertAcknowledged')
        .withArgs(alertId, standingId, colleague.address)
      expect((await monitoring.alertOf(alertId)).acknowledgedAt).to.equal(await time.latest())
      await expect(asClinician.acknowledge(standing, event.eventHash)).to.not.emit(
        monitoring,
        'AlertAcknowledged',
      )
    })

    it('refuses an alert that is not there, also under another standing request', async () => {
      const { monitoring, standing, approved, report, alertIdOf, asClinician } = state()
      const event = anEvent(severity.critical)
      await expect(asClinician.acknowledge(standing, event.eventHash))
        .to.be.revertedWithCustomError(monitoring, 'UnknownAlert')
        .withArgs(await alertIdOf(event))
      await approved()
      await report(event)
      // Whoever makes up a standing request with themselves as the requester reaches no alert of the true one.
      await expect(
        asClinician.acknowledge({ ...standing, nonce: 2 }, event.eventHash),
      ).to.be.revertedWithCustomError(monitoring, 'UnknownAlert')
    })

    it('stays possible for the requester after the monitoring ended', async () => {
      const { monitoring, standing, approved, report, asClinician, asPatient, consents, patient } = state()
      await approved()
      const event = anEvent(severity.critical)
      await report(event)
      await asPatient.end(standing)
      await consents.revokeAll(patient.address)
      await expect(asClinician.acknowledge(standing, event.eventHash)).to.emit(
        monitoring,
        'AlertAcknowledged',
      )
    })
  })

  describe('escalate', () => {
    const raised = async (level: number = severity.critical) => {
      const prepared = state()
      await prepared.approved()
      const event = anEvent(level)
      await prepared.report(event)
      const raisedAt = await prepared.time.latest()
      const alertId = await prepared.alertIdOf(event)
      const escalate = () => prepared.asRelayer.escalate(prepared.standingId, event.eventHash)
      return { ...prepared, event, raisedAt, alertId, escalate }
    }

    it('18: escalates a critical alert that nobody acknowledged, again for each period', async () => {
      const { monitoring, time, standingId, raisedAt, alertId, escalate } = await raised()
      expect(await monitoring.ESCALATION_TIME()).to.equal(escalationTime)
      const refused = (level: number) =>
        expect(escalate())
          .to.be.revertedWithCustomError(monitoring, 'EscalationNotDue')
          .withArgs(alertId, raisedAt + level * escalationTime)
      await time.setNextBlockTimestamp(raisedAt + escalationTime - 1)
      await refused(1)
      await time.setNextBlockTimestamp(raisedAt + escalationTime)
      await expect(escalate()).to.emit(monitoring, 'AlertEscalated').withArgs(alertId, standingId, 1)
      await refused(2)
      await time.setNextBlockTimestamp(raisedAt + 2 * escalationTime)
      await expect(escalate()).to.emit(monitoring, 'AlertEscalated').withArgs(alertId, standingId, 2)
      // Where nobody looked for a while, the level says for how long.
      await time.setNextBlockTimestamp(raisedAt + 9 * escalationTime)
      await expect(escalate()).to.emit(monitoring, 'AlertEscalated').withArgs(alertId, standingId, 9)
      await refused(10)
      expect((await monitoring.alertOf(alertId)).level).to.equal(9)
    })

    it('18: stops at the acknowledgement', async () => {
      const { monitoring, time, standing, event, raisedAt, alertId, escalate, asClinician } = await raised()
      await time.increaseTo(raisedAt + escalationTime)
      await escalate()
      await asClinician.acknowledge(standing, event.eventHash)
      await time.increaseTo(raisedAt + 2 * escalationTime)
      await expect(escalate())
        .to.be.revertedWithCustomError(monitoring, 'NothingToEscalate')
        .withArgs(alertId)
    })

    it('leaves alerts alone that are not critical, or not there', async () => {
      const { monitoring, time, standingId, asRelayer, alertId, escalate } = await raised(severity.medium)
      await time.increase(day)
      await expect(escalate())
        .to.be.revertedWithCustomError(monitoring, 'NothingToEscalate')
        .withArgs(alertId)
      await expect(asRelayer.escalate(standingId, randomHash())).to.be.revertedWithCustomError(
        monitoring,
        'NothingToEscalate',
      )
    })

    it('ends at the highest level there is', async () => {
      const { monitoring, time, standingId, alertId, escalate } = await raised()
      await time.increase(70_000 * escalationTime)
      await expect(escalate()).to.emit(monitoring, 'AlertEscalated').withArgs(alertId, standingId, 65_535)
      await time.increase(escalationTime)
      await expect(escalate()).to.be.revertedWithCustomError(monitoring, 'EscalationNotDue')
    })
  })

  describe('declareOff', () => {
    it('says that the period has ended, once', async () => {
      const { monitoring, time, standing, standingId, approved, asRelayer } = state()
      await approved()
      await expect(asRelayer.declareOff(standing))
        .to.be.revertedWithCustomError(monitoring, 'StillOn')
        .withArgs(standingId)
      await time.increaseTo(standing.end)
      expect(await monitoring.offReasonOf(standing)).to.equal(off.periodEnded)
      await expect(asRelayer.declareOff(standing))
        .to.emit(monitoring, 'MonitoringOff')
        .withArgs(standingId, off.periodEnded)
      await expect(asRelayer.declareOff(standing)).to.not.emit(monitoring, 'MonitoringOff')
    })

    it('says that a consent has ended, of either, or the patient’s generation', async () => {
      const { chain, monitoring, standing, standingId, approved, asRelayer, consents, ...rest } = state()
      const { committee, patient, clinician } = rest
      await approved()
      const declared = async () => {
        expect(await monitoring.offReasonOf(standing)).to.equal(off.consentEnded)
        await expect(asRelayer.declareOff(standing))
          .to.emit(monitoring, 'MonitoringOff')
          .withArgs(standingId, off.consentEnded)
        await expect(asRelayer.declareOff(standing)).to.not.emit(monitoring, 'MonitoringOff')
      }
      for (const end of [
        () => consents.revoke(patient.address, committee),
        () => consents.revoke(patient.address, clinician.address),
        () => consents.optOut(patient.address),
        () => chain.contracts.accreditationRegistry.withdraw(clinician.address),
      ]) {
        const { restore } = await chain.networkHelpers.takeSnapshot()
        await end()
        await declared()
        await restore()
      }
      await consents.revokeAll(patient.address)
      await grantTreatment(chain, patient, clinician.address)
      await grantTreatment(chain, patient, committee)
      await declared()
    })

    it('says that nobody was heard for longer than the heartbeat, counted from what came last', async () => {
      const { monitoring, time, standing, standingId, start, approved, report, asRelayer } = state()
      await approved()
      const silentAt = async (second: number) => {
        await time.setNextBlockTimestamp(second)
        await expect(asRelayer.declareOff(standing))
          .to.be.revertedWithCustomError(monitoring, 'StillOn')
          .withArgs(standingId)
        await time.setNextBlockTimestamp(second + 1)
        await expect(asRelayer.declareOff(standing))
          .to.emit(monitoring, 'MonitoringOff')
          .withArgs(standingId, off.silent)
      }
      await silentAt(start + heartbeat)
      await expect(asRelayer.declareOff(standing)).to.not.emit(monitoring, 'MonitoringOff')
      await expect(report(anEvent())).to.emit(monitoring, 'MonitoringOn').withArgs(standingId)
      const heardAt = await time.latest()
      await expect(report(anEvent())).to.not.emit(monitoring, 'MonitoringOn')
      expect(await monitoring.offReasonOf(standing)).to.equal(off.none)
      await time.increaseTo(heardAt + 100)
      await report(anEvent())
      await silentAt(heardAt + 101 + heartbeat)
    })

    it('counts silence from an approval that came after the start', async () => {
      const { monitoring, time, standing, start, asPatient } = state()
      await time.increaseTo(start + 1000)
      await asPatient.approve(standing)
      const approvedAt = await time.latest()
      await time.increaseTo(approvedAt + heartbeat)
      expect(await monitoring.offReasonOf(standing)).to.equal(off.none)
      await time.increase(1)
      expect(await monitoring.offReasonOf(standing)).to.equal(off.silent)
    })

    it('says each reason once: a consent that ends during a silence is news', async () => {
      const { chain, monitoring, time, standing, standingId, approved, asRelayer, consents, ...rest } =
        state()
      const { committee, patient, report } = rest
      await approved()
      await time.increase(heartbeat + 1)
      await asRelayer.declareOff(standing)
      await consents.revoke(patient.address, committee)
      await expect(asRelayer.declareOff(standing))
        .to.emit(monitoring, 'MonitoringOff')
        .withArgs(standingId, off.consentEnded)
      await grantTreatment(chain, patient, committee)
      await expect(asRelayer.declareOff(standing)).to.not.emit(monitoring, 'MonitoringOff')
      await expect(report(anEvent())).to.emit(monitoring, 'MonitoringOn')
      expect((await monitoring.standingOf(standingId)).declared).to.equal(0)
    })

    it('says nothing before the period, without an approval, or after the end', async () => {
      const { monitoring, time, standing, standingId, asPatient, asRelayer, consents, ...rest } = state()
      const { committee, patient } = rest
      const refused = (error: string, ...args: unknown[]) =>
        expect(asRelayer.declareOff(standing))
          .to.be.revertedWithCustomError(monitoring, error)
          .withArgs(...args)
      await refused('NotApproved', standingId)
      await asPatient.approve(standing)
      await consents.revoke(patient.address, committee)
      await refused('StillOn', standingId)
      expect(await monitoring.offReasonOf(standing)).to.equal(off.none)
      await asPatient.end(standing)
      await refused('StandingEnded', standingId, await time.latest())
      await expect(monitoring.offReasonOf(standing)).to.be.revertedWithCustomError(
        monitoring,
        'StandingEnded',
      )
    })
  })

  it('holds nothing of an alert that did not land', async () => {
    const { monitoring, standingId } = state()
    expect(await monitoring.alertOf(randomHash())).to.deep.equal([`0x${'00'.repeat(19)}`, 0n, 0n, 0n, 0n])
    expect(await monitoring.standingOf(standingId)).to.deep.equal([0n, 0n, 0n, 0n, 0n])
    expect(await monitoring.standingOf(ZeroHash)).to.deep.equal([0n, 0n, 0n, 0n, 0n])
  })
})
