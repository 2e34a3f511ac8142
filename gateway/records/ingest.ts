import type { Category } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex } from '../../sdk/crypto/bytes.ts'
import { createCommitmentSalt, recordCommitment } from '../../sdk/crypto/commitment.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { MAXIMUM_RECORD_BYTES, type NewRecord, type StoredRecord } from '../../sdk/gateway/protocol.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { manifestHash, parseManifest } from '../../sdk/records/manifest.ts'
import { storePayload } from '../../sdk/records/payload.ts'
import { recordIdOf, singleAnchor } from '../../sdk/records/recordRef.ts'
import { requireSubject } from '../../sdk/records/requireSubject.ts'
import { sha256 } from '../../sdk/records/sha256.ts'
import type { GatewayContext } from '../context.ts'
import { locatorReceipt } from '../disclosures/logDisclosure.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { anchorHeld } from './anchorHeld.ts'
import { wrapForKeepers } from './wrapKey.ts'

const FHIR_JSON = 'application/fhir+json'

/**
 * Takes in a record: validates, encrypts, stores, wraps the key for the custodian and the patient, anchors. What is
 * interrupted before the anchor is finished by `resumeAnchors`.
 * @throws InvalidInputError for content that is not what its media type says, RefusedError NOT_ENROLLED
 */
export async function ingest(context: GatewayContext, record: NewRecord): Promise<StoredRecord> {
  const { patient, category, content } = record
  // Media types are case-insensitive (RFC 6838, section 4.2): no spelling passes by the check of the content.
  const mediaType = record.mediaType.toLowerCase()
  if (content.length > MAXIMUM_RECORD_BYTES) {
    throw new InvalidInputError('INPUT_TOO_LARGE', `A record may have ${MAXIMUM_RECORD_BYTES} bytes at most.`)
  }
  if (mediaType === FHIR_JSON) {
    requireSubject(context.contracts, parseBundle(content), patient, { allowUnnamed: true })
  }
  const held = await keep(context, { patient, category, mediaType, content, reportOf: null })
  const { recordId, locator } = held
  const { cid, keyEpoch } = locator
  return { recordId, cid, keyEpoch, transactionHash: await anchorHeld(context, held) }
}

export interface Content {
  readonly patient: string
  readonly category: Category
  readonly mediaType: string
  readonly content: Uint8Array
  /** The inference request that the content is the report of, or null. */
  readonly reportOf: string | null
}

/** Encrypts, stores and writes down content that the gateway itself has checked. It is not anchored yet. */
export async function keep(context: GatewayContext, record: Content): Promise<HeldRecord> {
  const { contracts, custodianOrg, signer, store } = context
  const { patient, category, mediaType, content, reportOf } = record
  await requireEnrolled(context, patient)

  const manifest = parseManifest({
    format: 'salus-record/1',
    patient,
    custodianOrg,
    author: signer.address,
    category,
    mediaType,
    size: content.length,
    sha256: await sha256(content),
    predecessor: null,
  })
  const salt = createCommitmentSalt()
  const ref = singleAnchor(custodianOrg, patient, category, recordCommitment(salt, manifestHash(manifest)))
  const recordId = recordIdOf(contracts, ref)

  const stored = await storePayload(context.content, { recordId, keyEpoch: 1, plaintext: content })
  try {
    const locator = await signLocator(contracts, signer, stored.locator)
    const held = { recordId, ref, manifest, salt: bytesToHex(salt), locator, isAnchored: false }
    const envelopes = await wrapForKeepers(context, held, stored.dataKey)
    store.addRecord(held, { envelopes, receipt: await locatorReceipt(context, locator), reportOf })
    return held
  } catch (error) {
    await context.content.unpin(stored.locator.cid)
    throw error
  } finally {
    stored.dataKey.fill(0)
  }
}
