import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BrowserProvider, type Eip1193Provider, hexlify, Network, randomBytes, Wallet } from 'ethers'
import { type GatewayOptions, type RunningGateway, startGateway } from '../../gateway/gateway.ts'
import type { RiskModel } from '../../oracle/models/risk/riskModel.ts'
import type { NodeEvent } from '../../oracle/network/events.ts'
import { type RunningNode, startNode } from '../../oracle/network/node.ts'
import type { NodeOptions } from '../../oracle/network/nodeOptions.ts'
import { type Assessor, modelAssessor } from '../../oracle/requests/assessRequest.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { relayGrant } from '../../sdk/consent/relayGrant.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { relayRestriction, signRestriction } from '../../sdk/consent/signedRestriction.ts'
import type { Terms } from '../../sdk/consent/terms.ts'
import type { Category, Purpose } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex, hexToBytes } from '../../sdk/crypto/bytes.ts'
import { type EncryptionIdentity, encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import type { NewRecord, StoredRecord } from '../../sdk/gateway/protocol.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { didOf } from '../../sdk/identity/did.ts'
import { relayEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { type InferenceRequest, requestIdOf } from '../../sdk/inference/inferenceRequest.ts'
import { encodeModelDescriptor, modelVersionOf } from '../../sdk/inference/modelVersion.ts'
import { requestInference } from '../../sdk/inference/requestInference.ts'
import { createRequestSecret, requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import type { RecordRef } from '../../sdk/records/recordRef.ts'
import { type SignedRecordRequest, signRecordRequest } from '../../sdk/records/recordRequest.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { byAddress, type Chain, type ChainOptions, connectChain, organisation } from './chain.ts'
import { heartBundle, type MutableBundle } from './heartModel.ts'
import { roles } from './terms.ts'

export const STAFF_TOKEN = 'token of the hospital for tests'
export const HOSPITAL = organisation('hospital')
const FAR_FUTURE = 2 ** 36
/** Milliseconds that a client waits for a gateway, also on a busy machine. */
const PATIENCE = 120_000

/** An account with an encryption key, acting on the world's chain. */
export interface Person {
  readonly wallet: Wallet
  readonly seed: string
  readonly identity: EncryptionIdentity
  readonly contracts: Contracts
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** A fresh in-process chain with a hospital, clinicians and four oracles accredited and a committee of f = 1. */
export async function createWorld(options: ChainOptions = {}) {
  const chain = await connectChain(options)
  const deployment = deploymentOf(chain)
  const line: Line = { isCut: false }
  const provider = inProcessProvider(chain, line)
  const make = (funded = true) => createPerson(chain, deployment, provider, funded)

  const [hospital, clinician, otherClinician, relayer] = await Promise.all([make(), make(), make(), make()])
  const oracles = (await Promise.all([make(), make(), make(), make()])).sort((a, b) =>
    byAddress(a.wallet, b.wallet),
  )
  const { accreditationRegistry, oracleCommittee, modelRegistry } = chain.contracts
  const accredit = (account: string, org: string, role: number) =>
    accreditationRegistry.accredit(account, org, role, FAR_FUTURE)
  const committee = deployment.contracts.oracleCommittee
  await accredit(hospital.wallet.address, HOSPITAL, roles.custodian)
  await accredit(clinician.wallet.address, HOSPITAL, roles.clinician)
  await accredit(otherClinician.wallet.address, organisation('other hospital'), roles.clinician)
  await accredit(committee, organisation('consortium'), roles.oracle)
  for (const [index, oracle] of oracles.entries()) {
    await accredit(oracle.wallet.address, organisation(`oracle ${index}`), roles.oracle)
  }
  await oracleCommittee.configure(
    oracles.map(({ wallet }) => wallet.address),
    1,
  )
  for (const { wallet, identity } of [clinician, otherClinician]) {
    await relayEncryptionKey(relayer.contracts, wallet, { publicKey: identity.publicKey, keyEpoch: 1 })
  }

  const closing: (() => Promise<unknown>)[] = []
  return {
    chain,
    deployment,
    provider,
    committee,
    hospital,
    clinician,
    otherClinician,
    relayer,
    oracles,
    make,
    line,
    /** Approves a model for treatment. Gives its version. */
    async approveModel(model: RiskModel): Promise<string> {
      const { descriptor } = model
      await modelRegistry.approve(encodeModelDescriptor(descriptor))
      return modelVersionOf(descriptor)
    },
    /** Closes what was started in this world, the last first. */
    onClose: (close: () => Promise<unknown>) => void closing.push(close),
    async close(): Promise<void> {
      for (const close of closing.reverse()) await close()
      provider.destroy()
      await chain.connection.close()
    },
  }
}

/** Where the contracts of a test chain are, as a file of `deployments/` would say it. */
const deploymentOf = (chain: Chain): Deployment => ({
  chainId: Number(chain.chainId),
  block: 0,
  compiler: 'test',
  sourceHash: `0x${'00'.repeat(32)}`,
  contracts: chain.addresses,
})

/** Between everyone of a world and its chain. */
interface Line {
  /** While it is cut, the chain does not answer anyone. */
  isCut: boolean
  /**
   * While set, the chain tells no block by its number, which is how the watchers of gateways ask: they wait, and whoever asks
   * for the latest block is somebody else.
   */
  hidesBlocks?: boolean
  /** Called before each request is passed on. */
  before?: ((method: string) => Promise<void>) | undefined
}

function inProcessProvider(chain: Chain, line: Line): BrowserProvider {
  const network = Network.from(chain.chainId)
  const transport: Eip1193Provider = {
    async request(request) {
      if (line.isCut) throw new TypeError('fetch failed')
      await line.before?.(request.method)
      if (line.hidesBlocks && isBlockByNumber(request)) await new Promise(() => undefined)
      return chain.provider.request({ method: request.method, params: Object.values(request.params ?? []) })
    },
  }
  const provider = new BrowserProvider(transport, network, { staticNetwork: network, cacheTimeout: -1 })
  provider.pollingInterval = 20
  return provider
}

const isBlockByNumber = ({ method, params }: Parameters<Eip1193Provider['request']>[0]): boolean =>
  method === 'eth_getBlockByNumber' && String(Object.values(params ?? [])[0]).startsWith('0x')

async function createPerson(
  chain: Chain,
  deployment: Deployment,
  provider: BrowserProvider,
  funded: boolean,
): Promise<Person> {
  const wallet = new Wallet(hexlify(randomBytes(32)), provider)
  const seed = hexlify(randomBytes(32))
  if (funded) {
    await chain.provider.request({
      method: 'hardhat_setBalance',
      params: [wallet.address, '0x21e19e0c9bab2400000'],
    })
  }
  const identity = await encryptionIdentityFromSeed(hexToBytes(seed))
  return { wallet, seed, identity, contracts: connectContracts(deployment, wallet) }
}

export interface StartedGateway extends RunningGateway {
  readonly dataFolder: string
  readonly client: GatewayClient
  /** With the staff token. */
  readonly staff: GatewayClient
  /** What the gateway told whoever runs it. */
  readonly errors: unknown[]
  readonly rekeyed: { readonly patient: string; readonly records: number }[]
}

/** Starts the hospital's gateway on loopback HTTP, over a new folder unless told. Closed with the world. */
export async function startHospital(
  world: World,
  change: Partial<GatewayOptions> = {},
): Promise<StartedGateway> {
  const errors: unknown[] = []
  const rekeyed: { patient: string; records: number }[] = []
  const dataFolder = change.dataFolder ?? (await temporaryFolder(world))
  const running = await startGateway({
    deployment: world.deployment,
    signer: world.hospital.wallet,
    seed: world.hospital.seed,
    custodianOrg: HOSPITAL,
    staffToken: STAFF_TOKEN,
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    confirmations: 0,
    watchInterval: 30,
    onRekeyed: (patient, records) => void rekeyed.push({ patient, records }),
    onError: (error) => void errors.push(error),
    ...change,
    // A test asks more often than a person.
    http: { requestsPerMinute: 100_000, ...change.http },
  })
  const close = once(() => running.close())
  world.onClose(close)
  return {
    url: running.url,
    close,
    dataFolder,
    errors,
    rekeyed,
    client: gatewayClient({ url: running.url, timeout: PATIENCE }),
    staff: gatewayClient({ url: running.url, staffToken: STAFF_TOKEN, timeout: PATIENCE }),
  }
}

async function temporaryFolder(world: Pick<World, 'onClose'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-test-'))
  world.onClose(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

const once = (task: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => {
    done ??= task()
    return done
  }
}

/** Milliseconds. */
const TURN = 300

export interface StartedNode extends RunningNode {
  readonly events: NodeEvent[]
}

/** Starts a node of the oracle for a person. Closed with the world. */
export async function startOracle(
  world: World,
  person: Person,
  options: Pick<NodeOptions, 'gatewayUrl' | 'assessors'> & Partial<NodeOptions>,
): Promise<StartedNode> {
  const events: NodeEvent[] = []
  const running = await startNode({
    deployment: world.deployment,
    signer: person.wallet,
    seed: person.seed,
    peers: () => [],
    host: '127.0.0.1',
    port: 0,
    interval: 30,
    turn: TURN,
    onEvent: (event) => void events.push(event),
    ...options,
  })
  const close = once(() => running.close())
  world.onClose(close)
  return { url: running.url, account: running.account, close, events }
}

export interface CommitteeOptions {
  /** While it says no, the nodes do not see each other. */
  readonly areLinked?: () => boolean
  /** Milliseconds of a node's turn. */
  readonly turnOf?: (index: number) => number
}

/** Starts all four nodes, each with the others as peers. `assessorOf` may give a node another model. */
export async function startCommittee(
  world: World,
  gatewayUrl: string,
  version: string,
  assessorOf: (index: number) => Assessor,
  { areLinked = () => true, turnOf = () => TURN }: CommitteeOptions = {},
): Promise<StartedNode[]> {
  const nodes: StartedNode[] = []
  for (const [index, oracle] of world.oracles.entries()) {
    const others = () =>
      nodes.filter(({ account }) => account !== oracle.wallet.address).map(({ url }) => url)
    const peers = () => (areLinked() ? others() : [])
    const assessors = new Map([[version, assessorOf(index)]])
    nodes.push(await startOracle(world, oracle, { gatewayUrl, assessors, peers, turn: turnOf(index) }))
  }
  return nodes
}

/** A node whose model differs from what its version says: it adds 0.1 to every probability. */
export function faultyAssessor(model: RiskModel, shift = 0.1): Assessor {
  const honest = modelAssessor(model)
  return (contracts, opened) => {
    const report = honest(contracts, opened)
    if (report.outcome.status !== 'answered' || report.outcome.kind !== 'risk') return report
    const probability = Math.round(Math.abs(report.outcome.probability - shift) * 1e4) / 1e4
    return { ...report, outcome: { ...report.outcome, probability } }
  }
}

/** A patient without funds: key published and enrolled by the relayer. */
export async function enrolPatient(world: World, client: GatewayClient): Promise<Person> {
  const patient = await world.make(false)
  await publishKey(world, patient)
  await client.relayEnrolment(await enrolmentOf(patient))
  return patient
}

export async function publishKey(world: World, { wallet, identity }: Person): Promise<void> {
  const { publicKey } = identity
  await relayEncryptionKey(world.relayer.contracts, wallet, { publicKey, keyEpoch: 1 })
}

export async function enrolmentOf({ wallet, contracts }: Person, custodianOrg = HOSPITAL) {
  const deadline = await deadlineIn(contracts, 600)
  return signEnrolment(contracts, wallet, { patient: wallet.address, custodianOrg, deadline })
}

/** The fixture's Bundle about this patient, observed the day before the chain's latest block. */
export async function bundleOf({ wallet, contracts }: Person): Promise<MutableBundle> {
  const bundle = await heartBundle()
  const observedAt = new Date(((await chainTime(contracts)) - 86_400) * 1000).toISOString()
  for (const { resource } of bundle.entry) {
    if (resource.resourceType === 'Observation') resource.effectiveDateTime = observedAt
    else
      resource.identifier = [{ system: 'urn:ietf:rfc:3986', value: didOf(contracts.chainId, wallet.address) }]
  }
  return bundle
}

export const jsonBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** The staff take in a Bundle as a record of a patient, by default their own in cardiology. */
export async function addBundle(
  staff: GatewayClient,
  patient: Person,
  change: { category?: Category; bundle?: MutableBundle } = {},
): Promise<StoredRecord> {
  return addBytes(
    staff,
    patient,
    { category: change.category ?? 'cardiology', mediaType: 'application/fhir+json' },
    jsonBytes(change.bundle ?? (await bundleOf(patient))),
  )
}

/** The staff take in bytes of any kind as a record of a patient. */
export async function addBytes(
  staff: GatewayClient,
  patient: Person,
  kind: Pick<NewRecord, 'category' | 'mediaType'>,
  bytes: Uint8Array,
): Promise<StoredRecord> {
  return staff.addRecord(await recordOfBytes({ ...kind, patient: patient.wallet.address }, bytes))
}

export async function termsFor(
  { contracts }: Person,
  categories: readonly Category[] = ['cardiology'],
  purposes: readonly Purpose[] = ['TREAT'],
): Promise<Terms> {
  const now = await chainTime(contracts)
  return { categories, purposes, start: now, end: now + 30 * 86_400 }
}

/** The patient's signed grant, submitted by the relayer. */
export async function grantTo(world: World, patient: Person, grantee: string, terms?: Terms): Promise<void> {
  const { wallet, contracts } = patient
  const grant = { patient: wallet.address, grantee, terms: terms ?? (await termsFor(patient)) }
  const deadline = await deadlineIn(contracts, 600)
  await relayGrant(world.relayer.contracts, await signGrant(contracts, wallet, { ...grant, deadline }))
}

/** The patient's signed revocation, submitted by the relayer. */
export async function revokeFrom(world: World, patient: Person, grantee: string): Promise<void> {
  const { wallet, contracts } = patient
  const deadline = await deadlineIn(contracts, 600)
  const revocation = { restriction: 'revoke', patient: wallet.address, grantee, deadline } as const
  await relayRestriction(world.relayer.contracts, await signRestriction(contracts, wallet, revocation))
}

/** A person's signed request for a record, for treatment, good for two minutes unless told. */
export async function recordRequestOf(
  { wallet, contracts }: Person,
  recordId: string,
  change: Partial<SignedRecordRequest> = {},
): Promise<SignedRecordRequest> {
  return signRecordRequest(contracts, wallet, {
    grantee: wallet.address,
    recordId,
    purpose: 'TREAT',
    nonce: String(BigInt(hexlify(randomBytes(16)))),
    deadline: await deadlineIn(contracts, 120),
    ...change,
  })
}

export interface SentRequest {
  readonly requestId: string
  readonly request: InferenceRequest
  readonly secret: Uint8Array
}

/** Opens an inference request on chain, for treatment. It is not announced to a gateway. */
export async function sendRequest(
  { wallet, contracts }: Person,
  modelVersion: string,
  records: readonly RecordRef[],
): Promise<SentRequest> {
  const secret = createRequestSecret()
  const request: InferenceRequest = {
    requester: wallet.address,
    modelVersion,
    purpose: 'TREAT',
    secretHash: requestSecretHash(secret),
    impression: bytesToHex(randomBytes(32)),
    records,
  }
  await requestInference(contracts, request)
  return { requestId: requestIdOf(contracts, request), request, secret }
}

/** Reads records as this person, by blocks from a gateway. */
export const readerOf = ({ wallet, contracts, identity }: Person, gatewayUrl: string) => ({
  contracts,
  identity,
  grantee: wallet.address,
  content: contentReader(httpBlockstore(gatewayUrl)),
})

/** Waits until `find` gives something other than undefined or false; the mocha timeout ends a wait in vain. */
export async function eventually<T>(find: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  for (;;) {
    const found = await find()
    if (found !== undefined && found !== null && found !== false) {
      return found as NonNullable<Exclude<T, false>>
    }
    await sleep(25)
  }
}
