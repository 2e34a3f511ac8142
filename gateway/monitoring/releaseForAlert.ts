import { read } from '../../sdk/chain/send.ts'
import { alertSecretContext } from '../../sdk/clinical/alertSecretContext.ts'
import { sealSecret } from '../../sdk/crypto/envelope.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { AlertKeyAnswer } from '../../sdk/gateway/protocol.ts'
import { readEncryptionKey } from '../../sdk/identity/readEncryptionKey.ts'
import { type SignedKeyRequest, verifyKeyRequest } from '../../sdk/inference/keyRequest.ts'
import { OFF_REASONS } from '../../sdk/monitoring/offReason.ts'
import { alertIdOf, encodeStandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import type { GatewayContext } from '../context.ts'
import { requireSigner } from '../inference/requireSigner.ts'
import { release } from '../records/release.ts'
import type { HeldStanding } from '../store/gatewayStore.ts'
import { standingSecret } from './announceStanding.ts'

/**
 * Answers an oracle node's key request about an event of a standing request: its id is that of the alert whose event is the
 * record. The node must be a current signer, the standing request approved, in its period and not ended, the record a
 * new one of its patient and category that no alert was raised about, or whose alert landed and its report was lost before
 * it was handed in here, and both requester and committee permitted.
 */
export async function releaseForAlert(
  context: GatewayContext,
  request: SignedKeyRequest,
): Promise<AlertKeyAnswer> {
  const { contracts, store } = context
  const { node, digest } = verifyKeyRequest(contracts, request)
  await requireSigner(context, node)
  const held = requireWatched(context, request)
  const { requestId: alertId, recordId, deadline } = request
  const { standing, standingId } = held
  await requireOn(context, held, request, 'latest')
  const answer = await release(context, {
    recordId,
    grantee: node,
    principals: [standing.requester, contracts.deployment.contracts.oracleCommittee],
    purpose: standing.purpose,
    requestId: alertId,
    digest,
    deadline,
    async requireStanding(blockNumber) {
      await Promise.all([
        requireSigner(context, node, blockNumber),
        requireOn(context, held, request, blockNumber),
      ])
    },
  })
  // By this the report is known again when it is handed in.
  store.addAlert({ alertId, standingId, recordId })
  return { ...answer, standing, secret: await secretFor(context, held, alertId, node) }
}

/** The standing request that watches a record under this alert's id. @throws RefusedError RECORD_NOT_FOUND */
function requireWatched(
  { store }: GatewayContext,
  { requestId: alertId, recordId }: SignedKeyRequest,
): HeldStanding {
  const ref = store.findRecord(recordId)?.ref
  const held =
    ref && store.standings(ref.patient).find(({ standingId }) => alertIdOf(standingId, recordId) === alertId)
  if (held && held.standing.category === ref.category) return held
  throw new RefusedError(
    'RECORD_NOT_FOUND',
    `No standing request that was announced here watches the record ${recordId} under the id ${alertId}.`,
  )
}

/** That the monitoring is on at a block, and the report about this record is still to come. Consents are asked by `release`, which logs them. */
async function requireOn(
  { contracts, store }: GatewayContext,
  { standing, standingId }: HeldStanding,
  { requestId: alertId, recordId }: SignedKeyRequest,
  blockTag: number | 'latest',
): Promise<void> {
  const { monitoring, consentRegistry, recordRegistry } = contracts
  const at = { blockTag }
  const [state, alert, header, record] = await Promise.all([
    read(monitoring.standingOf(standingId, at)),
    read(monitoring.alertOf(alertId, at)),
    read(consentRegistry.headerOf(standing.patient, at)),
    read(recordRegistry.stateOf(recordId, at)),
  ])
  const refuse = (problem: string) =>
    new RefusedError('MONITORING_REFUSED', `The monitoring ${standingId} ${problem}.`)
  if (state.approvedAt === 0n) throw refuse('is not approved by the patient')
  if (state.endedAt !== 0n) throw refuse('was ended')
  if (state.generation !== header.generation) throw refuse('ended when the patient revoked everything')
  const since = Math.max(standing.start, Number(state.approvedAt))
  if (Number(record.anchoredAt) < since)
    throw refuse(`watches what is anchored after it began, not ${recordId}`)
  const isReportKnown = store.findReport(alertId) !== undefined || store.isReportErased(alertId)
  if (alert.raisedAt !== 0n && isReportKnown) throw refuse(`has told of ${recordId} already`)
  const reason = await read(monitoring.offReasonOf(encodeStandingRequest(standing), at))
  if (OFF_REASONS[Number(reason)] === 'period-ended') throw refuse('is over')
}

async function secretFor(context: GatewayContext, held: HeldStanding, alertId: string, node: string) {
  const { contracts } = context
  const key = await readEncryptionKey(contracts, node)
  const secret = await standingSecret(context, held)
  const envelope = await sealSecret(
    key.publicKey,
    alertSecretContext(contracts, alertId, node, key.keyId),
    secret,
  )
  secret.fill(0)
  return envelope
}
