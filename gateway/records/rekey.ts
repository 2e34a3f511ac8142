import { read } from '../../sdk/chain/send.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { isPersonAllowed } from '../../sdk/consent/decision.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { readPayload, storePayload } from '../../sdk/records/payload.ts'
import type { GatewayContext } from '../context.ts'
import { locatorReceipt } from '../disclosures/logDisclosure.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { ownKey } from './ownKey.ts'
import { wrapForKeepers } from './wrapKey.ts'

/**
 * The record at an epoch whose envelopes are all still permitted: re-keyed first where one of them is not, so that no
 * envelope is handed out at an epoch to which someone has lost the right.
 */
export async function atFreshEpoch(context: GatewayContext, record: HeldRecord): Promise<HeldRecord> {
  if (!(await isStale(context, record))) return record
  const renewed = await rekey(context, record)
  await context.content.unpin(record.locator.cid)
  return renewed
}

async function isStale({ contracts, signer, store }: GatewayContext, record: HeldRecord): Promise<boolean> {
  const { recordId, ref, locator } = record
  const { oracleCommittee, deployment } = contracts
  for (const { grantee, principal, purpose } of store.envelopesOf(recordId, locator.keyEpoch)) {
    if (principal === ref.patient || principal === signer.address) continue
    const question = { patient: ref.patient, grantee: principal, category: ref.category, purpose }
    if (!isPersonAllowed(await decide(contracts, question))) return true
    // A node holds its key under the committee's consent for as long as it is a signer.
    const isOfNode = principal === deployment.contracts.oracleCommittee
    if (isOfNode && !(await read(oracleCommittee.isSigner(grantee)))) return true
  }
  return false
}

/** Encrypts a record anew under a new key and epoch, for the custodian and the patient only. */
async function rekey(context: GatewayContext, record: HeldRecord): Promise<HeldRecord> {
  const { contracts, content, signer, store } = context
  const { locator: fresh, dataKey } = await encryptAnew(context, record)
  try {
    const renewed = { ...record, locator: await signLocator(contracts, signer, fresh) }
    const envelopes = await wrapForKeepers(context, renewed, dataKey)
    store.replaceLocator(renewed, { envelopes, receipt: await locatorReceipt(context, renewed.locator) })
    return renewed
  } catch (error) {
    await content.unpin(fresh.cid)
    throw error
  } finally {
    dataKey.fill(0)
  }
}

async function encryptAnew(context: GatewayContext, record: HeldRecord) {
  const { recordId, manifest, locator } = record
  const oldKey = await ownKey(context, record)
  try {
    const plaintext = await readPayload(context.content, locator, manifest, oldKey)
    try {
      return await storePayload(context.content, { recordId, keyEpoch: locator.keyEpoch + 1, plaintext })
    } finally {
      plaintext.fill(0)
    }
  } finally {
    oldKey.fill(0)
  }
}

export interface Rekeying {
  /** Records that were re-keyed. */
  readonly count: number
  /** One per record that could not be looked at; the others were. */
  readonly errors: readonly unknown[]
}

/** Re-keys every record of a patient that someone could open who may not any more. */
export async function rekeyRevoked(context: GatewayContext, patient: string): Promise<Rekeying> {
  let count = 0
  const errors: unknown[] = []
  for (const { recordId } of context.store.recordsOf(patient)) {
    await context
      .keys(async () => {
        const record = context.store.findRecord(recordId)
        if (record && (await atFreshEpoch(context, record)) !== record) count++
      })
      .catch((error: unknown) => errors.push(error))
  }
  return { count, errors }
}
