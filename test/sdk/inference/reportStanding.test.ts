import { expect } from 'chai'
import { revokeAllConsents } from '../../../sdk/consent/restrictConsent.ts'
import type { InferenceRequest } from '../../../sdk/inference/inferenceRequest.ts'
import { requestIdOf } from '../../../sdk/inference/inferenceRequest.ts'
import { type LandedReport, readLandedReport } from '../../../sdk/inference/landedReport.ts'
import { isDoubt, readReportStanding, type StandingFlag } from '../../../sdk/inference/reportStanding.ts'
import { requestInference } from '../../../sdk/inference/requestInference.ts'
import { type Report, signReport } from '../../../sdk/inference/signedReport.ts'
import { transmitReport } from '../../../sdk/inference/transmitReport.ts'
import { amendRecord, anchorRecord } from '../../../sdk/records/anchorRecord.ts'
import { relayEnrolment } from '../../../sdk/records/enrol.ts'
import { type RecordRef, recordIdOf, singleAnchor } from '../../../sdk/records/recordRef.ts'
import { retireRecord } from '../../../sdk/records/retireRecord.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import {
  createWorld,
  enrolmentOf,
  grantTo,
  HOSPITAL,
  type Person,
  revokeFrom,
  type World,
} from '../../helpers/world.ts'

const hash = (byte: string) => `0x${byte.repeat(32)}`

/** A report over three records has landed; every test goes back to that moment. */
describe('sdk/inference/reportStanding', () => {
  let world: World
  let patient: Person
  let version: string
  let records: readonly RecordRef[]
  let request: InferenceRequest
  let landed: LandedReport
  let snapshot: unknown

  before(async () => {
    world = await createWorld()
    version = await world.approveModel(await loadHeartModel())
    patient = await world.make()
    await relayEnrolment(world.relayer.contracts, await enrolmentOf(patient))
    records = ['11', '12', '13'].map((byte) =>
      singleAnchor(HOSPITAL, patient.wallet.address, 'cardiology', hash(byte)),
    )
    for (const ref of records) await anchorRecord(world.hospital.contracts, ref)
    const { wallet, contracts } = world.clinician
    await grantTo(world, patient, wallet.address)
    await grantTo(world, patient, world.committee)
    request = {
      requester: wallet.address,
      modelVersion: version,
      purpose: 'TREAT',
      secretHash: hash('22'),
      impression: hash('88'),
      records,
    }
    await requestInference(contracts, request)
    landed = await land(request)
  })
  beforeEach(async () => {
    snapshot = await world.chain.provider.request({ method: 'evm_snapshot' })
  })
  afterEach(() => world.chain.provider.request({ method: 'evm_revert', params: [snapshot] }))
  after(() => world.close())

  async function land(asked: InferenceRequest): Promise<LandedReport> {
    const { contracts } = world.relayer
    const { digest: configDigest } = await contracts.oracleCommittee.currentConfiguration()
    const report: Report = {
      consumer: world.deployment.contracts.inferenceOracle,
      configDigest,
      requestId: requestIdOf(contracts, asked),
      modelVersion: version,
      outputHash: hash('33'),
    }
    const signatures = await Promise.all(
      world.oracles.slice(0, 3).map(async (oracle) => ({
        signer: oracle.wallet.address,
        signature: await signReport(oracle.contracts, oracle.wallet, report),
      })),
    )
    await transmitReport(contracts, asked, report, signatures)
    return readLandedReport(contracts, report.requestId)
  }

  async function flags(): Promise<readonly StandingFlag[]> {
    return (await readReportStanding(world.relayer.contracts, request, landed)).flags
  }

  const record = (index: number): RecordRef => {
    const ref = records[index]
    if (!ref) throw new Error('There are three records.')
    return ref
  }

  it('has nothing to say right after the landing, and names the block', async () => {
    const standing = await readReportStanding(world.relayer.contracts, request, landed)
    expect(standing.flags).to.deep.equal([])
    expect(standing.block).to.be.at.least(landed.blockNumber)
  })

  it('flags a suspended and a retired model, and not one that was reinstated', async () => {
    const { modelRegistry } = world.chain.contracts
    await modelRegistry.suspend(version)
    const [suspended, ...others] = await flags()
    expect(suspended?.kind).to.equal('model-suspended')
    expect(suspended && isDoubt(suspended)).to.equal(true)
    expect(others).to.deep.equal([])
    await modelRegistry.reinstate(version)
    expect(await flags()).to.deep.equal([])
    await modelRegistry.retire(version)
    expect((await flags()).map(({ kind }) => kind)).to.deep.equal(['model-retired'])
  })

  it('flags each record that was amended, entered in error or erased since', async () => {
    const { contracts } = world.hospital
    await retireRecord(contracts, record(0), 'entered-in-error')
    await retireRecord(contracts, record(1), 'erased')
    const successor = singleAnchor(HOSPITAL, patient.wallet.address, 'cardiology', hash('44'))
    await amendRecord(contracts, record(2), successor)
    const found = await flags()
    expect(found.map(({ kind }) => kind)).to.deep.equal([
      'record-entered-in-error',
      'record-erased',
      'record-amended',
    ])
    for (const [index, flag] of found.entries()) {
      expect(flag).to.include({ recordId: recordIdOf(contracts, record(index)) })
      expect('since' in flag && flag.since).to.be.greaterThan(0)
      expect(isDoubt(flag)).to.equal(true)
    }
  })

  it('flags a signer who was excluded later, and not one who did not sign', async () => {
    const { oracleCommittee } = world.chain.contracts
    const signers = landed.signers.map(({ address }) => address)
    const [signer] = signers
    const other = world.oracles.find(({ wallet }) => !signers.includes(wallet.address))
    await oracleCommittee.exclude(other?.wallet.address ?? '')
    expect(await flags()).to.deep.equal([])
    await oracleCommittee.exclude(signer ?? '')
    const [flag] = await flags()
    expect(flag).to.deep.equal({ kind: 'signer-excluded', ...nameOf(landed.signers[0]) })
  })

  const nameOf = (signer: LandedReport['signers'][number] | undefined) => ({
    signer: signer?.address,
    organisation: signer?.organisation,
  })

  it('tells of consents that ended, for information', async () => {
    await revokeFrom(world, patient, world.clinician.wallet.address)
    const [ended, ...none] = await flags()
    expect(ended).to.deep.equal({ kind: 'consent-ended', holder: 'requester', decision: 'revoked' })
    expect(ended && isDoubt(ended)).to.equal(false)
    expect(none).to.deep.equal([])
    await revokeAllConsents(patient.contracts, patient.wallet.address)
    expect((await flags()).map((flag) => 'holder' in flag && flag.holder)).to.deep.equal([
      'requester',
      'committee',
    ])
  })
})
