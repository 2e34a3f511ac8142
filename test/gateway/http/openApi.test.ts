import { Validator } from '@seriousme/openapi-schema-validator'
import { expect } from 'chai'
import type { Wallet } from 'ethers'
import type { GatewayContext } from '../../../gateway/context.ts'
import { createServer } from '../../../gateway/http/server.ts'
import { modelAssessor } from '../../../oracle/requests/assessRequest.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import { signGrant } from '../../../sdk/consent/signedGrant.ts'
import { signRestriction } from '../../../sdk/consent/signedRestriction.ts'
import { bytesToHex } from '../../../sdk/crypto/bytes.ts'
import { stateAttestation } from '../../../sdk/inference/attestation.ts'
import { attestReport } from '../../../sdk/inference/attestReport.ts'
import { signKeyRequest } from '../../../sdk/inference/keyRequest.ts'
import { stateOutcome } from '../../../sdk/inference/outcome.ts'
import { recordOutcome } from '../../../sdk/inference/recordOutcome.ts'
import { requestSecretHash } from '../../../sdk/inference/requestSecret.ts'
import { signEnd } from '../../../sdk/monitoring/endMonitoring.ts'
import { signApproval } from '../../../sdk/monitoring/signedApproval.ts'
import { alertIdOf, standingIdOf } from '../../../sdk/monitoring/standingRequest.ts'
import { memoryBlockstore } from '../../../sdk/storage/memoryBlockstore.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'
import {
  bundleOf,
  createWorld,
  enrolmentOf,
  eventually,
  grantTo,
  jsonBytes,
  publishKey,
  recordRequestOf,
  STAFF_TOKEN,
  type StartedGateway,
  sendRequest,
  startCommittee,
  startHospital,
  termsFor,
  type World,
} from '../../helpers/world.ts'
import { askAboutEvents } from './support/askAboutEvents.ts'
import { askAboutPacks } from './support/askAboutPacks.ts'
import { askAboutPlanning } from './support/askAboutPlanning.ts'
import { conformanceTo, type OpenApi, operationsOf } from './support/conformance.ts'
import { contentDigest } from './support/contentDigest.ts'

const hash = `0x${'11'.repeat(32)}`

describe('gateway/http/openApi', () => {
  let world: World
  let hospital: StartedGateway
  let document: OpenApi
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    document = (await (await fetch(new URL('openapi.json', hospital.url))).json()) as OpenApi
  })
  after(() => world.close())

  it('is a valid OpenAPI 3.1 document', async () => {
    expect(document.openapi).to.match(/^3\.1\./)
    expect(await new Validator().validate({ ...structuredClone(document) })).to.deep.equal({ valid: true })
  })

  it('has every route that is registered, and no other', async () => {
    const registered: string[] = []
    const server = createServer({} as GatewayContext, { blocks: memoryBlockstore(), staffToken: STAFF_TOKEN })
    server.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) registered.push(`${name} ${url.replace(/:(\w+)/g, '{$1}')}`)
    })
    await server.ready()
    await server.close()
    expect(registered.length).to.be.greaterThan(20)
    expect(operationsOf(document).map(({ name }) => name)).to.have.members(registered)
  })

  it('says of each route what it is for, how it refuses, what its parameters are and who may call it', () => {
    for (const { name, operation } of operationsOf(document)) {
      expect(operation.summary, name).to.be.a('string')
      const statuses = Object.keys(operation.responses)
      expect(statuses, name).to.include.members(['429', '500', '503'])
      for (const { description } of Object.values(operation.responses)) {
        expect(description, name).to.not.match(/^(Default Response)?$/)
      }
      const templated = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
      const inPath = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? []
      expect(
        inPath.map((parameter) => parameter.name),
        name,
      ).to.have.members(templated)
      const isGuarded = statuses.includes('401')
      expect(operation.security !== undefined, name).to.equal(isGuarded || name.endsWith('sign-out'))
      for (const scheme of (operation.security ?? []).flatMap((allowed) => Object.keys(allowed))) {
        expect(document.components.securitySchemes, name).to.have.property(scheme)
      }
      const hasBody = operation.requestBody !== undefined
      expect(statuses.includes('415'), name).to.equal(hasBody && !name.endsWith('sign-in'))
    }
  })

  it('would show an answer of another shape, status or type', async () => {
    const { check } = conformanceTo(document)
    const asked = { method: 'GET', path: '/v1/sign-in/nonce' }
    const wrong = [
      Response.json({}),
      Response.json({ code: 'X', message: 7 }, { status: 429 }),
      Response.json({}, { status: 418 }),
      new Response('text', { headers: { 'content-type': 'text/plain' } }),
    ]
    for (const response of wrong) {
      const error = await check(asked, response).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).to.be.instanceOf(Error)
    }
    await check(asked, Response.json({ code: 'RATE_LIMITED', message: 'Wait.' }, { status: 429 }))
  })

  it('is what each route answers', async () => {
    const conformance = conformanceTo(document)
    const staff = { authorization: `Bearer ${STAFF_TOKEN}` }
    const ask = async (
      method: string,
      path: string,
      { json, headers, body }: { json?: unknown; headers?: Record<string, string>; body?: Uint8Array } = {},
    ) => {
      const init: RequestInit = { method, headers: headers ?? {} }
      if (json !== undefined) {
        init.headers = { ...headers, 'content-type': 'application/json' }
        init.body = JSON.stringify(json)
      }
      if (body) init.body = body as BodyInit
      const response = await fetch(new URL(path, hospital.url), init)
      await conformance.check({ method, path: new URL(path, hospital.url).pathname }, response.clone())
      return method !== 'HEAD' && (response.headers.get('content-type') ?? '').startsWith('application/json')
        ? response.json()
        : undefined
    }

    // The service itself.
    for (const path of ['/health', '/metrics', '/openapi.json']) await ask('GET', path)

    // A patient enrols, and a record comes in.
    const patient = await world.make(false)
    await publishKey(world, patient)
    const { wallet, contracts } = patient
    await ask('POST', '/v1/enrolments', { json: await enrolmentOf(patient) })
    const bundle = jsonBytes(await bundleOf(patient))
    const records = `/v1/patients/${wallet.address}/records`
    const upload = {
      'content-type': 'application/fhir+json',
      'content-digest': contentDigest(bundle),
      ...staff,
    }
    const { recordId, cid } = await ask('POST', `${records}?category=cardiology`, {
      headers: upload,
      body: bundle,
    })
    await ask('POST', `${records}?category=cardiology`, {
      headers: { ...upload, authorization: '' },
      body: bundle,
    })
    await ask('POST', `${records}?category=nothing`, { headers: upload, body: bundle })
    await ask('POST', `${records}?category=documents`, {
      headers: { ...upload, 'content-digest': '' },
      body: bundle,
    })
    await ask('POST', `${records}?category=documents`, {
      headers: { ...upload, 'content-type': 'x' },
      body: bundle,
    })
    await ask('POST', `${records}?category=documents&predecessor=${hash}`, { headers: upload, body: bundle })
    for (const method of ['GET', 'HEAD']) {
      await ask(method, `/ipfs/${cid}?format=raw`)
      await ask(method, '/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
    }

    // The patient signs in.
    const challenge = await ask('GET', '/v1/sign-in/nonce')
    await ask('POST', '/v1/sign-in', { json: { message: 'no', signature: '0x00' } })
    await ask('POST', '/v1/sign-in', { json: { message: 7 } })
    const { signInMessage } = await import('../../../sdk/gateway/signInMessage.ts')
    const message = signInMessage(challenge, { account: wallet.address, issuedAt: new Date() })
    const token = await ask('POST', '/v1/sign-in', {
      json: { message, signature: await wallet.signMessage(message) },
    })
    const own = { authorization: `Bearer ${token.access_token}` }
    await ask('GET', records, { headers: own })
    await ask('GET', records)
    await ask('GET', `${records}?purpose=ALL`, { headers: own })
    await ask('GET', `/v1/patients/${world.clinician.wallet.address}/notices`, { headers: own })

    // Consents, refusals and releases.
    await ask('POST', '/v1/record-requests', { json: await recordRequestOf(world.clinician, recordId) })
    const deadline = await deadlineIn(contracts, 600)
    const clinician = world.clinician.wallet.address
    const grant = { patient: wallet.address, grantee: clinician, terms: await termsFor(patient), deadline }
    await ask('POST', '/v1/consents', { json: await signGrant(contracts, wallet, grant) })
    await ask('POST', '/v1/consents', { json: {} })
    const { record } = await ask('POST', '/v1/record-requests', {
      json: await recordRequestOf(world.clinician, recordId),
    })
    await ask('POST', '/v1/record-requests', { json: await recordRequestOf(world.clinician, hash) })

    async function signIn(signer: Wallet): Promise<Record<string, string>> {
      const terms = await ask('GET', '/v1/sign-in/nonce')
      const text = signInMessage(terms, { account: signer.address, issuedAt: new Date() })
      const { access_token } = await ask('POST', '/v1/sign-in', {
        json: { message: text, signature: await signer.signMessage(text) },
      })
      return { authorization: `Bearer ${access_token}` }
    }

    /** A patient approves a monitoring, a node asks for what it watches, the patient ends it. */
    async function askAboutMonitoring(): Promise<void> {
      const standing = {
        patient: wallet.address,
        requester: clinician,
        modelVersion: version,
        purpose: 'TREAT',
        category: 'cardiology',
        secretHash: requestSecretHash(sent.secret),
        start: 0,
        end: (await deadlineIn(contracts, 600)) + 86_400,
        heartbeat: 3_600,
        nonce: '1',
      } as const
      const until = await deadlineIn(contracts, 600)
      const announcement = { standing, secret: bytesToHex(sent.secret) }
      await ask('POST', '/v1/standing-requests', { json: announcement })
      await ask('POST', '/v1/monitoring-approvals', {
        json: await signApproval(contracts, wallet, standing, until),
      })
      await ask('POST', '/v1/monitoring-approvals', { json: {} })
      await ask('POST', '/v1/standing-requests', { json: announcement })
      const added = await ask('POST', `${records}?category=cardiology`, { headers: upload, body: bundle })
      const id = alertIdOf(standingIdOf(contracts, standing), added.recordId)
      const wanted = { requestId: id, recordId: added.recordId, deadline: await deadlineIn(contracts, 120) }
      const signer = world.oracles[0] ?? expect.fail('There is no node.')
      await ask('POST', '/v1/alert-key-requests', {
        json: await signKeyRequest(contracts, signer.wallet, wanted),
      })
      await ask('POST', '/v1/alert-key-requests', { json: await signKeyRequest(contracts, wallet, wanted) })
      await ask('POST', '/v1/monitoring-ends', { json: await signEnd(contracts, wallet, standing, until) })
    }

    // The committee answers a request.
    const model = await loadHeartModel()
    const version = await world.approveModel(model)
    await grantTo(world, patient, world.committee)
    const sent = await sendRequest(world.clinician, version, [record.ref])
    const secret = bytesToHex(sent.secret)
    await ask('POST', '/v1/inference-requests', { json: { request: sent.request, secret } })
    await ask('POST', '/v1/inference-requests', { json: { request: sent.request, secret: hash } })
    const [node] = world.oracles
    if (!node) throw new Error('There is no node.')
    await publishKey(world, node)
    await askAboutMonitoring()
    const keyRequest = { requestId: sent.requestId, recordId, deadline: await deadlineIn(contracts, 120) }
    await ask('POST', '/v1/key-requests', { json: await signKeyRequest(contracts, node.wallet, keyRequest) })
    await ask('POST', '/v1/key-requests', { json: await signKeyRequest(contracts, wallet, keyRequest) })
    await ask('GET', `/v1/reports/${sent.requestId}`)
    await startCommittee(world, hospital.url, version, () => modelAssessor(model))
    await eventually(() => hospital.client.findReport(sent.requestId).catch(() => undefined))
    await ask('GET', `/v1/reports/${sent.requestId}`)
    await ask('POST', `/v1/reports/${sent.requestId}`, { json: {} })
    await ask('POST', `/v1/reports/${hash}`, { json: {} })
    await ask('GET', records, { headers: own })

    // A clinician attests.
    const doctor = world.clinician
    const clinicianToken = await signIn(doctor.wallet)
    const outputHash = await doctor.contracts.inferenceOracle.outputHashOf(sent.requestId)
    const about = { requestId: sent.requestId, outputHash, clinician }
    const attestation = stateAttestation({
      ...about,
      verdict: 'agreed',
      patientCheckedBy: ['name', 'birth-date'],
    })
    const outcome = stateOutcome({ ...about, outcome: 'confirmed' })
    const report = `/v1/reports/${sent.requestId}`
    const said = ({ content, salt }: { content: object; salt: string }) => ({ json: { content, salt } })
    await ask('POST', `${report}/attestations`, { ...said(attestation), headers: clinicianToken })
    await attestReport(doctor.contracts, sent.request, attestation.commitment)
    await recordOutcome(doctor.contracts, sent.requestId, outcome.commitment)
    const reading = await termsFor(patient, ['cardiology', 'risk-reports'])
    await grantTo(world, patient, clinician, reading)
    for (const headers of [clinicianToken, own, {}]) {
      await ask('POST', `${report}/attestations`, { ...said(attestation), headers })
      await ask('POST', `${report}/outcomes`, { ...said(outcome), headers })
      await ask('GET', `${report}/attestations`, { headers })
      await ask('GET', `/v1/models/${version}/agreement?from=0&until=1`, { headers })
    }
    await ask('POST', `${report}/attestations`, { json: { content: 7 }, headers: clinicianToken })
    await ask('GET', `/v1/models/${version}/agreement?from=0&until=1`, { headers: staff })
    await ask('GET', `/v1/models/${version}/agreement?from=1&until=1`, { headers: staff })

    await askAboutPacks(world, ask)
    await askAboutEvents(world, ask)
    await askAboutPlanning(world, ask, signIn)

    // What is told and what is undone.
    const revocation = {
      restriction: 'revoke',
      patient: wallet.address,
      grantee: clinician,
      deadline: await deadlineIn(contracts, 600),
    } as const
    await ask('POST', '/v1/restrictions', { json: await signRestriction(contracts, wallet, revocation) })
    await ask('POST', `/v1/records/${recordId}/rekey`, { headers: own })
    await ask('POST', `/v1/records/${hash}/rekey`, { headers: own })
    await ask('POST', '/v1/disclosures/anchor', { headers: staff })
    await ask('POST', '/v1/disclosures/anchor', { headers: own })
    await ask('GET', `/v1/records/${recordId}/disclosures`, { headers: own })
    for (const list of ['disclosures', 'notices', 'activity']) {
      await ask('GET', `/v1/patients/${wallet.address}/${list}?limit=3`, { headers: own })
      await ask('GET', `/v1/patients/${wallet.address}/${list}?limit=0`, { headers: own })
    }
    await ask('DELETE', `/v1/records/${recordId}`, { headers: own })
    await ask('DELETE', `/v1/records/${recordId}`, { headers: staff })
    await ask('POST', '/v1/sign-out', { headers: own })
    await ask('GET', records, { headers: own })

    expect([...conformance.succeeded]).to.have.members(operationsOf(document).map(({ name }) => name))
  })
})
