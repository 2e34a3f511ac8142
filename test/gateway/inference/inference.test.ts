import { expect } from 'chai'
import { hexlify, randomBytes, ZeroHash } from 'ethers'
import { openSqliteStore } from '../../../gateway/store/sqliteStore.ts'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { openSecret } from '../../../sdk/crypto/envelope.ts'
import { ensureEncryptionKey } from '../../../sdk/identity/ensureEncryptionKey.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { type SignedKeyRequest, signKeyRequest } from '../../../sdk/inference/keyRequest.ts'
import { outputHashOf } from '../../../sdk/inference/outputHash.ts'
import { secretContext } from '../../../sdk/inference/secretContext.ts'
import { signReport } from '../../../sdk/inference/signedReport.ts'
import { transmitReport } from '../../../sdk/inference/transmitReport.ts'
import { openRecord } from '../../../sdk/records/openRecord.ts'
import type { RecordRef } from '../../../sdk/records/recordRef.ts'
import { organisation } from '../../helpers/chain.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import { roles } from '../../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  type Person,
  readerOf,
  recordRequestOf,
  revokeFrom,
  type SentRequest,
  type StartedGateway,
  sendRequest,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

const report = { format: 'salus-report/1', outcome: { status: 'abstained' } } as unknown as ClinicalReport

describe('gateway/inference', () => {
  let world: World
  let hospital: StartedGateway
  let model: RiskModel
  let version = ''
  let node: Person
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    model = await loadHeartModel()
    version = await world.approveModel(model)
    for (const { contracts, wallet, identity } of world.oracles) {
      await ensureEncryptionKey(contracts, wallet, identity)
    }
    if (!world.oracles[0]) throw new Error('There is no oracle.')
    node = world.oracles[0]
  })
  after(() => world.close())

  interface Case {
    readonly patient: Person
    readonly recordId: string
    readonly ref: RecordRef
  }
  async function consented(): Promise<Case> {
    const patient = await enrolPatient(world, hospital.client)
    const { recordId } = await addBundle(hospital.staff, patient)
    await grantTo(
      world,
      patient,
      world.clinician.wallet.address,
      await termsFor(patient, ['cardiology', 'risk-reports']),
    )
    await grantTo(world, patient, world.committee)
    const own = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const { record } = await hospital.client.requestRecord(own)
    return { patient, recordId, ref: record.ref }
  }
  const send = ({ ref }: Case) => sendRequest(world.clinician, version, [ref])
  async function announced(story: Case): Promise<SentRequest> {
    const sent = await send(story)
    await hospital.client.announceRequest(sent.request, sent.secret)
    return sent
  }
  const keyRequest = async (
    { requestId }: SentRequest,
    recordId: string,
    signer = node,
    change: Partial<SignedKeyRequest> = {},
  ) =>
    signKeyRequest(signer.contracts, signer.wallet, {
      requestId,
      recordId,
      deadline: await deadlineIn(signer.contracts, 120),
      ...change,
    })
  const ask = async (sent: SentRequest, recordId: string, signer = node) =>
    hospital.client.requestKey(await keyRequest(sent, recordId, signer))
  /** Lands a report with the signatures of three oracles. */
  async function land({ request, requestId, secret }: SentRequest): Promise<void> {
    const { contracts } = world.relayer
    const { digest: configDigest } = await contracts.oracleCommittee.currentConfiguration()
    const signed = {
      consumer: world.deployment.contracts.inferenceOracle,
      configDigest,
      requestId,
      modelVersion: version,
      outputHash: await outputHashOf(secret, requestId, report),
    }
    const signatures = await Promise.all(
      world.oracles.slice(0, 3).map(async ({ wallet }) => ({
        signer: wallet.address,
        signature: await signReport(contracts, wallet, signed),
      })),
    )
    await transmitReport(contracts, request, signed, signatures)
  }

  describe('announcing', () => {
    it('takes a request that is on chain, from whoever knows its secret', async () => {
      const sent = await send(await consented())
      expect(await hospital.client.announceRequest(sent.request, sent.secret)).to.deep.equal({
        requestId: sent.requestId,
      })
    })

    it('refuses another secret, a request that is not on chain and a record of another custodian', async () => {
      const story = await consented()
      const { request, secret } = await send(story)
      const { announceRequest } = hospital.client
      await expectError(
        () => announceRequest(request, randomBytes(32)),
        'MESSAGE_INVALID',
        /secret is not the one/,
      )
      const unsent = { ...request, impression: ZeroHash }
      await expectError(() => announceRequest(unsent, secret), 'REQUEST_NOT_OPEN', /not on chain/)
      const foreign = { ...request, records: [{ ...story.ref, custodianOrg: world.relayer.wallet.address }] }
      await expectError(() => announceRequest(foreign, secret), 'RECORD_NOT_FOUND', /another custodian/)
    })

    it('keeps the secret on its disk only sealed', async () => {
      const { requestId, secret } = await announced(await consented())
      const store = openSqliteStore(`${hospital.dataFolder}/gateway.sqlite`)
      const held = JSON.stringify(store.findRequest(requestId))
      store.close()
      expect(held).to.contain(requestId).and.not.contain(hexlify(secret).slice(2))
    })
  })

  describe('releasing to nodes', () => {
    it('gives a signer of the committee the record and the secret of an open request', async () => {
      const story = await consented()
      const sent = await announced(story)
      const answer = await ask(sent, story.recordId)
      expect(answer.request).to.deep.equal(sent.request)
      expect(answer.receipt.disclosure).to.include({
        kind: 'release',
        grantee: node.wallet.address,
        requestId: sent.requestId,
      })
      const bytes = await openRecord(readerOf(node, hospital.url), story.recordId, answer.record)
      expect(bytes).to.have.length(answer.record.manifest.size)
      const context = secretContext(node.contracts, sent.requestId, node.wallet.address, node.identity.keyId)
      expect(hexlify(await openSecret(node.identity.privateKey, context, answer.secret))).to.equal(
        hexlify(sent.secret),
      )
    })

    it('answers two nodes that ask with the same deadline, and none of them twice', async () => {
      const story = await consented()
      const sent = await announced(story)
      const deadline = await deadlineIn(node.contracts, 120)
      const requests = await Promise.all(
        world.oracles.map((oracle) => keyRequest(sent, story.recordId, oracle, { deadline })),
      )
      const answers = await Promise.all(requests.map((request) => hospital.client.requestKey(request)))
      expect(new Set(answers.map(({ receipt }) => JSON.stringify(receipt))).size).to.equal(4)
      for (const request of requests) {
        await expectError(() => hospital.client.requestKey(request), 'REPLAYED', /used before/)
      }
    })

    it('refuses whoever is no signer, and a signature over something else', async () => {
      const story = await consented()
      const sent = await announced(story)
      await expectError(() => ask(sent, story.recordId, world.clinician), 'NOT_ACCREDITED', /not a signer/)
      const request = await keyRequest(sent, story.recordId)
      const altered = [
        { ...request, deadline: request.deadline + 1 },
        { ...request, signature: `0x${'00'.repeat(65)}` },
      ]
      for (const wrong of altered) {
        const error = await hospital.client.requestKey(wrong).catch((caught: { code: string }) => caught)
        expect(['NOT_ACCREDITED', 'SIGNATURE_INVALID']).to.include((error as { code: string }).code)
      }
    })

    it('refuses a request that was not announced, and a record that the request does not name', async () => {
      const story = await consented()
      const other = await consented()
      const sent = await send(story)
      await expectError(() => ask(sent, story.recordId), 'REQUEST_NOT_OPEN', /not announced here/)
      await hospital.client.announceRequest(sent.request, sent.secret)
      await expectError(() => ask(sent, other.recordId), 'RECORD_NOT_FOUND', /does not name/)
      await expectError(
        () => ask({ ...sent, requestId: `0x${'33'.repeat(32)}` }, story.recordId),
        'REQUEST_NOT_OPEN',
        /not open/,
      )
    })

    it('1: refuses once the requester or the committee has lost the consent, and logs it', async () => {
      for (const who of ['requester', 'committee'] as const) {
        const story = await consented()
        const sent = await announced(story)
        const principal = who === 'committee' ? world.committee : world.clinician.wallet.address
        await revokeFrom(world, story.patient, principal)
        await expectError(
          () => ask(sent, story.recordId),
          'CONSENT_MISSING',
          new RegExp(`${principal} .*revoked`),
        )
        const toNode = (await hospital.staff.listDisclosures(story.recordId)).flatMap(
          ({ receipt: { disclosure } }) =>
            disclosure.kind !== 'locator' && disclosure.grantee === node.wallet.address
              ? [disclosure.kind]
              : [],
        )
        expect(toNode).to.deep.equal(['refusal'])
      }
    })

    it('8: re-keys before it releases again, once a node that has a key was excluded from the committee', async () => {
      const story = await consented()
      const sent = await announced(story)
      const excluded = world.oracles[3]
      if (!excluded) throw new Error('There is no fourth oracle.')
      expect((await ask(sent, story.recordId, excluded)).record.locator.keyEpoch).to.equal(1)
      expect((await ask(sent, story.recordId)).record.locator.keyEpoch).to.equal(1)
      const { accreditationRegistry } = world.chain.contracts
      await accreditationRegistry.withdraw(excluded.wallet.address)
      const patient = await recordRequestOf(story.patient, story.recordId, { purpose: 'PATRQT' })
      expect((await hospital.client.requestRecord(patient)).record.locator.keyEpoch).to.equal(2)
      await expectError(() => ask(sent, story.recordId, excluded), 'NOT_ACCREDITED', /not a signer/)
    })

    it('refuses a node that stops being a signer while its request is looked at', async () => {
      const story = await consented()
      const sent = await announced(story)
      const leaving = world.oracles[2]
      if (!leaving) throw new Error('There is no third oracle.')
      const request = await keyRequest(sent, story.recordId, leaving)
      const { accreditationRegistry } = world.chain.contracts
      const selector = node.contracts.consentRegistry.interface.getFunction('decideMany').selector
      const { provider } = world.chain
      const original = provider.request.bind(provider)
      let withdrawn: Promise<unknown> | undefined
      // Whoever asks first: the gateway's own looks at the chain ask the same.
      provider.request = async (call) => {
        if (JSON.stringify(call.params ?? []).includes(selector)) {
          withdrawn ??= accreditationRegistry.withdraw(leaving.wallet.address)
          await withdrawn
        }
        return original(call)
      }
      await expectError(() => hospital.client.requestKey(request), 'NOT_ACCREDITED', /not a signer/)
      provider.request = original
      await accreditationRegistry.accredit(
        leaving.wallet.address,
        organisation('oracle 2'),
        roles.oracle,
        2 ** 36,
      )
    })

    it('releases nothing more once the report has landed and is kept here, erased or not', async () => {
      const story = await consented()
      const sent = await announced(story)
      await land(sent)
      // Every node that knew the report may have died before it was handed in: they compute it again.
      await ask(sent, story.recordId)
      const { recordId } = await hospital.client.deliverReport(sent.requestId, report)
      await expectError(() => ask(sent, story.recordId), 'REQUEST_NOT_OPEN', /not open/)
      await hospital.staff.eraseRecord(recordId)
      await expectError(() => ask(sent, story.recordId), 'REQUEST_NOT_OPEN', /not open/)
    })
  })

  describe('delivering', () => {
    it('keeps the report that landed, once, as a record that the clinician reads', async () => {
      const sent = await announced(await consented())
      await expectError(
        () => hospital.client.deliverReport(sent.requestId, report),
        'REPORT_MISMATCH',
        /landed on chain/,
      )
      await land(sent)
      const both = await Promise.all([1, 2].map(() => hospital.client.deliverReport(sent.requestId, report)))
      expect(both[0]).to.deep.equal(both[1])
      const found = await hospital.client.findReport(sent.requestId)
      expect(found).to.deep.equal(both[0])
      const request = await recordRequestOf(world.clinician, found.recordId)
      const { record } = await hospital.client.requestRecord(request)
      const bytes = await openRecord(readerOf(world.clinician, hospital.url), found.recordId, record)
      expect(JSON.parse(new TextDecoder().decode(bytes))).to.deep.equal(report)
      expect(record.ref.category).to.equal('risk-reports')
    })

    it('does not take a report in again that was erased', async () => {
      const { request, requestId, secret } = await announced(await consented())
      await land({ request, requestId, secret })
      const { recordId } = await hospital.client.deliverReport(requestId, report)
      await hospital.staff.eraseRecord(recordId)
      await expectError(
        () => hospital.client.announceRequest(request, secret),
        'REQUEST_NOT_OPEN',
        /was erased/,
      )
      await expectError(
        () => hospital.client.deliverReport(requestId, report),
        'REQUEST_NOT_OPEN',
        /not announced/,
      )
    })

    it('refuses any other report, and a request that it does not know', async () => {
      const sent = await announced(await consented())
      await land(sent)
      const other = { ...report, outcome: { status: 'answered' } } as unknown as ClinicalReport
      const { deliverReport } = hospital.client
      await expectError(() => deliverReport(sent.requestId, other), 'REPORT_MISMATCH', /not the report/)
      await expectError(
        () => deliverReport(sent.requestId, null as never),
        'REPORT_MISMATCH',
        /not the report/,
      )
      await expectError(
        () => deliverReport(`0x${'44'.repeat(32)}`, report),
        'REQUEST_NOT_OPEN',
        /not announced/,
      )
      await expectError(() => hospital.client.findReport(sent.requestId), 'RECORD_NOT_FOUND', /No report/)
    })
  })
})
