/**
 * What one node does for a report, without the chain and the gateway: opens the key and the secret, decrypts the record,
 * assesses, composes, hashes and signs, thousands of times over. A process of its own, with --expose-gc; started by
 * `run.ts`, to which it says how fast it was and how much memory it had.
 */
import { hexlify, id, randomBytes, Wallet, ZeroHash } from 'ethers'
import { answerableBundle } from '../../oracle/models/risk/answerableBundle.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import { loadShippedModel } from '../../oracle/models/shippedModels.ts'
import { modelAssessor } from '../../oracle/requests/assessRequest.ts'
import { computeAnswer } from '../../oracle/requests/signAnswer.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { abis, connectContracts } from '../../sdk/chain/contracts.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { openEnvelope, openSecret, sealEnvelope, sealSecret } from '../../sdk/crypto/envelope.ts'
import { useFastKeccak } from '../../sdk/crypto/node/useFastKeccak.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { createRequestSecret, requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { secretContext } from '../../sdk/inference/secretContext.ts'
import { signReport } from '../../sdk/inference/signedReport.ts'
import { envelopeContext } from '../../sdk/records/openRecord.ts'
import { readPayload, storePayload } from '../../sdk/records/payload.ts'
import { recordIdOf, singleAnchor } from '../../sdk/records/recordRef.ts'
import { sha256 } from '../../sdk/records/sha256.ts'
import { embeddedContentStore } from '../../sdk/storage/embeddedContentStore.ts'
import { memoryBlockstore } from '../../sdk/storage/memoryBlockstore.ts'
import { memoryPins } from '../../sdk/storage/pins.ts'

const REQUESTS = 10_000
/** Different requests, each with a patient and record of its own; they are gone through again and again. */
const CASES = 50
/** Requests before memory is looked at for the first time: what is loaded or compiled once is by then. */
const WARM_UP = 2_000

/** What the worker says. */
export interface PipelineFigures {
  readonly requests: number
  readonly perSecond: number
  /** After a garbage collection, once warm and at the end. */
  readonly before: MemoryFigures
  readonly after: MemoryFigures
}

/** MiB. */
interface MemoryFigures {
  readonly resident: number
  readonly heap: number
}

const address = (name: string) => new Wallet(id(name)).address
const deployment: Deployment = {
  chainId: 31337,
  block: 0,
  compiler: 'none',
  sourceHash: ZeroHash,
  contracts: Object.fromEntries(
    Object.keys(abis).map((name) => [name, address(name)]),
  ) as Deployment['contracts'],
}

await useFastKeccak()
const contracts = connectContracts(deployment, { provider: null })
const signer = new Wallet(id('node'))
const identity = await encryptionIdentityFromSeed(hexToBytes(id('seed')))
const model = (await loadShippedModel('heart', await loadRuntime('wasm'))) as RiskModel
const assessor = modelAssessor(model)
const content = embeddedContentStore(memoryBlockstore(), memoryPins())
const requestedAt = Math.floor(Date.now() / 1000)

async function prepare() {
  const patient = new Wallet(hexlify(randomBytes(32))).address
  const observedAt = new Date((requestedAt - 3_600) * 1000)
  const bundle = await answerableBundle(model, didOf(contracts.chainId, patient), observedAt)
  const ref = singleAnchor(address('hospital'), patient, 'cardiology', hexlify(randomBytes(32)))
  const recordId = recordIdOf(contracts, ref)
  const { locator, dataKey } = await storePayload(content, { recordId, keyEpoch: 1, plaintext: [bundle] })
  const context = envelopeContext(contracts, ref, locator, signer.address, identity.keyId)
  const envelope = await sealEnvelope(identity.publicKey, context, dataKey)
  const secret = createRequestSecret()
  const requestId = hexlify(randomBytes(32))
  const binding = secretContext(contracts, requestId, signer.address, identity.keyId)
  const manifest = {
    format: 'salus-record/1' as const,
    sha256: await sha256(bundle),
    size: bundle.length,
    mediaType: 'application/fhir+json',
    category: 'cardiology' as const,
    author: address('hospital'),
    patient,
    custodianOrg: address('hospital'),
    predecessor: null,
  }
  const request = {
    requester: address('clinician'),
    modelVersion: model.version,
    purpose: 'TREAT' as const,
    secretHash: requestSecretHash(secret),
    impression: ZeroHash,
    records: [ref],
  }
  const sealed = await sealSecret(identity.publicKey, binding, secret)
  return { patient, recordId, requestId, request, locator, manifest, context, envelope, binding, sealed }
}

type Case = Awaited<ReturnType<typeof prepare>>

async function answer({
  context,
  envelope,
  locator,
  manifest,
  binding,
  sealed,
  ...rest
}: Case): Promise<void> {
  const { patient, recordId, requestId, request } = rest
  const dataKey = await openEnvelope(identity.privateKey, context, envelope)
  const bytes = await readPayload(content, locator, manifest, dataKey)
  dataKey.fill(0)
  const secret = await openSecret(identity.privateKey, binding, sealed)
  const { modelVersion, requester } = request
  const { outputHash } = await computeAnswer({ contracts }, assessor, {
    requestId,
    patient,
    requester,
    modelVersion,
    recordIds: [recordId],
    requestedAt,
    blockNumber: 0,
    request,
    secret,
    bundles: [bytes],
  })
  const consumer = deployment.contracts.inferenceOracle
  await signReport(contracts, signer, {
    consumer,
    configDigest: ZeroHash,
    requestId,
    modelVersion,
    outputHash,
  })
}

function memory(): MemoryFigures {
  if (!globalThis.gc) throw new Error('Start this with --expose-gc.')
  globalThis.gc()
  globalThis.gc()
  const { rss, heapUsed } = process.memoryUsage()
  const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10
  return { resident: mebibytes(rss), heap: mebibytes(heapUsed) }
}

const cases: Case[] = []
for (let index = 0; index < CASES; index++) cases.push(await prepare())
const answerMany = async (count: number) => {
  for (let index = 0; index < count; index++) await answer(cases[index % CASES] as Case)
}
await answerMany(WARM_UP)
const before = memory()
const start = performance.now()
await answerMany(REQUESTS)
const seconds = (performance.now() - start) / 1000
const figures: PipelineFigures = {
  requests: REQUESTS,
  perSecond: Math.round((REQUESTS / seconds) * 10) / 10,
  before,
  after: memory(),
}
process.send?.(figures)
process.disconnect?.()
