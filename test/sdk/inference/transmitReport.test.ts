import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { attestReport } from '../../../sdk/inference/attestReport.ts'
import { type InferenceRequest, requestIdOf } from '../../../sdk/inference/inferenceRequest.ts'
import { recordOutcome } from '../../../sdk/inference/recordOutcome.ts'
import type { ReportSignature } from '../../../sdk/inference/reportSignatures.ts'
import { requestInference } from '../../../sdk/inference/requestInference.ts'
import { type Report, signReport } from '../../../sdk/inference/signedReport.ts'
import { transmitReport } from '../../../sdk/inference/transmitReport.ts'
import { anchorRecord } from '../../../sdk/records/anchorRecord.ts'
import { relayEnrolment } from '../../../sdk/records/enrol.ts'
import { singleAnchor } from '../../../sdk/records/recordRef.ts'
import { expectError } from '../../helpers/expectError.ts'
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

describe('sdk/inference/transmitReport', () => {
  let world: World
  let patient: Person
  let request: InferenceRequest
  let report: Report
  let signatures: ReportSignature[]
  before(async () => {
    world = await createWorld()
    const version = await world.approveModel(await loadHeartModel())
    patient = await world.make(false)
    await relayEnrolment(world.relayer.contracts, await enrolmentOf(patient))
    const ref = singleAnchor(HOSPITAL, patient.wallet.address, 'cardiology', hash('11'))
    await anchorRecord(world.hospital.contracts, ref)
    const { wallet } = world.clinician
    await grantTo(world, patient, wallet.address)
    await grantTo(world, patient, world.committee)
    request = {
      requester: wallet.address,
      modelVersion: version,
      purpose: 'TREAT',
      secretHash: hash('22'),
      impression: hash('88'),
      records: [ref],
    }
    await requestInference(world.clinician.contracts, request)
    const { digest: configDigest } = await world.relayer.contracts.oracleCommittee.currentConfiguration()
    report = {
      consumer: world.deployment.contracts.inferenceOracle,
      configDigest,
      requestId: requestIdOf(world.relayer.contracts, request),
      modelVersion: version,
      outputHash: hash('33'),
    }
    signatures = await signed(world.oracles, report)
  })
  after(() => world.close())

  const signed = (signers: readonly Person[], content: Report): Promise<ReportSignature[]> =>
    Promise.all(
      signers.map(async ({ contracts, wallet }) => ({
        signer: wallet.address,
        signature: await signReport(contracts, wallet, content),
      })),
    )
  const transmit = (given: readonly ReportSignature[], content = report) =>
    transmitReport(world.relayer.contracts, request, content, given)
  const some = (...indices: number[]): ReportSignature[] =>
    indices.flatMap((index) => (signatures[index] ? [signatures[index]] : []))

  it('7: fewer than the quorum of distinct current signers never land a report', async () => {
    const refused = (given: readonly ReportSignature[], words: RegExp) =>
      expectError(() => transmit(given), 'QUORUM_INVALID', words)
    await refused([], /exactly a quorum/)
    await refused(some(0, 1), /exactly a quorum/)
    await refused(some(0, 1, 2, 3), /exactly a quorum/)
    await refused(some(0, 1, 1), /different signers/)
    const [stranger] = await signed([world.clinician], report)
    await refused([...some(0, 1), ...(stranger ? [stranger] : [])], /not a signer|different signers/)
    const [other] = await signed(world.oracles.slice(2, 3), { ...report, outputHash: hash('44') })
    await refused([...some(0, 1), ...(other ? [other] : [])], /not a signer|different signers/)
    const older = { ...report, configDigest: hash('55') }
    await expectError(
      async () => transmit(await signed(world.oracles.slice(0, 3), older), older),
      'COMMITTEE_CHANGED',
      /another committee configuration/,
    )
  })

  it('1: lands nothing while the requester or the committee has no consent', async () => {
    for (const principal of [world.committee, world.clinician.wallet.address]) {
      await revokeFrom(world, patient, principal)
      await expectError(() => transmit(some(0, 1, 2)), 'CONSENT_MISSING', new RegExp(`${principal}.*revoked`))
      await grantTo(world, patient, principal)
    }
  })

  it('lands with a quorum in any order, once; the same again is no error, another one is', async () => {
    expect((await transmit(some(3, 0, 2))).logs).to.have.length(1)
    expect((await transmit(some(0, 1, 2))).logs).to.have.length(0)
    const other = { ...report, outputHash: hash('66') }
    await expectError(
      async () => transmit(await signed(world.oracles.slice(0, 3), other), other),
      'ALREADY_REPORTED',
      /Another report/,
    )
  })

  it('lets a clinician with consent attest once', async () => {
    await expectError(
      () => attestReport(world.relayer.contracts, request, hash('77')),
      'NOT_ACCREDITED',
      /clinician/,
    )
    await expectError(
      () => attestReport(world.otherClinician.contracts, request, hash('77')),
      'CONSENT_MISSING',
      /no consent/,
    )
    await attestReport(world.clinician.contracts, request, hash('77'))
    const { commitment } = await world.relayer.contracts.inferenceOracle.attestationOf(
      report.requestId,
      world.clinician.wallet.address,
    )
    expect(commitment).to.equal(hash('77'))
    await expectError(
      () => attestReport(world.clinician.contracts, request, hash('99')),
      'ALREADY_ATTESTED',
      /already/,
    )
  })

  it('takes later outcomes of who attested, and of nobody else', async () => {
    expect(
      (await recordOutcome(world.clinician.contracts, report.requestId, hash('ab'))).logs,
    ).to.have.length(1)
    await expectError(
      () => recordOutcome(world.otherClinician.contracts, report.requestId, hash('ab')),
      'NOT_ACCREDITED',
      /has not attested/,
    )
  })

  it('lets nobody attest who asked without an impression, and lands nothing after a request expired', async () => {
    const { contracts } = world.clinician
    const unseen = { ...request, secretHash: hash('23'), impression: ZeroHash }
    await requestInference(contracts, unseen)
    const content = { ...report, requestId: requestIdOf(contracts, unseen) }
    await transmitReport(contracts, unseen, content, await signed(world.oracles.slice(0, 3), content))
    await expectError(
      () => attestReport(contracts, unseen, hash('77')),
      'IMPRESSION_MISSING',
      /before the score/,
    )
    const late = { ...request, secretHash: hash('24') }
    await requestInference(contracts, late)
    await world.chain.networkHelpers.time.increase(7 * 86_400)
    const answer = { ...report, requestId: requestIdOf(contracts, late) }
    await expectError(
      async () => transmitReport(contracts, late, answer, await signed(world.oracles.slice(0, 3), answer)),
      'REQUEST_EXPIRED',
      /Ask again/,
    )
  })
})
