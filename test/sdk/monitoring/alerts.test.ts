import { expect } from 'chai'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { signReport } from '../../../sdk/inference/signedReport.ts'
import { acknowledgeAlert } from '../../../sdk/monitoring/acknowledgeAlert.ts'
import { type Alert, alertReport, alertSchema, type Severity } from '../../../sdk/monitoring/alert.ts'
import { approveMonitoring } from '../../../sdk/monitoring/approveMonitoring.ts'
import { endMonitoring, relayEnd, signEnd } from '../../../sdk/monitoring/endMonitoring.ts'
import { escalateAlert } from '../../../sdk/monitoring/escalateAlert.ts'
import { listAlerts } from '../../../sdk/monitoring/listAlerts.ts'
import { listMonitoring } from '../../../sdk/monitoring/listMonitoring.ts'
import { declareOff, offReasonOf } from '../../../sdk/monitoring/offReason.ts'
import { reportAlert } from '../../../sdk/monitoring/reportAlert.ts'
import { relayApproval, signApproval, signedApprovalSchema } from '../../../sdk/monitoring/signedApproval.ts'
import { alertIdOf, type StandingRequest, standingIdOf } from '../../../sdk/monitoring/standingRequest.ts'
import { expectError } from '../../helpers/expectError.ts'
import { modelDescriptor, randomHash } from '../../helpers/scenario.ts'
import { createWorld, grantTo, type Person, revokeFrom, type World } from '../../helpers/world.ts'

describe('sdk/monitoring', () => {
  let world: World
  let patient: Person
  let standing: StandingRequest
  let standingId: string
  let restore: () => Promise<void>

  before(async () => {
    world = await createWorld()
    patient = await world.make()
    await world.chain.contracts.modelRegistry.approve(modelDescriptor)
    const requester = world.clinician.wallet.address
    await grantTo(world, patient, requester)
    await grantTo(world, patient, world.committee)
    const now = await chainTime(world.relayer.contracts)
    standing = {
      patient: patient.wallet.address,
      requester,
      modelVersion: await world.chain.contracts.modelRegistry.modelVersionOf(modelDescriptor),
      purpose: 'TREAT',
      category: 'cardiology',
      secretHash: randomHash(),
      start: 0,
      end: now + 7 * 86_400,
      heartbeat: 3600,
      nonce: '1',
    }
    standingId = standingIdOf(world.relayer.contracts, standing)
    await approveMonitoring(patient.contracts, standing)
    restore = (await world.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(() => restore())
  after(() => world.close())

  const alertOf = (severity: Severity): Alert =>
    alertSchema.parse({ eventHash: randomHash(), severity, reportHash: randomHash() })

  /** Three nodes sign, and the relayer sends. */
  const report = async (alert: Alert, signers: readonly Person[] = world.oracles.slice(0, 3)) => {
    const { contracts } = world.relayer
    const { digest } = await contracts.oracleCommittee.currentConfiguration()
    const value = alertReport(contracts, standing, alert, digest)
    const signatures = await Promise.all(
      signers.map(async ({ contracts, wallet }) => ({
        signer: wallet.address,
        signature: await signReport(contracts, wallet, value),
      })),
    )
    return reportAlert(contracts, standing, alert, digest, signatures.reverse())
  }

  it('lists what a patient approved, for the patient and for the requester', async () => {
    const { contracts } = world.relayer
    const expected = { standingId, standing, heardAt: null, endedAt: null, offReason: 'none' } as const
    for (const filter of [{ patient: standing.patient }, { requester: standing.requester }]) {
      const [listed, ...more] = await listMonitoring(contracts, filter)
      expect(more).to.deep.equal([])
      expect(listed).to.deep.include(expected)
      expect(listed?.approvedAt).to.be.at.most(await chainTime(contracts))
    }
    expect(await listMonitoring(contracts, { patient: world.hospital.wallet.address })).to.deep.equal([])
  })

  it('approves and ends by signatures that travel as JSON', async () => {
    const { contracts } = world.relayer
    const other = { ...standing, nonce: '2' }
    const deadline = await deadlineIn(contracts, 600)
    const signed = await signApproval(patient.contracts, patient.wallet, other, deadline)
    const arrived = signedApprovalSchema.parse(JSON.parse(JSON.stringify(signed)))
    expect((await relayApproval(contracts, arrived)).logs).to.have.length(1)
    expect((await relayApproval(contracts, arrived)).logs).to.have.length(0)
    await expectError(
      () => relayApproval(contracts, { ...arrived, standing: { ...other, category: 'laboratory' } }),
      'SIGNATURE_INVALID',
      /not a signature of/,
    )
    const end = await signEnd(patient.contracts, patient.wallet, other, deadline)
    expect((await relayEnd(contracts, end)).logs).to.have.length(1)
    await expectError(() => relayApproval(contracts, arrived), 'MONITORING_REFUSED', /was ended/)
  })

  it('3: takes no approval signed before the patient revoked everything', async () => {
    const { contracts } = world.relayer
    const deadline = await deadlineIn(contracts, 600)
    const other = { ...standing, nonce: '2' }
    const signed = await signApproval(patient.contracts, patient.wallet, other, deadline)
    await (await patient.contracts.consentRegistry.revokeAll(standing.patient)).wait()
    await expectError(() => relayApproval(contracts, signed), 'SIGNATURE_STALE', /overtaken/)
  })

  it('reports each event once, and lists it with what became of it', async () => {
    const { contracts } = world.relayer
    const [low, critical] = [alertOf('low'), alertOf('critical')]
    await report(low)
    const receipt = await report(critical)
    expect((await report(critical)).logs).to.have.length(0)
    await expectError(() => report({ ...critical, severity: 'low' }), 'ALREADY_REPORTED', /Another report/)
    await world.chain.networkHelpers.time.increase(3 * 900)
    await escalateAlert(contracts, standingId, critical.eventHash)
    await expectError(
      () => escalateAlert(contracts, standingId, critical.eventHash),
      'MONITORING_REFUSED',
      /not due/,
    )
    await expectError(
      () => escalateAlert(contracts, standingId, low.eventHash),
      'MONITORING_REFUSED',
      /not critical/,
    )
    const seen = await acknowledgeAlert(world.clinician.contracts, standing, critical.eventHash)
    const [first, second, ...more] = await listAlerts(contracts, standingId)
    expect(more).to.deep.equal([])
    expect(first).to.deep.include({ ...low, acknowledged: null, level: 0 })
    expect(second).to.deep.include({
      ...critical,
      alertId: alertIdOf(standingId, critical.eventHash),
      transactionHash: receipt.hash,
      acknowledged: { clinician: world.clinician.wallet.address, blockNumber: seen.blockNumber },
      level: 3,
    })
    expect(await listAlerts(contracts, randomHash())).to.deep.equal([])
  })

  it('1, 7: reports nothing without consent or a quorum', async () => {
    const alert = alertOf('medium')
    await expectError(() => report(alert, world.oracles.slice(0, 2)), 'QUORUM_INVALID', /exactly a quorum/)
    await revokeFrom(world, patient, world.committee)
    await expectError(() => report(alert), 'CONSENT_MISSING', /revoked/)
    const unapproved = { ...standing, nonce: '9' }
    await expectError(
      () => offReasonOf(world.relayer.contracts, unapproved),
      'MONITORING_REFUSED',
      /approved/,
    )
  })

  it('lets nobody acknowledge who is neither the requester nor a clinician with consent', async () => {
    const alert = alertOf('critical')
    await report(alert)
    const { eventHash } = alert
    await expectError(
      () => acknowledgeAlert(world.relayer.contracts, standing, eventHash),
      'NOT_ACCREDITED',
      /clinician/,
    )
    await expectError(
      () => acknowledgeAlert(world.otherClinician.contracts, standing, eventHash),
      'CONSENT_MISSING',
      /no consent/,
    )
    await expectError(
      () => acknowledgeAlert(world.clinician.contracts, standing, randomHash()),
      'MONITORING_REFUSED',
      /no alert/,
    )
  })

  it('says when the monitoring is off, and why', async () => {
    const { contracts } = world.relayer
    await expectError(() => declareOff(contracts, standing), 'MONITORING_REFUSED', /is on/)
    await world.chain.networkHelpers.time.increase(3700)
    expect(await offReasonOf(contracts, standing)).to.equal('silent')
    expect((await declareOff(contracts, standing)).logs).to.have.length(1)
    expect((await listMonitoring(contracts, { patient: standing.patient }))[0]?.offReason).to.equal('silent')
    // The alert, and that it is on again.
    expect((await report(alertOf('low'))).logs).to.have.length(2)
    await revokeFrom(world, patient, standing.requester)
    expect(await offReasonOf(contracts, standing)).to.equal('consent-ended')
    await endMonitoring(world.clinician.contracts, standing)
    const [ended] = await listMonitoring(contracts, { patient: standing.patient })
    expect(ended?.endedAt).to.equal(await chainTime(contracts))
    expect(ended?.offReason).to.equal('none')
    await expectError(() => report(alertOf('low')), 'MONITORING_REFUSED', /was ended/)
  })
})
