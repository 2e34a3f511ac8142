import { hexlify, randomBytes, Wallet } from 'ethers'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { signGrant } from '../../sdk/consent/signedGrant.ts'
import { utf8Bytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { relayEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
import { anchorRecord } from '../../sdk/records/anchorRecord.ts'
import { signEnrolment } from '../../sdk/records/enrol.ts'
import { singleAnchor } from '../../sdk/records/recordRef.ts'
import { type SignedRecordRequest, signRecordRequest } from '../../sdk/records/recordRequest.ts'
import { type Latency, measureLatency } from '../report/latency.ts'
import { installedVersion, machine } from '../report/machine.ts'
import { renderTable } from '../report/table.ts'
import { bundleOfSize } from './bundle.ts'
import { startHospital } from './hospital.ts'

const PATIENTS = 20
const RELEASES = 600
const INGESTS = 40
const CONCURRENCY = 8
const BUNDLE_BYTES = 500_000

type Hospital = Awaited<ReturnType<typeof startHospital>>

interface Row extends Latency {
  readonly task: string
}

/** A gateway in a process on one core: releases of keys and ingest, beside a server that only checks and asks. */
export async function runGatewayBench() {
  const hospital = await startHospital()
  try {
    const { gateway, plain, staffToken } = hospital
    const client = gatewayClient({ url: gateway.url })
    const staff = gatewayClient({ url: gateway.url, staffToken })
    const cases = await prepare(hospital, client, staff)
    const release = (request: SignedRecordRequest) => client.requestRecord(request)
    const ask = (request: SignedRecordRequest, patient: string) => plainAsk(plain.url, request, patient)

    const rows: Row[] = []
    const measure = async (
      task: string,
      count: number,
      concurrency: number,
      act: (request: SignedRecordRequest, patient: string) => Promise<unknown>,
    ) => {
      // Signed beforehand: what the client does is not what is measured.
      const requests = await signRequests(cases, count)
      const tasks = requests.map(
        ({ request, patient }) =>
          () =>
            act(request, patient),
      )
      rows.push({ task, ...(await measureLatency(tasks, concurrency)) })
    }
    await measureLatency(
      (await signRequests(cases, 60)).map(
        ({ request }) =>
          () =>
            release(request),
      ),
      1,
    )
    await measure('key release, one after another', RELEASES, 1, release)
    await measure('plain server, one after another', RELEASES, 1, ask)
    await measure(`key release, ${CONCURRENCY} at a time`, RELEASES, CONCURRENCY, release)
    await measure(`plain server, ${CONCURRENCY} at a time`, RELEASES, CONCURRENCY, ask)
    rows.push({ task: 'ingest of a 0.5 MB Bundle, anchored', ...(await measureIngest(staff, cases)) })
    rows.push({ task: 'the anchor alone: one transaction', ...(await measureAnchor(hospital, cases)) })
    return {
      measuredAt: new Date().toISOString().slice(0, 10),
      machine: machine(),
      versions: { hardhat: await installedVersion('hardhat'), ethers: await installedVersion('ethers') },
      notes: NOTES,
      rows,
    }
  } finally {
    await hospital.close()
  }
}

const NOTES = [
  'The gateway runs in one process held to one core; the chain (Hardhat, mining at once) and the client share another.',
  'A release checks the signature, asks the contracts at the latest block, wraps the key, signs the receipt and has it on disk before it answers.',
  'The plain server checks the signature and asks the contract once: no key, no receipt, nothing on disk.',
  'Ingest is over when the record is validated, encrypted, on disk and anchored on the chain.',
] as const

interface Case {
  readonly patient: string
  readonly recordId: string
  readonly clinician: Wallet
  readonly contracts: ReturnType<typeof connectContracts>
}

/** Patients with one record each and a consent for one clinician. */
async function prepare(hospital: Hospital, client: GatewayClient, staff: GatewayClient): Promise<Case[]> {
  const { deployment, provider, actors } = hospital
  const clinician = new Wallet(actors.clinician.privateKey, provider)
  const payer = connectContracts(deployment, new Wallet(actors.authority.privateKey, provider))
  const contracts = connectContracts(deployment, clinician)
  const publish = async (wallet: Wallet) => {
    const { publicKey } = await encryptionIdentityFromSeed(randomBytes(32))
    await relayEncryptionKey(payer, wallet, { publicKey, keyEpoch: 1 })
  }
  await publish(clinician)
  const cases: Case[] = []
  for (let index = 0; index < PATIENTS; index++) {
    const wallet = new Wallet(hexlify(randomBytes(32)), provider)
    const patient = wallet.address
    const own = connectContracts(deployment, wallet)
    await publish(wallet)
    const deadline = await deadlineIn(own, 600)
    const { organisation: custodianOrg } = actors.hospital
    await client.relayEnrolment(await signEnrolment(own, wallet, { patient, custodianOrg, deadline }))
    const terms = {
      categories: ['cardiology'],
      purposes: ['TREAT'],
      start: deadline - 600,
      end: deadline + 86_400,
    } as const
    await client.relayGrant(
      await signGrant(own, wallet, { patient, grantee: clinician.address, terms, deadline }),
    )
    const { recordId } = await addBundle(staff, patient)
    cases.push({ patient, recordId, clinician, contracts })
  }
  return cases
}

const addBundle = async (staff: GatewayClient, patient: string) => {
  const bytes = utf8Bytes(JSON.stringify(bundleOfSize(BUNDLE_BYTES)))
  const mediaType = 'application/fhir+json'
  return staff.addRecord(await recordOfBytes({ patient, category: 'cardiology', mediaType }, bytes))
}

async function measureIngest(staff: GatewayClient, cases: readonly Case[]): Promise<Latency> {
  const tasks = Array.from({ length: INGESTS }, (_, index) => async () => {
    await addBundle(staff, cases[index % cases.length]?.patient ?? '')
  })
  return measureLatency(tasks, 1)
}

/** What of an ingest is the chain's: the same transaction, sent by the same code. */
async function measureAnchor(
  { deployment, provider, actors }: Hospital,
  cases: readonly Case[],
): Promise<Latency> {
  const { privateKey, organisation } = actors.hospital
  const contracts = connectContracts(deployment, new Wallet(privateKey, provider))
  const tasks = Array.from({ length: INGESTS }, (_, index) => async () => {
    const patient = cases[index % cases.length]?.patient ?? ''
    await anchorRecord(contracts, singleAnchor(organisation, patient, 'cardiology', hexlify(randomBytes(32))))
  })
  return measureLatency(tasks, 1)
}

async function signRequests(cases: readonly Case[], count: number) {
  const deadline = await deadlineIn((cases[0] as Case).contracts, 500)
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { patient, recordId, clinician, contracts } = cases[index % cases.length] as Case
      const request = await signRecordRequest(contracts, clinician, {
        grantee: clinician.address,
        recordId,
        purpose: 'TREAT',
        nonce: BigInt(hexlify(randomBytes(16))).toString(),
        deadline,
      })
      return { request, patient }
    }),
  )
}

async function plainAsk(url: string, request: SignedRecordRequest, patient: string): Promise<void> {
  const response = await fetch(`${url}/?patient=${patient}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const { decision } = (await response.json()) as { decision?: string }
  if (decision !== 'permitted') throw new Error(`The plain server answered ${decision}.`)
}

export function renderGatewayBench({ rows, notes }: Awaited<ReturnType<typeof runGatewayBench>>): string {
  const table = renderTable(
    ['task', 'p50 ms', 'p99 ms', 'per second'],
    rows.map(({ task, p50, p99, perSecond }) => [task, p50.toFixed(1), p99.toFixed(1), perSecond.toFixed(1)]),
  )
  return [table, '', ...notes].join('\n')
}
