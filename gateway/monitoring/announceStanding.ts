import { read } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { alertSecretContext } from '../../sdk/clinical/alertSecretContext.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { openSecret, sealSecret } from '../../sdk/crypto/envelope.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { requestSecretHash } from '../../sdk/inference/requestSecret.ts'
import { type StandingRequest, standingIdOf } from '../../sdk/monitoring/standingRequest.ts'
import type { GatewayContext } from '../context.ts'
import { requireEnrolled } from '../requireEnrolled.ts'
import type { HeldStanding } from '../store/gatewayStore.ts'

/** Most live monitorings of a patient's records of one category by one model: each record has an alert of every one. */
const MOST_ALIKE = 4
/** Most live monitorings of a patient. */
const MOST_OF_PATIENT = 16

/**
 * Keeps a standing request that its patient approved, for the committee. Knowing the secret is what authorises it.
 * Of a patient it keeps 16 at a time that are live, 4 of them of one category and model.
 * @throws RefusedError MESSAGE_INVALID, MONITORING_REFUSED, NOT_ENROLLED
 */
export async function announceStanding(
  context: GatewayContext,
  standing: StandingRequest,
  secretHex: string,
): Promise<{ standingId: string }> {
  const { contracts, identity, signer, store } = context
  const secret = hexToBytes(secretHex)
  if (requestSecretHash(secret) !== standing.secretHash) {
    throw new RefusedError('MESSAGE_INVALID', 'The secret is not the one that the standing request names.')
  }
  const standingId = standingIdOf(contracts, standing)
  const state = await read(contracts.monitoring.standingOf(standingId))
  if (state.approvedAt === 0n || state.endedAt !== 0n) {
    throw new RefusedError(
      'MONITORING_REFUSED',
      `The monitoring ${standingId} is not approved, or was ended.`,
    )
  }
  const { generation } = await read(contracts.consentRegistry.headerOf(standing.patient))
  if (state.generation !== generation) {
    throw new RefusedError(
      'MONITORING_REFUSED',
      `The monitoring ${standingId} ended when the patient revoked everything. Have one with a new nonce approved.`,
    )
  }
  await requireEnrolled(context, standing.patient)
  const over = await overOnes(context, standing.patient, generation)
  const binding = alertSecretContext(contracts, standingId, signer.address, identity.keyId)
  const sealed = await sealSecret(identity.publicKey, binding, secret)
  // Without a pause from here on: what is handed in at the same time counts too.
  const others = store
    .standings(standing.patient)
    .filter((other) => other.standingId !== standingId && !over.has(other.standingId))
  requireRoom(standing, others)
  store.addStanding({ standingId, standing, secret: sealed })
  secret.fill(0)
  return { standingId }
}

/** Standing requests of a patient that are kept here and under which nothing can be raised any more. */
async function overOnes(
  { contracts, store }: GatewayContext,
  patient: string,
  generation: bigint,
): Promise<Set<string>> {
  const now = await chainTime(contracts)
  const isOver = async ({ standing, standingId }: HeldStanding) => {
    if (standing.end <= now) return true
    const state = await read(contracts.monitoring.standingOf(standingId))
    return state.endedAt !== 0n || state.generation !== generation
  }
  const held = store.standings(patient)
  const areOver = await Promise.all(held.map(isOver))
  return new Set(held.filter((_, place) => areOver[place]).map(({ standingId }) => standingId))
}

/** @throws RefusedError MONITORING_REFUSED */
function requireRoom({ patient, category, modelVersion }: StandingRequest, others: readonly HeldStanding[]) {
  const alike = others.filter(
    ({ standing }) => standing.category === category && standing.modelVersion === modelVersion,
  )
  const full =
    alike.length >= MOST_ALIKE
      ? `${MOST_ALIKE} monitorings of the category ${category} by the model ${modelVersion}`
      : others.length >= MOST_OF_PATIENT && `${MOST_OF_PATIENT} monitorings`
  if (!full) return
  throw new RefusedError(
    'MONITORING_REFUSED',
    `This gateway keeps ${full} of the patient ${patient} at a time. End one first.`,
  )
}

/** The secret of a standing request, from the custodian's own envelope. The caller wipes it. */
export function standingSecret(
  { contracts, identity, signer }: GatewayContext,
  { standingId, secret }: HeldStanding,
): Promise<Uint8Array> {
  const binding = alertSecretContext(contracts, standingId, signer.address, identity.keyId)
  return openSecret(identity.privateKey, binding, secret)
}
