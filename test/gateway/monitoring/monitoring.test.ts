import { expect } from 'chai'
import { hexlify, randomBytes } from 'ethers'
import { chainTime, deadlineIn } from '../../../sdk/chain/time.ts'
import { alertSecretContext } from '../../../sdk/clinical/alertSecretContext.ts'
import { openSecret } from '../../../sdk/crypto/envelope.ts'
import type { Notice } from '../../../sdk/gateway/protocol.ts'
import { ensureEncryptionKey } from '../../../sdk/identity/ensureEncryptionKey.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { signKeyRequest } from '../../../sdk/inference/keyRequest.ts'
import { outputHashOf } from '../../../sdk/inference/outputHash.ts'
import { createRequestSecret, requestSecretHash } from '../../../sdk/inference/requestSecret.ts'
import { signReport } from '../../../sdk/inference/signedReport.ts'
import { acknowledgeAlert } from '../../../sdk/monitoring/acknowledgeAlert.ts'
import { alertReport, type Severity } from '../../../sdk/monitoring/alert.ts'
import { endMonitoring, relayEnd, signEnd } from '../../../sdk/monitoring/endMonitoring.ts'
import { reportAlert } from '../../../sdk/monitoring/reportAlert.ts'
import { relayApproval, signApproval } from '../../../sdk/monitoring/signedApproval.ts'
import { alertIdOf, type StandingRequest, standingIdOf } from '../../../sdk/monitoring/standingRequest.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import { organisation } from '../../helpers/chain.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import { roles } from '../../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  type Person,
  readerOf,
  recordRequestOf,
  revokeFrom,
  type StartedGateway,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

const report = { format: 'salus-report/1', outcome: { status: 'abstained' } } as unknown as ClinicalReport
const HOUR = 3_600

describe('gateway/monitoring', () => {
  let world: World
  let hospital: StartedGateway
  let version = ''
  let node: Person
  beforeEach(async () => {
    world = await createWorld()
    hospital = await startHospital(world, { sweepInterval: 100 })
    version = await world.approveModel(await loadHeartModel())
    for (const { contracts, wallet, identity } of world.oracles) {
      await ensureEncryptionKey(contracts, wallet, identity)
    }
    if (!world.oracles[0]) throw new Error('There is no oracle.')
    node = world.oracles[0]
  })
  afterEach(() => world.close())

  interface Watch {
    readonly patient: Person
    readonly standing: StandingRequest
    readonly standingId: string
    readonly secret: Uint8Array
  }

  /** A patient who lets the clinician and the committee see vital signs, and approved a monitoring of them. */
  async function watched(change: Partial<StandingRequest> = {}): Promise<Watch> {
    const patient = await enrolPatient(world, hospital.client)
    const clinician = world.clinician.wallet.address
    await grantTo(world, patient, clinician, await termsFor(patient, ['vital-signs', 'risk-reports']))
    await grantTo(world, patient, world.committee, await termsFor(patient, ['vital-signs']))
    const secret = createRequestSecret()
    const now = await chainTime(patient.contracts)
    const standing: StandingRequest = {
      patient: patient.wallet.address,
      requester: clinician,
      modelVersion: version,
      purpose: 'TREAT',
      category: 'vital-signs',
      secretHash: requestSecretHash(secret),
      start: 0,
      end: now + 30 * 86_400,
      heartbeat: 20 * 86_400,
      nonce: '1',
      ...change,
    }
    return approved({ patient, standing, secret })
  }
  const announce = ({ standing, secret }: Watch) => hospital.client.announceStanding(standing, secret)
  async function announced(change: Partial<StandingRequest> = {}): Promise<Watch> {
    const watch = await watched(change)
    await announce(watch)
    return watch
  }
  /** As {@link watched}, of a patient whom there is already. */
  async function approved({ patient, standing, secret }: Omit<Watch, 'standingId'>): Promise<Watch> {
    const deadline = await deadlineIn(patient.contracts, 600)
    const approval = await signApproval(patient.contracts, patient.wallet, standing, deadline)
    await relayApproval(world.relayer.contracts, approval)
    return { patient, standing, standingId: standingIdOf(patient.contracts, standing), secret }
  }
  async function revokeAll({ wallet, contracts }: Person): Promise<void> {
    await world.chain.provider.request({
      method: 'hardhat_setBalance',
      params: [wallet.address, '0x21e19e0c9bab2400000'],
    })
    await (await contracts.consentRegistry.revokeAll(wallet.address)).wait()
  }
  const measure = async (patient: Person) =>
    (await addBundle(hospital.staff, patient, { category: 'vital-signs' })).recordId
  const keyRequest = async (requestId: string, recordId: string, signer = node) =>
    signKeyRequest(signer.contracts, signer.wallet, {
      requestId,
      recordId,
      deadline: await deadlineIn(signer.contracts, 120),
    })
  const ask = async ({ standingId }: Watch, recordId: string, signer = node) =>
    hospital.client.requestAlertKey(await keyRequest(alertIdOf(standingId, recordId), recordId, signer))
  /** Lands an alert about a record with the signatures of three oracles. */
  async function raise(
    { standing, standingId, secret }: Watch,
    recordId: string,
    severity: Severity,
  ): Promise<string> {
    const { contracts } = world.relayer
    const alertId = alertIdOf(standingId, recordId)
    const { digest } = await contracts.oracleCommittee.currentConfiguration()
    const alert = { eventHash: recordId, severity, reportHash: await outputHashOf(secret, alertId, report) }
    const signed = alertReport(contracts, standing, alert, digest)
    const signatures = await Promise.all(
      world.oracles.slice(0, 3).map(async ({ wallet }) => ({
        signer: wallet.address,
        signature: await signReport(contracts, wallet, signed),
      })),
    )
    await reportAlert(contracts, standing, alert, digest, signatures)
    return alertId
  }
  const later = (seconds: number) => world.chain.networkHelpers.time.increase(seconds)
  const told = async (account: string, kind: Notice['kind']) =>
    (await hospital.staff.listNotices(account)).filter((notice) => notice.kind === kind)
  const toldOnce = (account: string, kind: Notice['kind'], count = 1) =>
    eventually(async () => {
      const notices = await told(account, kind)
      return notices.length >= count && notices
    })

  describe('announcing', () => {
    it('takes a standing request that its patient approved, from whoever knows the secret', async () => {
      const watch = await watched()
      expect(await announce(watch)).to.deep.equal({ standingId: watch.standingId })
      const unapproved = { ...watch.standing, nonce: '2' }
      const { announceStanding } = hospital.client
      await expectError(
        () => announceStanding(unapproved, watch.secret),
        'MONITORING_REFUSED',
        /not approved/,
      )
      await expectError(() => announceStanding(watch.standing, randomBytes(32)), 'MESSAGE_INVALID', /secret/)
      await endMonitoring(world.clinician.contracts, watch.standing)
      await expectError(() => announce(watch), 'MONITORING_REFUSED', /ended/)
    })

    it('takes four of a category and model that are live, and sixteen of a patient', async () => {
      const watch = await watched()
      const models = [version, ...Array.from({ length: 4 }, () => hexlify(randomBytes(32)))]
      const present: Watch[] = []
      const another = async (modelVersion?: string): Promise<Watch> => {
        const nonce = String(2 + present.length)
        const one = await approved({
          ...watch,
          standing: { ...watch.standing, nonce, ...(modelVersion && { modelVersion }) },
        })
        present.push(one)
        return one
      }
      await announce(watch)
      for (let count = 0; count < 3; count++) await announce(await another())
      const fifth = await another()
      await expectError(() => announce(fifth), 'MONITORING_REFUSED', /4 monitorings .* model/)
      // One that is kept already is no other one.
      await announce(watch)
      await endMonitoring(world.clinician.contracts, watch.standing)
      await announce(fifth)
      for (const model of models.slice(1, 4)) {
        for (let count = 0; count < 4; count++) await announce(await another(model))
      }
      const last = await another(models[4])
      await expectError(() => announce(last), 'MONITORING_REFUSED', /16 monitorings/)
    })

    it('takes none of all that are handed in at once beyond the fourth', async () => {
      const watch = await watched()
      const all: Watch[] = [watch]
      for (let count = 0; count < 5; count++) {
        all.push(await approved({ ...watch, standing: { ...watch.standing, nonce: String(2 + count) } }))
      }
      const outcomes = await Promise.allSettled(all.map(announce))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(4)
    })

    it('pays for no approval again that ended when the patient revoked everything', async () => {
      const watch = await watched()
      await revokeAll(watch.patient)
      const deadline = await deadlineIn(node.contracts, 600)
      const again = await signApproval(
        watch.patient.contracts,
        watch.patient.wallet,
        watch.standing,
        deadline,
      )
      const { relayMonitoringApproval } = hospital.client
      await expectError(() => relayMonitoringApproval(again), 'SIGNATURE_STALE', /new nonce/)
      await expectError(() => announce(watch), 'MONITORING_REFUSED', /revoked everything/)
    })
  })

  describe('releasing to nodes', () => {
    it('gives a signer a new record of the patient and category, and the secret bound to the alert', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      const alertId = alertIdOf(watch.standingId, recordId)
      const request = await keyRequest(alertId, recordId)
      const answer = await hospital.client.requestAlertKey(request)
      expect(answer.standing).to.deep.equal(watch.standing)
      expect(answer.receipt.disclosure).to.include({
        kind: 'release',
        grantee: node.wallet.address,
        requestId: alertId,
      })
      const bytes = await openRecord(readerOf(node, hospital.url), recordId, answer.record)
      expect(bytes).to.have.length(answer.record.manifest.size)
      const context = alertSecretContext(node.contracts, alertId, node.wallet.address, node.identity.keyId)
      expect(hexlify(await openSecret(node.identity.privateKey, context, answer.secret))).to.equal(
        hexlify(watch.secret),
      )
      await expectError(() => hospital.client.requestAlertKey(request), 'REPLAYED', /used before/)
    })

    it('gives nothing to whoever is no signer, and nothing under another id', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      await expectError(() => ask(watch, recordId, world.clinician), 'NOT_ACCREDITED', /not a signer/)
      const other = await watched({ nonce: '9' })
      for (const id of [hexlify(randomBytes(32)), watch.standingId, alertIdOf(other.standingId, recordId)]) {
        await expectError(
          async () => hospital.client.requestAlertKey(await keyRequest(id, recordId)),
          'RECORD_NOT_FOUND',
          /No standing request/,
        )
      }
      // A request for inference it is not.
      const alertId = alertIdOf(watch.standingId, recordId)
      await expectError(
        async () => hospital.client.requestKey(await keyRequest(alertId, recordId)),
        'REQUEST_NOT_OPEN',
        /not open/,
      )
    })

    it('gives no record of another patient or category, and none from before', async () => {
      const patient = await enrolPatient(world, hospital.client)
      const theirs = await measure(patient)
      const watch = await watched()
      const before = await measure(watch.patient)
      await later(10)
      const again = {
        ...watch,
        standing: { ...watch.standing, start: (await chainTime(node.contracts)) + 5, nonce: '3' },
      }
      const present = await approved(again)
      await announce(present)
      await later(10)
      await expectError(() => ask(present, theirs), 'RECORD_NOT_FOUND', /No standing request/)
      const { recordId: cardiology } = await addBundle(hospital.staff, watch.patient)
      await expectError(() => ask(present, cardiology), 'RECORD_NOT_FOUND', /No standing request/)
      await expectError(() => ask(present, before), 'MONITORING_REFUSED', /after it began/)
      await ask(present, await measure(watch.patient))
    })

    it('gives a record again after its alert landed until the report is kept, and not after its erasure', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      // The nodes that computed it are gone, and with them the report: nobody ever asked this gateway.
      const alertId = await raise(watch, recordId, 'medium')
      expect((await ask(watch, recordId)).standing).to.deep.equal(watch.standing)
      const kept = await hospital.client.deliverReport(alertId, report)
      await expectError(() => ask(watch, recordId), 'MONITORING_REFUSED', /told of/)
      await hospital.staff.eraseRecord(kept.recordId)
      await expectError(() => ask(watch, recordId), 'MONITORING_REFUSED', /told of/)
    })

    it('gives nothing once it was ended, is over, or the patient revoked everything', async () => {
      const ended = await announced()
      const recordId = await measure(ended.patient)
      const deadline = await deadlineIn(node.contracts, 600)
      await relayEnd(
        world.relayer.contracts,
        await signEnd(ended.patient.contracts, ended.patient.wallet, ended.standing, deadline),
      )
      await expectError(() => ask(ended, recordId), 'MONITORING_REFUSED', /was ended/)

      const revoked = await announced()
      const second = await measure(revoked.patient)
      await revokeAll(revoked.patient)
      await grantTo(
        world,
        revoked.patient,
        world.clinician.wallet.address,
        await termsFor(revoked.patient, ['vital-signs']),
      )
      await grantTo(world, revoked.patient, world.committee, await termsFor(revoked.patient, ['vital-signs']))
      await expectError(() => ask(revoked, second), 'MONITORING_REFUSED', /revoked everything/)

      const short = await announced({ end: (await chainTime(node.contracts)) + 1_000 })
      const third = await measure(short.patient)
      await later(2_000)
      await expectError(() => ask(short, third), 'MONITORING_REFUSED', /is over/)
    })

    it('1: refuses once requester or committee has lost the consent, and logs it', async () => {
      for (const who of ['requester', 'committee'] as const) {
        const watch = await announced({ nonce: who === 'requester' ? '1' : '2' })
        const recordId = await measure(watch.patient)
        const principal = who === 'committee' ? world.committee : watch.standing.requester
        await revokeFrom(world, watch.patient, principal)
        await expectError(() => ask(watch, recordId), 'CONSENT_MISSING', new RegExp(`${principal} .*revoked`))
        const kinds = (await hospital.staff.listDisclosures(recordId)).map(
          ({ receipt: { disclosure } }) => disclosure.kind,
        )
        expect(kinds).to.include('refusal').and.not.include('release')
      }
    })
  })

  describe('delivering', () => {
    it('keeps the report of an alert that landed, once, as a record that the clinician reads', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      const alertId = alertIdOf(watch.standingId, recordId)
      const { deliverReport } = hospital.client
      await expectError(() => deliverReport(alertId, report), 'REQUEST_NOT_OPEN', /not announced/)
      await ask(watch, recordId)
      await expectError(() => deliverReport(alertId, report), 'REPORT_MISMATCH', /landed on chain/)
      await raise(watch, recordId, 'critical')
      const other = { ...report, outcome: { status: 'answered' } } as unknown as ClinicalReport
      await expectError(() => deliverReport(alertId, other), 'REPORT_MISMATCH', /landed on chain/)
      const kept = await deliverReport(alertId, report)
      expect(await deliverReport(alertId, report)).to.deep.equal(kept)
      const request = await recordRequestOf(world.clinician, kept.recordId)
      const { record } = await hospital.client.requestRecord(request)
      expect(record.ref).to.include({ category: 'risk-reports', patient: watch.patient.wallet.address })
      const bytes = await openRecord(readerOf(world.clinician, hospital.url), kept.recordId, record)
      expect(JSON.parse(new TextDecoder().decode(bytes))).to.deep.equal(report)

      await hospital.staff.eraseRecord(kept.recordId)
      await expectError(() => deliverReport(alertId, report), 'REQUEST_NOT_OPEN', /not announced/)
    })
  })

  describe('telling', () => {
    it('tells the patient and the requester of an alert, once, and nobody else', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      const alertId = await raise(watch, recordId, 'medium')
      for (const account of [watch.standing.patient, watch.standing.requester]) {
        const [notice] = await toldOnce(account, 'alert-raised')
        expect(notice).to.deep.include({ recordId, account: watch.standing.requester })
        expect(notice?.monitoring).to.deep.equal({
          standingId: watch.standingId,
          patient: watch.standing.patient,
          alertId,
          severity: 'medium',
          count: 1,
          level: 0,
          offReason: 'none',
        })
      }
      const client = hospital.client
      await client.signIn(world.clinician.wallet)
      expect((await client.listNotices(watch.standing.requester)).map(({ kind }) => kind)).to.include(
        'alert-raised',
      )
      await expectError(() => client.listNotices(watch.standing.patient), 'NOT_CONTROLLER', /do not act/)
      await client.signIn(world.otherClinician.wallet)
      await expectError(() => client.listNotices(watch.standing.requester), 'NOT_CONTROLLER', /do not act/)
      // Handled again after a restart, it is told no second time.
      await hospital.close()
      const { dataFolder } = hospital
      hospital = await startHospital(world, { dataFolder, sweepInterval: 100 })
      await raise(watch, await measure(watch.patient), 'medium')
      expect(await toldOnce(watch.standing.patient, 'alert-raised', 2)).to.have.length(2)
    })

    it('tells of the low alerts of an hour in one notice, when the hour is over', async () => {
      const watch = await announced()
      await later(HOUR - ((await chainTime(node.contracts)) % HOUR))
      for (let count = 0; count < 3; count++) await raise(watch, await measure(watch.patient), 'low')
      await raise(watch, await measure(watch.patient), 'medium')
      await toldOnce(watch.standing.requester, 'alert-raised')
      expect(await told(watch.standing.requester, 'alerts-grouped')).to.deep.equal([])
      await later(HOUR)
      const [notice] = await toldOnce(watch.standing.requester, 'alerts-grouped')
      expect(notice?.monitoring).to.include({ severity: 'low', count: 3, alertId: null })
      await raise(watch, await measure(watch.patient), 'low')
      await later(HOUR)
      const both = await toldOnce(watch.standing.patient, 'alerts-grouped', 2)
      expect(both.map(({ monitoring }) => monitoring?.count)).to.deep.equal([3, 1])
      expect(await told(watch.standing.requester, 'alert-raised')).to.have.length(1)
    })

    it('18: escalates a critical alert, and tells of it again, until somebody acknowledges it', async () => {
      const watch = await announced()
      const recordId = await measure(watch.patient)
      await raise(watch, recordId, 'critical')
      await toldOnce(watch.standing.requester, 'alert-raised')
      for (const minutes of [16, 16, 31]) {
        const before = (await told(watch.standing.requester, 'alert-escalated')).length
        await later(minutes * 60)
        await toldOnce(watch.standing.requester, 'alert-escalated', before + 1)
      }
      await acknowledgeAlert(world.clinician.contracts, watch.standing, recordId)
      const [seen] = await toldOnce(watch.standing.patient, 'alert-acknowledged')
      expect(seen?.account).to.equal(world.clinician.wallet.address)
      const notices = await told(watch.standing.patient, 'alert-escalated')
      const levels = notices.map(({ monitoring }) => monitoring?.level ?? 0)
      expect(levels).to.deep.equal([...new Set(levels)].sort((one, other) => one - other))
      await later(24 * HOUR)
      // Something that is handled after it: an escalation would have come before.
      await raise(watch, await measure(watch.patient), 'medium')
      await toldOnce(watch.standing.patient, 'alert-raised', 2)
      expect(await told(watch.standing.patient, 'alert-escalated')).to.have.length(notices.length)
      expect(hospital.errors).to.deep.equal([])
    })

    it('tells that the monitoring is off: for silence, an ended consent, an ended period; and that it is on again', async () => {
      const watch = await announced({ heartbeat: 600 })
      await later(1_200)
      const [silent] = await toldOnce(watch.standing.patient, 'monitoring-off')
      expect(silent?.monitoring).to.include({ offReason: 'silent', alertId: null })
      await raise(watch, await measure(watch.patient), 'medium')
      await toldOnce(watch.standing.patient, 'monitoring-on')
      await revokeFrom(world, watch.patient, watch.standing.requester)
      const two = await toldOnce(watch.standing.requester, 'monitoring-off', 2)
      expect(two.at(-1)?.monitoring?.offReason).to.equal('consent-ended')
      await later(31 * 86_400)
      const three = await toldOnce(watch.standing.requester, 'monitoring-off', 3)
      expect(three.at(-1)?.monitoring?.offReason).to.equal('period-ended')
      expect(hospital.errors).to.deep.equal([])
    })

    it('follows the chain while what it said of a silence has not landed', async () => {
      const watch = await announced({ heartbeat: 600 })
      const recordId = await measure(watch.patient)
      const { provider } = world.chain
      const request = (method: string, ...params: unknown[]) => provider.request({ method, params })
      const sent = ({ wallet }: Person, tag: string) =>
        world.provider.getTransactionCount(wallet.address, tag)
      const isPending = (person: Person) =>
        eventually(async () => (await sent(person, 'pending')) > (await sent(person, 'latest')))
      // What was sent before such a block pays too little for it.
      const mineDear = async () => {
        await request('hardhat_setNextBlockBaseFeePerGas', '0xe8d4a51000')
        await request('evm_mine')
      }
      const before = await sent(world.hospital, 'latest')
      await request('evm_setAutomine', false)
      try {
        await later(1_200)
        await isPending(world.hospital)
        await mineDear()
        const raising = raise(watch, recordId, 'medium')
        await isPending(world.relayer)
        await mineDear()
        await raising
        await toldOnce(watch.standing.patient, 'alert-raised')
        expect(await sent(world.hospital, 'latest')).to.equal(before)
      } finally {
        await request('hardhat_setNextBlockBaseFeePerGas', '0x3b9aca00')
        await request('evm_mine')
        await request('evm_setAutomine', true)
      }
      await eventually(async () => (await sent(world.hospital, 'latest')) > before)
    })

    it('18: escalates first, and declares off what the allowance of the patient pays for', async () => {
      await hospital.close()
      // The enrolment is one act.
      const { dataFolder } = hospital
      const tuning = { dataFolder, sweepInterval: 100, relayLimits: { perPatientAndDay: 2, perHour: 100 } }
      hospital = await startHospital(world, tuning)
      const watch = await announced()
      const { standing } = watch
      for (const nonce of ['2', '3', '4']) {
        await announce(await approved({ ...watch, standing: { ...standing, nonce, heartbeat: 900 } }))
      }
      await raise(watch, await measure(watch.patient), 'critical')
      await hospital.close()
      await later(HOUR)
      hospital = await startHospital(world, tuning)
      await toldOnce(standing.patient, 'monitoring-off')
      const { notices, isLimited } = await eventually(async () => {
        const codes = hospital.errors.map((error) => (error as { code?: string }).code)
        const isLimited = codes.includes('RELAY_LIMIT')
        return isLimited && { isLimited, notices: await hospital.staff.listNotices(standing.patient) }
      })
      expect(isLimited).to.equal(true)
      const kinds = notices.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'monitoring-off')).to.have.length(1)
      expect(kinds.indexOf('alert-escalated')).to.be.within(0, kinds.indexOf('monitoring-off'))
      await later(HOUR)
      await toldOnce(standing.patient, 'alert-escalated', 2)
      expect(await told(standing.patient, 'monitoring-off')).to.have.length(1)
    })

    it('sends no more than eight transactions in one look', async () => {
      const watch = await announced({ heartbeat: 900 })
      for (let count = 0; count < 11; count++) {
        const modelVersion = hexlify(randomBytes(32))
        await announce(await approved({ ...watch, standing: { ...watch.standing, modelVersion } }))
      }
      const recordId = await measure(watch.patient)
      await hospital.close()
      await later(HOUR)
      const sent = () => world.provider.getTransactionCount(world.hospital.wallet.address)
      const before = await sent()
      const { dataFolder } = hospital
      hospital = await startHospital(world, { dataFolder, sweepInterval: 1e9 })
      await eventually(async () => (await sent()) >= before + 8)
      await raise(watch, recordId, 'medium')
      await toldOnce(watch.standing.patient, 'alert-raised')
      expect(await sent()).to.equal(before + 8)
      // A second look, which an accreditation causes. While the first is not done, there is none.
      const { accreditationRegistry } = world.chain.contracts
      await eventually(async () => {
        const other = organisation('other')
        await accreditationRegistry.accredit(world.relayer.wallet.address, other, roles.responder, 2 ** 36)
        return (await sent()) >= before + 11
      })
    })

    it('tells of an end', async () => {
      const watch = await announced()
      // Of people of whom nothing is kept here, nothing is told.
      await measure(watch.patient)
      await endMonitoring(world.clinician.contracts, watch.standing)
      await toldOnce(watch.standing.patient, 'monitoring-ended')
      expect(await told(watch.standing.requester, 'monitoring-ended')).to.have.length(1)
    })
  })
})
