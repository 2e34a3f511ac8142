import { decide } from '../../sdk/consent/decide.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { readPayload, storePayload } from '../../sdk/records/payload.ts'
import type { GatewayContext } from '../context.ts'
import { logDisclosure } from '../disclosures/logDisclosure.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { ownKey } from './ownKey.ts'
import { wrapKey } from './wrapKey.ts'

/**
 * The record at an epoch whose envelopes are all still permitted: re-keyed first where one of them is not, so that no
 * envelope is handed out at an epoch to which someone has lost the right.
 */
export async function atFreshEpoch(context: GatewayContext, record: HeldRecord): Promise<HeldRecord> {
  return (await isStale(context, record)) ? rekey(context, record) : record
}

async function isStale({ contracts, signer, store }: GatewayContext, record: HeldRecord): Promise<boolean> {
  const { recordId, ref, locator } = record
  for (const { principal, purpose } of store.envelopesOf(recordId, locator.keyEpoch)) {
    if (principal === ref.patient || principal === signer.address) continue
    const question = { patient: ref.patient, grantee: principal, category: ref.category, purpose }
    if ((await decide(contracts, question)) !== 'permitted') return true
  }
  return false
}

/** Encrypts a record anew under a new key and epoch, for the custodian and the patient only. */
async function rekey(context: GatewayContext, record: HeldRecord): Promise<HeldRecord> {
  const { contracts, content, signer, store } = context
  const { recordId, ref, manifest, locator } = record
  const oldKey = await ownKey(context, record)
  const plaintext = await readPayload(content, locator, manifest, oldKey)
  const keyEpoch = locator.keyEpoch + 1
  const stored = await storePayload(content, { recordId, keyEpoch, plaintext })
  plaintext.fill(0)

  const renewed = { ...record, locator: await signLocator(contracts, signer, stored.locator) }
  const own = await wrapKey(context, renewed, signer.address, stored.dataKey)
  const forPatient = await wrapKey(context, renewed, ref.patient, stored.dataKey)
  store.replaceLocator(renewed, { principal: signer.address, purpose: 'TREAT', ...own })
  store.addEnvelope({ principal: ref.patient, purpose: 'PATRQT', ...forPatient })
  oldKey.fill(0)
  stored.dataKey.fill(0)
  await logDisclosure(context, { kind: 'locator', recordId, locator: renewed.locator })
  await content.unpin(locator.cid)
  return renewed
}

/** Re-keys every record of a patient that someone could open who may not any more. Returns how many. */
export async function rekeyRevoked(context: GatewayContext, patient: string): Promise<number> {
  let count = 0
  for (const { recordId } of context.store.recordsOf(patient)) {
    await context.keys(async () => {
      const record = context.store.findRecord(recordId)
      if (record && (await atFreshEpoch(context, record)) !== record) count++
    })
  }
  return count
}
