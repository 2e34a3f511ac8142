import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hexlify, randomBytes, Wallet } from 'ethers'
import type { LocalChain } from '../../cli/local/startChain.ts'
import { openSqliteStore } from '../../gateway/store/sqliteStore.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { localSigner } from '../../sdk/chain/node/localSigner.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { type Disclosure, type Receipt, signDisclosure } from '../../sdk/disclosures/disclosure.ts'
import { anchorRecord } from '../../sdk/records/anchorRecord.ts'
import { relayEnrolment, signEnrolment } from '../../sdk/records/enrol.ts'
import { recordIdOf, singleAnchor } from '../../sdk/records/recordRef.ts'

const RECORDS = 20
const PURPOSES = ['TREAT', 'HPAYMT', 'HOPERAT', 'ETREAT'] as const
const HOUR = 3_600_000

/**
 * Leaves the store of a hospital's gateway as it is after `count` requests for keys of a patient's records over years: real
 * receipts, signed by the hospital, of records that are on the chain. The gateway does not run yet.
 */
export async function writeReceipts(
  { deployment, provider, actors }: LocalChain,
  dataFolder: string,
  patient: Wallet,
  count: number,
): Promise<Receipt[]> {
  const wallet = new Wallet(actors.hospital.privateKey, provider)
  const contracts = connectContracts(deployment, wallet)
  const { organisation: custodianOrg } = actors.hospital
  const deadline = await deadlineIn(contracts, 600)
  const enrolment = { patient: patient.address, custodianOrg, deadline }
  await relayEnrolment(contracts, await signEnrolment(contracts, patient, enrolment))
  const recordIds: string[] = []
  for (let index = 0; index < RECORDS; index++) {
    const ref = singleAnchor(custodianOrg, patient.address, 'cardiology', hexlify(randomBytes(32)))
    await anchorRecord(contracts, ref)
    recordIds.push(recordIdOf(contracts, ref))
  }
  const signer = localSigner(wallet)
  const grantees = [actors.clinician, actors.responder, actors.hospital].map(({ address }) => address)
  const receipts: Receipt[] = []
  for (let index = 0; index < count; index++) {
    receipts.push(await signDisclosure(contracts, signer, disclosureAt(index, count, recordIds, grantees)))
  }
  await keep(dataFolder, patient.address, receipts)
  return receipts
}

/** Every tenth is a refusal. */
function disclosureAt(
  index: number,
  count: number,
  recordIds: readonly string[],
  grantees: readonly string[],
): Disclosure {
  const asked = {
    recordId: recordIds[index % recordIds.length] as string,
    at: new Date(Date.now() - (count - index) * 4 * HOUR).toISOString(),
    salt: hexlify(randomBytes(16)),
    grantee: grantees[index % grantees.length] as string,
    purpose: PURPOSES[index % PURPOSES.length] as (typeof PURPOSES)[number],
    requestDigest: hexlify(randomBytes(32)),
    blockNumber: index,
  }
  return index % 10 === 9
    ? { ...asked, kind: 'refusal', decision: 'revoked' }
    : { ...asked, kind: 'release', keyEpoch: 1, requestId: null }
}

/** In one transaction: the gateway itself has each on the disk before it answers, which would take minutes here. */
async function keep(dataFolder: string, patient: string, receipts: readonly Receipt[]): Promise<void> {
  await mkdir(dataFolder, { recursive: true })
  const path = join(dataFolder, 'gateway.sqlite')
  openSqliteStore(path).close()
  const database = new DatabaseSync(path)
  const insert = database.prepare('INSERT INTO receipts (record_id, patient, content) VALUES (?, ?, ?)')
  database.exec('BEGIN')
  for (const receipt of receipts) insert.run(receipt.disclosure.recordId, patient, JSON.stringify(receipt))
  database.exec('COMMIT')
  database.close()
}
