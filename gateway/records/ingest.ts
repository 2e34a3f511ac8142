import type { Category } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex } from '../../sdk/crypto/bytes.ts'
import { createCommitmentSalt, recordCommitment } from '../../sdk/crypto/commitment.ts'
import { collect } from '../../sdk/crypto/payload.ts'
import type { ByteSource } from '../../sdk/crypto/segments.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { Bundle } from '../../sdk/fhir/bundle.ts'
import { bundleLimits } from '../../sdk/fhir/limits.ts'
import { validateBundle } from '../../sdk/fhir/validateBundle.ts'
import type { StoredRecord } from '../../sdk/gateway/protocol.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { manifestHash, parseManifest, type RecordManifest } from '../../sdk/records/manifest.ts'
import { storePayload } from '../../sdk/records/payload.ts'
import { recordIdOf, singleAnchor } from '../../sdk/records/recordRef.ts'
import { requireSubject } from '../../sdk/records/requireSubject.ts'
import type { GatewayContext } from '../context.ts'
import { signLocatorChange } from '../disclosures/signDisclosures.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import type { HeldRecord } from '../store/gatewayStore.ts'
import { anchorHeld } from './anchorHeld.ts'
import { FHIR_JSON, requireOwnPlan, requirePlanAllowed } from './carePlans.ts'
import { verifiedContent } from './verifiedContent.ts'
import { wrapForPatient } from './wrapKey.ts'

/** A record on its way in. Size and hash are stated before the content comes, so that nothing has to be held back. */
export interface IncomingRecord {
  readonly patient: string
  readonly category: Category
  readonly mediaType: string
  /** Bytes. */
  readonly size: number
  /** 0x-prefixed. */
  readonly sha256: string
  readonly content: ByteSource
  /** The record that this one stands in for, or null. */
  readonly predecessor?: string | null
  /** The clinician who hands it in; null where the custodian's staff do, who answer for what they take in. */
  readonly clinician?: string | null
}

export interface IngestOptions {
  /** Aborting makes the call reject with the signal's reason; nothing is taken in then. */
  readonly signal?: AbortSignal
}

/**
 * Takes in a record: validates, encrypts, stores, wraps the key for the patient, anchors. What is
 * interrupted before the anchor is finished by `resumeAnchors`. A FHIR Bundle is read whole; all else passes through.
 * @throws InvalidInputError for content that is not what its media type says, IntegrityError RECORD_MISMATCH,
 * RefusedError NOT_ENROLLED, RECORD_NOT_FOUND
 */
export async function ingest(
  context: GatewayContext,
  incoming: IncomingRecord,
  options: IngestOptions = {},
): Promise<StoredRecord> {
  const { patient, size, sha256, predecessor = null, clinician = null } = incoming
  // Asked before any byte is taken: strangers' records are not stored even for a moment.
  await requireEnrolled(context, patient)
  if (clinician !== null) await requirePlanAllowed(context, { ...incoming, clinician, predecessor })
  if (predecessor !== null) requireHeld(context, predecessor, patient)
  // Media types are case-insensitive (RFC 6838, section 4.2): no spelling passes by the check of the content.
  const mediaType = incoming.mediaType.toLowerCase()
  const verified = verifiedContent(incoming.content, { size, sha256 })
  const check = (bundle: Bundle) => {
    if (clinician !== null) requireOwnPlan(context, bundle, clinician, predecessor)
  }
  const content = mediaType === FHIR_JSON ? [await readBundle(context, verified, patient, check)] : verified
  const { category } = incoming
  const record = { patient, category, mediaType, size, sha256, content, predecessor, reportOf: null }
  const held = await keep(context, record, options)
  const { recordId, locator } = held
  const { cid, keyEpoch } = locator
  return { recordId, cid, keyEpoch, transactionHash: await anchorHeld(context, held) }
}

/** The bytes of a Bundle as they came, once they are known to be a valid one about this patient. */
async function readBundle(
  { contracts }: GatewayContext,
  content: ByteSource,
  patient: string,
  check: (bundle: Bundle) => void,
): Promise<Uint8Array> {
  const bytes = await collect(content, bundleLimits.maximumBytes)
  const bundle = validateBundle(bytes)
  requireSubject(contracts, bundle, patient, { allowUnnamed: true })
  check(bundle)
  return bytes
}

function requireHeld({ store }: GatewayContext, recordId: string, patient: string): void {
  const record = store.findRecord(recordId)
  if (record?.isAnchored && record.ref.patient === patient) return
  throw new RefusedError('RECORD_NOT_FOUND', `This gateway holds no record ${recordId} of this patient.`)
}

export interface Content extends IncomingRecord {
  readonly predecessor: string | null
  /** The inference request that the content is the report of, or null. */
  readonly reportOf: string | null
}

/** Encrypts, stores and writes down content that the gateway itself has checked. It is not anchored yet. */
export async function keep(
  context: GatewayContext,
  record: Content,
  options: IngestOptions = {},
): Promise<HeldRecord> {
  const { contracts, custodianOrg, signer } = context
  const { patient, category, mediaType, size, sha256, predecessor } = record
  const manifest = parseManifest({
    format: 'salus-record/1',
    patient,
    custodianOrg,
    author: signer.address,
    category,
    mediaType,
    size,
    sha256,
    predecessor,
  })
  const salt = createCommitmentSalt()
  const ref = singleAnchor(custodianOrg, patient, category, recordCommitment(salt, manifestHash(manifest)))
  const unstored = { recordId: recordIdOf(contracts, ref), ref, manifest, salt: bytesToHex(salt) }
  return storeRecord(context, unstored, record, options)
}

async function storeRecord(
  context: GatewayContext,
  unstored: { recordId: string; ref: HeldRecord['ref']; manifest: RecordManifest; salt: string },
  { content, reportOf }: Content,
  options: IngestOptions,
): Promise<HeldRecord> {
  const { contracts, receiptSigner, store } = context
  const payload = { recordId: unstored.recordId, keyEpoch: 1, plaintext: content }
  const stored = await storePayload(context.content, payload, options)
  try {
    const locator = await signLocator(contracts, receiptSigner, stored.locator)
    const ownKey = await context.ownKeys.seal(locator.recordId, locator.keyEpoch, stored.dataKey)
    const held = { ...unstored, locator, ownKey, isAnchored: false }
    const envelopes = [await wrapForPatient(context, held, stored.dataKey)]
    store.addRecord(held, { envelopes, receipt: await signLocatorChange(context, locator), reportOf })
    return held
  } catch (error) {
    await context.content.unpin(stored.locator.cid)
    throw error
  } finally {
    stored.dataKey.fill(0)
  }
}
