import { ZeroHash } from 'ethers'
import { alertSecretContext } from '../../sdk/clinical/alertSecretContext.ts'
import { openSecret } from '../../sdk/crypto/envelope.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import type { AlertKeyAnswer } from '../../sdk/gateway/protocol.ts'
import { signKeyRequest } from '../../sdk/inference/keyRequest.ts'
import { requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { standingIdOf } from '../../sdk/monitoring/standingRequest.ts'
import { openRecord } from '../../sdk/records/openRecord.ts'
import { requireSubject } from '../../sdk/records/requireSubject.ts'
import { type OpenedRequest, type RequestOpener, requireReadable } from '../requests/openRequest.ts'
import { requireOn } from './requireOn.ts'
import type { WatchedRecord } from './watchedRecord.ts'

/**
 * Gets the key of a watched record and opens it. Everything the gateway says is checked: the standing request hashes to
 * its id on chain, the secret to its hash, the record to its anchor, and the bundle is about the patient.
 * @returns the event as if somebody had asked about it, so that a report is made of it like any other
 * @throws RefusedError where the law or the gateway says no, IntegrityError where anything differs
 */
export async function openAlert(
  opener: RequestOpener,
  { watch, request }: WatchedRecord,
  signal: AbortSignal,
): Promise<OpenedRequest> {
  const { contracts, signer, gateway, account, keyDeadline } = opener
  const { standingId, standing } = watch
  const { requestId } = request
  const [recordId = ZeroHash] = request.recordIds
  await requireOn(contracts, standing)
  const deadline = await keyDeadline()
  const signed = await signKeyRequest(contracts, signer, { requestId, recordId, deadline })
  const answer = await gateway.requestAlertKey(signed, { signal })
  if (standingIdOf(contracts, answer.standing) !== standingId) {
    throw new IntegrityError(
      'RECORD_MISMATCH',
      `The gateway answered with another standing request than ${standingId}.`,
    )
  }
  requireReadable(answer)
  const bytes = await openRecord({ ...opener, grantee: account }, recordId, answer.record, { signal })
  try {
    requireSubject(contracts, parseBundle(bytes), standing.patient, { allowUnnamed: false })
    const { requester, modelVersion, purpose, secretHash } = standing
    return {
      ...request,
      request: {
        requester,
        modelVersion,
        purpose,
        secretHash,
        impression: ZeroHash,
        records: [answer.record.ref],
      },
      secret: await openOwnSecret(opener, requestId, answer),
      bundles: [bytes],
    }
  } catch (error) {
    bytes.fill(0)
    throw error
  }
}

async function openOwnSecret(
  { contracts, account, identity }: RequestOpener,
  alertId: string,
  { standing, secret }: AlertKeyAnswer,
): Promise<Uint8Array> {
  const context = alertSecretContext(contracts, alertId, account, identity.keyId)
  const opened = await openSecret(identity.privateKey, context, secret)
  if (requestSecretHash(opened) === standing.secretHash) return opened
  opened.fill(0)
  throw new IntegrityError('RECORD_MISMATCH', 'The secret is not the one that the standing request names.')
}
