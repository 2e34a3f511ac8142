import { expect } from 'chai'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import { modelAssessor } from '../../../oracle/requests/assessRequest.ts'
import { createKeyDeadlines, type KeyDeadline } from '../../../oracle/requests/keyDeadlines.ts'
import { type ChainRequest, openRequest, type RequestOpener } from '../../../oracle/requests/openRequest.ts'
import { readRequestEvents } from '../../../oracle/requests/readEvents.ts'
import { signAnswer } from '../../../oracle/requests/signAnswer.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import type { Category } from '../../../sdk/consent/vocabulary.ts'
import { sealSecret } from '../../../sdk/crypto/envelope.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import type { KeyAnswer } from '../../../sdk/gateway/protocol.ts'
import { ensureEncryptionKey } from '../../../sdk/identity/ensureEncryptionKey.ts'
import { signKeyRequest } from '../../../sdk/inference/keyRequest.ts'
import { secretContext } from '../../../sdk/inference/secretContext.ts'
import { signLocator } from '../../../sdk/records/locator.ts'
import { encodeRecordRef } from '../../../sdk/records/recordRef.ts'
import { contentReader } from '../../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import { expectError } from '../../helpers/expectError.ts'
import { loadHeartModel, type MutableBundle, observationOf } from '../../helpers/heartModel.ts'
import {
  addBundle,
  addBytes,
  bundleOf,
  createWorld,
  enrolPatient,
  grantTo,
  jsonBytes,
  type Person,
  recordRequestOf,
  revokeFrom,
  type SentRequest,
  type StartedGateway,
  sendRequest,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'

const DIGEST = `0x${'22'.repeat(32)}`

describe('oracle/requests', () => {
  let world: World
  let hospital: StartedGateway
  let model: RiskModel
  let version = ''
  let node: Person
  let keyDeadline: KeyDeadline
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    model = await loadHeartModel()
    version = await world.approveModel(model)
    if (!world.oracles[0]) throw new Error('There is no oracle.')
    node = world.oracles[0]
    keyDeadline = createKeyDeadlines(node.contracts)
    await ensureEncryptionKey(node.contracts, node.wallet, node.identity)
  })
  after(() => world.close())

  const openerOf = (gateway: GatewayClient = hospital.client): RequestOpener => ({
    contracts: node.contracts,
    signer: node.wallet,
    account: node.wallet.address,
    identity: node.identity,
    gateway,
    content: contentReader(httpBlockstore(hospital.url)),
    keyDeadline,
  })

  interface Story extends SentRequest {
    readonly patient: Person
    readonly recordId: string
    readonly onChain: ChainRequest
  }
  /** An announced request over one record, with the consent of everyone. */
  async function story(
    change: {
      bundle?: (patient: Person) => Promise<MutableBundle>
      content?: unknown
      category?: Category
    } = {},
  ): Promise<Story> {
    const patient = await enrolPatient(world, hospital.client)
    const category = change.category ?? 'cardiology'
    const { recordId } =
      change.content === undefined
        ? await addBundle(hospital.staff, patient, {
            category,
            bundle: await (change.bundle ?? bundleOf)(patient),
          })
        : await addBytes(
            hospital.staff,
            patient,
            { category, mediaType: 'application/octet-stream' },
            jsonBytes(change.content),
          )
    const terms = await termsFor(patient, [category])
    await grantTo(world, patient, world.clinician.wallet.address, terms)
    await grantTo(world, patient, world.committee, terms)
    const own = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
    const { ref } = (await hospital.client.requestRecord(own)).record
    const sent = await sendRequest(world.clinician, version, [ref])
    await hospital.client.announceRequest(sent.request, sent.secret)
    const block = await world.provider.getBlockNumber()
    const onChain = (await readRequestEvents(node.contracts, 0, block)).requests.find(
      ({ requestId }) => requestId === sent.requestId,
    )
    if (!onChain) throw new Error('The request is not on chain.')
    return { ...sent, patient, recordId, onChain }
  }

  /** A gateway that answers key requests with something else than it should. */
  const lying = (lie: (answer: KeyAnswer) => KeyAnswer | Promise<KeyAnswer>): RequestOpener =>
    openerOf({
      ...hospital.client,
      requestKey: async (request) => lie(await hospital.client.requestKey(request)),
    })
  const altered = (answer: KeyAnswer, change: Partial<KeyAnswer['record']>): KeyAnswer => ({
    ...answer,
    record: { ...answer.record, ...change },
  })

  it('opens the records and the secret of a request, and wipes them once it has signed', async () => {
    const { onChain, secret, patient } = await story()
    const opened = await openRequest(openerOf(), onChain)
    expect(opened.secret).to.deep.equal(secret)
    expect(opened.bundles).to.have.length(1)
    expect(opened.patient).to.equal(patient.wallet.address)
    const answer = await signAnswer(openerOf(), modelAssessor(model), opened, DIGEST)
    expect(answer.clinicalReport?.outcome.status).to.equal('answered')
    expect(
      [...opened.secret, ...opened.bundles.flatMap((bytes) => [...bytes])].every((byte) => byte === 0),
    ).to.equal(true)
  })

  it('6: signs the same digest for the same request, however often and whichever node', async () => {
    const { onChain } = await story()
    const assessor = modelAssessor(model)
    const answers = []
    for (let time = 0; time < 2; time++) {
      answers.push(await signAnswer(openerOf(), assessor, await openRequest(openerOf(), onChain), DIGEST))
    }
    expect(answers[0]?.report).to.deep.equal(answers[1]?.report)
    expect(answers[0]?.signature).to.equal(answers[1]?.signature)
  })

  describe('2: a gateway that lies gets no signature', () => {
    it('with another request, or the same one with another record', async () => {
      const own = await story()
      const other = await story()
      const answerOther = lying((answer) => ({ ...answer, request: other.request }))
      await expectError(() => openRequest(answerOther, own.onChain), 'RECORD_MISMATCH', /another request/)
      const swapped = lying((answer) => ({
        ...answer,
        request: { ...answer.request, records: other.request.records },
      }))
      await expectError(() => openRequest(swapped, own.onChain), 'RECORD_MISMATCH', /another request/)
    })

    it('with the record of another patient', async () => {
      const own = await story()
      const other = await story()
      const given = await openerOf().gateway.requestKey(await keyRequestFor(other))
      const opener = lying((answer) => ({ ...answer, record: given.record }))
      await expectError(() => openRequest(opener, own.onChain), 'RECORD_MISMATCH', /another record/)
    })

    it('with an altered manifest, salt, header or category', async () => {
      const lies: ((answer: KeyAnswer) => KeyAnswer)[] = [
        (answer) => altered(answer, { manifest: { ...answer.record.manifest, size: 3 } }),
        (answer) => altered(answer, { manifest: { ...answer.record.manifest, category: 'laboratory' } }),
        (answer) => altered(answer, { salt: `0x${'00'.repeat(32)}` }),
        (answer) => altered(answer, { ref: { ...answer.record.ref, category: 'laboratory' } }),
        (answer) => altered(answer, { ref: { ...answer.record.ref, patient: node.wallet.address } }),
      ]
      for (const lie of lies) {
        // A request of its own for each: two key requests for one could happen to be alike.
        const { onChain } = await story()
        await expectError(() => openRequest(lying(lie), onChain), 'RECORD_MISMATCH', /does not match/)
      }
    })

    it('with a locator that no custodian of the organisation signed', async () => {
      const lies: ((answer: KeyAnswer) => Promise<KeyAnswer>)[] = [
        async (answer) => altered(answer, { locator: { ...answer.record.locator, keyEpoch: 2 } }),
        async (answer) => {
          const { signature: _, ...locator } = answer.record.locator
          return altered(answer, {
            locator: await signLocator(node.contracts, world.relayer.wallet, locator),
          })
        },
        async (answer) =>
          altered(answer, { locator: { ...answer.record.locator, signature: `0x${'00'.repeat(65)}` } }),
      ]
      for (const lie of lies) {
        const { onChain } = await story()
        await expectError(
          () => openRequest(lying(lie), onChain),
          'LOCATOR_INVALID',
          /not signed by a custodian/,
        )
      }
    })

    it('9: with an envelope of another record, or altered', async () => {
      const own = await story()
      const other = await story()
      const given = await openerOf().gateway.requestKey(await keyRequestFor(other))
      await expectError(
        () =>
          openRequest(
            lying((answer) => altered(answer, { envelope: given.record.envelope })),
            own.onChain,
          ),
        'ENVELOPE_INVALID',
        /./,
      )
      const flipped = lying((answer) => {
        const { envelope } = answer.record
        const last = envelope.ciphertext.endsWith('0') ? '1' : '0'
        return altered(answer, {
          envelope: { ...envelope, ciphertext: envelope.ciphertext.slice(0, -1) + last },
        })
      })
      await expectError(() => openRequest(flipped, own.onChain), 'ENVELOPE_INVALID', /./)
    })

    it('with a secret that is not the one of the request', async () => {
      const { onChain, requestId } = await story()
      const { identity, contracts, wallet } = node
      const context = secretContext(contracts, requestId, wallet.address, identity.keyId)
      const secret = await sealSecret(identity.publicKey, context, new Uint8Array(32).fill(9))
      await expectError(
        () =>
          openRequest(
            lying((answer) => ({ ...answer, secret })),
            onChain,
          ),
        'RECORD_MISMATCH',
        /secret is not the one/,
      )
    })

    it('with a record that was retired meanwhile, or a size that no node can hold', async () => {
      const { onChain } = await story()
      const large = lying((answer) =>
        altered(answer, { manifest: { ...answer.record.manifest, size: 2 ** 40 } }),
      )
      await expectError(() => openRequest(large, onChain), 'INPUT_TOO_LARGE', /larger than/)
      const retiring = lying(async (answer) => {
        const { ref } = answer.record
        const { recordRegistry } = world.hospital.contracts
        await (await recordRegistry.retire(encodeRecordRef(ref), 3)).wait()
        return answer
      })
      await expectError(() => openRequest(retiring, onChain), 'RECORD_NOT_ACTIVE', /retired/)
    })
  })

  describe('2: what is in the record', () => {
    it('is refused where it names no patient, or is no bundle', async () => {
      const unnamed = await story({
        bundle: async (patient) => {
          const bundle = await bundleOf(patient)
          for (const { resource } of bundle.entry) delete resource.identifier
          return bundle
        },
      })
      await expectError(
        () => openRequest(openerOf(), unnamed.onChain),
        'RECORD_MISMATCH',
        /does not name the patient/,
      )
      const other = await story({ content: { cholesterol: 234 } })
      await expectError(() => openRequest(openerOf(), other.onChain), 'BUNDLE_INVALID', /not a FHIR Bundle/)
    })

    it('is refused where a custodian smuggled in the bundle of someone else', async () => {
      const victim = await enrolPatient(world, hospital.client)
      const smuggled = await story({ content: await bundleOf(victim) })
      await expectError(
        () => openRequest(openerOf(), smuggled.onChain),
        'RECORD_MISMATCH',
        /does not name the patient/,
      )
    })

    it('gets no signature where it contradicts itself, and no value is said', async () => {
      const { onChain } = await story({
        bundle: async (patient) => {
          const bundle = await bundleOf(patient)
          const twin = structuredClone(observationOf(bundle, 'chol'))
          twin.id = 'another-chol'
          twin.valueQuantity = {
            value: 271,
            unit: 'mg/dL',
            system: 'http://unitsofmeasure.org',
            code: 'mg/dL',
          }
          bundle.entry.push({
            fullUrl: 'https://salus.example/fhir/Observation/another-chol',
            resource: twin,
          })
          return bundle
        },
      })
      const opened = await openRequest(openerOf(), onChain)
      await expectError(
        () => signAnswer(openerOf(), modelAssessor(model), opened, DIGEST),
        'FEATURE_CONTRADICTORY',
        /^(?!.*271).*$/,
      )
      expect(opened.secret.every((byte) => byte === 0)).to.equal(true)
    })
  })

  it('1: does not sign once the consent of requester or committee is gone, though the key was released', async () => {
    for (const who of ['requester', 'committee'] as const) {
      const { onChain, patient } = await story()
      const opened = await openRequest(openerOf(), onChain)
      await revokeFrom(world, patient, who === 'committee' ? world.committee : world.clinician.wallet.address)
      await expectError(
        () => signAnswer(openerOf(), modelAssessor(model), opened, DIGEST),
        'CONSENT_MISSING',
        /revoked/,
      )
      expect(opened.bundles.every((bytes) => bytes.every((byte) => byte === 0))).to.equal(true)
    }
  })

  it('1: does not open what it was sent, if the consent went in between', async () => {
    const { onChain, patient } = await story()
    const slow = lying(async (answer) => {
      await revokeFrom(world, patient, world.committee)
      return answer
    })
    await expectError(() => openRequest(slow, onChain), 'CONSENT_MISSING', /revoked/)
  })

  it('reports a dead gateway and a dead chain as unavailable, which may be tried again', async () => {
    const { onChain } = await story()
    const dead = openerOf(gatewayClient({ url: 'http://127.0.0.1:9' }))
    await expectError(() => openRequest(dead, onChain), 'GATEWAY_UNAVAILABLE', /did not answer/)
    world.line.isCut = true
    await expectError(() => openRequest(openerOf(), onChain), 'CHAIN_UNAVAILABLE', /did not answer/)
    world.line.isCut = false
    expect((await openRequest(openerOf(), onChain)).bundles).to.have.length(1)
  })

  async function keyRequestFor({ requestId, recordId }: Story) {
    const deadline = await deadlineIn(node.contracts, 119)
    return signKeyRequest(node.contracts, node.wallet, { requestId, recordId, deadline })
  }
})
