import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { hexlify, randomBytes, Wallet } from 'ethers'
import { type LocalChain, startChain } from '../../cli/local/startChain.ts'
import { startGatewayService } from '../../cli/up/gatewayService.ts'
import type { Service } from '../../cli/up/service.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { relayGrant } from '../../sdk/consent/relayGrant.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { relayRestriction, signRestriction } from '../../sdk/consent/signedRestriction.ts'
import { type EncryptionIdentity, encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { disclosureHash } from '../../sdk/disclosures/disclosure.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import type { RecordAnswer, StoredRecord } from '../../sdk/gateway/protocol.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { relayEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { relayEnrolment, signEnrolment } from '../../sdk/records/enrol.ts'
import { openRecord } from '../../sdk/records/openRecord.ts'
import { requestRecord } from '../../sdk/records/requestRecord.ts'
import { statusOf } from '../../sdk/records/status.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import type { Scenario } from './scenario.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Milliseconds in which a round's work is cut short. */
const SHORTEST = 100
const LONGEST = 2_000
const WRITERS = 3
/** Milliseconds in which a gateway that came back re-keys what it must. */
const PATIENCE = 120_000

interface Person {
  readonly wallet: Wallet
  readonly contracts: Contracts
  readonly identity: EncryptionIdentity
}

/** What the gateway said it had done before it was killed. */
interface Acknowledged {
  readonly added: Map<string, { readonly stored: StoredRecord; readonly bytes: Uint8Array }>
  readonly released: RecordAnswer[]
  readonly erased: Set<string>
}

/**
 * A gateway in a process of its own is killed with SIGKILL while records come in, keys go out, a consent is revoked and
 * records are erased; then it is started again on the same data. Whatever it had acknowledged must hold.
 */
export async function openGatewayScenario(): Promise<Scenario> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-chaos-'))
  const chain = await startChain({ port: 0, deployments: folder, models: [] })
  const payer = connectContracts(
    chain.deployment,
    new Wallet(chain.actors.authority.privateKey, chain.provider),
  )
  const clinician = await personOf(chain, payer, chain.actors.clinician.privateKey)
  const start = () =>
    startGatewayService(chain, {
      root: ROOT,
      dataFolder: join(folder, 'gateway'),
      port: 0,
      settings: { SALUS_GATEWAY_REQUESTS_PER_MINUTE: '1000000' },
      onLog: () => undefined,
    })
  let gateway = await start()

  return {
    async round() {
      const patient = await enrolledPatient(chain, payer, clinician.wallet.address)
      const done: Acknowledged = { added: new Map(), released: [], erased: new Set() }
      const stopping = new AbortController()
      const working = work(chain, gateway, patient, clinician, payer, done, stopping.signal)
      await sleep(SHORTEST + Math.random() * (LONGEST - SHORTEST))
      await kill(gateway)
      stopping.abort()
      const { isRevoked } = await working
      gateway = await start()
      await verify(chain, gateway, patient, clinician, done, isRevoked)
      const { added, released, erased } = done
      return `${added.size} records, ${released.length} keys, ${erased.size} erasures${isRevoked ? ', a revocation' : ''}`
    },
    async close() {
      await gateway.stop()
      await chain.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function kill({ pid, ended }: Service): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await ended
}

/** Adds, asks, revokes and erases until the gateway is gone. */
async function work(
  chain: LocalChain,
  gateway: Service,
  patient: Person,
  clinician: Person,
  payer: Contracts,
  { added, released, erased }: Acknowledged,
  signal: AbortSignal,
): Promise<{ isRevoked: boolean }> {
  const client = gatewayClient({ url: gateway.url })
  const staff = gatewayClient({ url: gateway.url, staffToken: chain.actors.hospital.seed })
  let isRevoked = false
  const write = async () => {
    while (!signal.aborted) {
      const bytes = randomBytes(1 + Math.floor(Math.random() * 3_000_000))
      const stored = await addBytes(staff, patient.wallet.address, bytes)
      added.set(stored.recordId, { stored, bytes })
      if (!isRevoked) released.push(await ask(client, clinician, stored.recordId, 'TREAT'))
      if (Math.random() < 0.2) {
        await staff.eraseRecord(stored.recordId)
        erased.add(stored.recordId)
      }
    }
  }
  const revoke = async () => {
    await sleep(Math.random() * LONGEST)
    isRevoked = true
    await revokeFrom(patient, clinician.wallet.address, payer)
  }
  // Every writer ends in an error: the gateway is gone, or the consent is.
  const [, ...writers] = await Promise.allSettled([revoke(), ...Array.from({ length: WRITERS }, write)])
  for (const writer of writers) {
    const code = writer.status === 'rejected' ? String(writer.reason?.code) : 'none'
    expect(code).to.be.oneOf(['GATEWAY_UNAVAILABLE', 'CONSENT_MISSING', 'none'])
  }
  return { isRevoked }
}

/** Checks everything that was acknowledged against the gateway as it came back, and against the chain. */
async function verify(
  chain: LocalChain,
  gateway: Service,
  patient: Person,
  clinician: Person,
  { added, released, erased }: Acknowledged,
  isRevoked: boolean,
): Promise<void> {
  const client = gatewayClient({ url: gateway.url })
  const staff = gatewayClient({ url: gateway.url, staffToken: chain.actors.hospital.seed })
  const content = contentReader(httpBlockstore(gateway.url))
  const statusOnChain = async (recordId: string) =>
    statusOf((await patient.contracts.recordRegistry.stateOf(recordId)).status)

  const listed = await staff.listRecords(patient.wallet.address)
  for (const { recordId, anchored } of listed) {
    expect(anchored, 'what is kept is anchored').to.equal(true)
    expect(await statusOnChain(recordId)).to.equal('active')
  }
  for (const [recordId, { bytes }] of added) {
    const status = await statusOnChain(recordId)
    // An erasure that was cut short is finished; one that was acknowledged stays.
    if (erased.has(recordId)) expect(status).to.equal('erased')
    if (status === 'erased') continue
    const { record } = await ask(client, patient, recordId, 'PATRQT')
    const reader = { ...patient, content, grantee: patient.wallet.address }
    expect(await openRecord(reader, recordId, record), 'the record').to.deep.equal(new Uint8Array(bytes))
  }

  await staff.anchorDisclosures()
  for (const { receipt, record } of released) {
    const logged = await staff.listDisclosures(record.locator.recordId)
    const found = logged.find((each) => each.receipt.signature === receipt.signature)
    expect(found, 'every key that left has its receipt').not.to.equal(undefined)
    if (!found?.proof) throw new Error('A receipt is in no anchored period.')
    const { custodianOrg, sequence, index, proof } = found.proof
    const body = disclosureHash(receipt.disclosure)
    const { disclosureLog } = patient.contracts
    expect(await disclosureLog.isLogged(custodianOrg, sequence, index, body, [...proof])).to.equal(true)
  }
  if (isRevoked) await expectRekeyed(staff, client, patient, clinician, released)
}

/** Every record that the clinician could open is at a later epoch by and by, without anyone asking for it. */
async function expectRekeyed(
  staff: GatewayClient,
  client: GatewayClient,
  patient: Person,
  clinician: Person,
  released: readonly RecordAnswer[],
): Promise<void> {
  const epochs = new Map(released.map(({ record: { locator } }) => [locator.recordId, locator.keyEpoch]))
  for (const end = performance.now() + PATIENCE; ; ) {
    const listed = await staff.listRecords(patient.wallet.address)
    const stale = listed.filter(({ recordId, keyEpoch }) => keyEpoch <= (epochs.get(recordId) ?? 0))
    if (stale.length === 0) break
    if (performance.now() > end)
      throw new Error(`${stale.length} records were not re-keyed after the revocation.`)
    await sleep(100)
  }
  const [first] = epochs.keys()
  if (first === undefined) return
  const refusal = await ask(client, clinician, first, 'TREAT').catch((error: unknown) => error)
  expect((refusal as { code?: unknown }).code).to.be.oneOf(['CONSENT_MISSING', 'RECORD_NOT_FOUND'])
}

const ask = (
  client: GatewayClient,
  { contracts, wallet }: Person,
  recordId: string,
  purpose: 'TREAT' | 'PATRQT',
) => requestRecord(contracts, wallet, client, { recordId, purpose })

async function addBytes(staff: GatewayClient, patient: string, bytes: Uint8Array): Promise<StoredRecord> {
  const mediaType = 'application/octet-stream'
  return staff.addRecord(await recordOfBytes({ patient, category: 'imaging', mediaType }, bytes))
}

async function personOf(chain: LocalChain, payer: Contracts, privateKey: string): Promise<Person> {
  const wallet = new Wallet(privateKey, chain.provider)
  const identity = await encryptionIdentityFromSeed(randomBytes(32))
  const { publicKey } = identity
  await relayEncryptionKey(payer, wallet, { publicKey, keyEpoch: 1 })
  return { wallet, identity, contracts: connectContracts(chain.deployment, wallet) }
}

/** A patient who is enrolled with the hospital and lets the clinician see images. */
async function enrolledPatient(chain: LocalChain, payer: Contracts, clinician: string): Promise<Person> {
  const person = await personOf(chain, payer, hexlify(randomBytes(32)))
  const { wallet, contracts } = person
  const patient = wallet.address
  const deadline = await deadlineIn(contracts, 600)
  const custodianOrg = chain.actors.hospital.organisation
  await relayEnrolment(payer, await signEnrolment(contracts, wallet, { patient, custodianOrg, deadline }))
  const start = deadline - 600
  const terms = { categories: ['imaging'], purposes: ['TREAT'], start, end: start + 86_400 } as const
  await relayGrant(
    payer,
    await signGrant(contracts, wallet, { patient, grantee: clinician, terms, deadline }),
  )
  return person
}

async function revokeFrom({ wallet, contracts }: Person, grantee: string, payer: Contracts): Promise<void> {
  const deadline = await deadlineIn(contracts, 600)
  const patient = wallet.address
  const revocation = { restriction: 'revoke', patient, grantee, deadline } as const
  await relayRestriction(payer, await signRestriction(contracts, wallet, revocation))
}
