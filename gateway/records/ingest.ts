import { anchorRecord } from '../../sdk/records/anchorRecord.ts'
import { read } from '../../sdk/chain/send.ts'
import type { Category } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex } from '../../sdk/crypto/bytes.ts'
import { createCommitmentSalt, recordCommitment } from '../../sdk/crypto/commitment.ts'
import { InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import { MAXIMUM_RECORD_BYTES, type NewRecord, type StoredRecord } from '../../sdk/gateway/protocol.ts'
import { signLocator } from '../../sdk/records/locator.ts'
import { manifestHash, parseManifest } from '../../sdk/records/manifest.ts'
import { storePayload } from '../../sdk/records/payload.ts'
import { recordIdOf, singleAnchor } from '../../sdk/records/recordRef.ts'
import { requireSubject } from '../../sdk/records/requireSubject.ts'
import { sha256 } from '../../sdk/records/sha256.ts'
import type { GatewayContext } from '../context.ts'
import { logDisclosure } from '../disclosures/logDisclosure.ts'

import { wrapKey } from './wrapKey.ts'

const FHIR_JSON = 'application/fhir+json'

/**
 * Takes in a record: validates, encrypts, stores, wraps the key for the custodian and the patient, anchors. What is
 * interrupted before the anchor is finished by `resumeAnchors`.
 * @throws InvalidInputError for content that is not what its media type says, RefusedError NOT_ENROLLED
 */
export async function ingest(context: GatewayContext, record: NewRecord): Promise<StoredRecord> {
  const { patient, category, mediaType, content } = record
  if (content.length > MAXIMUM_RECORD_BYTES) {
    throw new InvalidInputError('INPUT_TOO_LARGE', `A record may have ${MAXIMUM_RECORD_BYTES} bytes at most.`)
  }
  if (mediaType === FHIR_JSON) {
    requireSubject(context.contracts, parseBundle(content), patient, { allowUnnamed: true })
  }
  return keep(context, { patient, category, mediaType, content })
}

/** Keeps content that the gateway itself has checked. */
export async function keep(
  context: GatewayContext,
  record: { patient: string; category: Category; mediaType: string; content: Uint8Array },
): Promise<StoredRecord> {
  const { contracts, custodianOrg, signer, store } = context
  const { patient, category, mediaType, content } = record
  if ((await read(contracts.recordRegistry.enrolledAt(patient, custodianOrg))) === 0n) {
    throw new RefusedError('NOT_ENROLLED', `The patient ${patient} is not enrolled here. They must enrol first.`)
  }

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

  const { locator, dataKey } = await storePayload(context.content, {
    recordId,
    keyEpoch: 1,
    plaintext: content,
  })
  const held = {
    recordId,
    ref,
    manifest,
    salt: bytesToHex(salt),
    locator: await signLocator(contracts, signer, locator),
    isAnchored: false,
  }
  const own = { principal: signer.address, purpose: 'TREAT' as const }
  store.addRecord(held, { ...own, ...(await wrapKey(context, held, signer.address, dataKey)) })
  store.addEnvelope({
    principal: patient,
    purpose: 'PATRQT',
    ...(await wrapKey(context, held, patient, dataKey)),
  })
  dataKey.fill(0)

  const receipt = await context.transactions(() => anchorRecord(contracts, ref))
  store.markAnchored(recordId)
  await logDisclosure(context, { kind: 'locator', recordId, locator: held.locator })
  return { recordId, cid: locator.cid, keyEpoch: 1, transactionHash: receipt.hash }
}

/** Anchors what a crash left between storing and anchoring. */
export async function resumeAnchors({ contracts, store, transactions }: GatewayContext): Promise<number> {
  const pending = store.recordsToAnchor()
  for (const { recordId, ref } of pending) {
    const { anchoredAt } = await read(contracts.recordRegistry.stateOf(recordId))
    if (anchoredAt === 0n) await transactions(() => anchorRecord(contracts, ref))
    store.markAnchored(recordId)
  }
  return pending.length
}
