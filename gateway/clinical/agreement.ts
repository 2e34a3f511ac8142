import { chainTime } from '../../sdk/chain/time.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { MINIMUM_REVIEWED, type ModelAgreement } from '../../sdk/gateway/protocol.ts'
import type { Attestation } from '../../sdk/inference/attestation.ts'
import type { LaterOutcome } from '../../sdk/inference/outcome.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldStatement } from '../store/gatewayStore.ts'
import { openStatement } from './statements.ts'

/**
 * Counts over the reports of a model version that were attested to in a period: each report once, by the last attestation
 * in the period and by the last outcome that is known. Nothing is said of fewer than {@link MINIMUM_REVIEWED}.
 * @param from first second, since 1970
 * @param until first second after the period
 * @throws InvalidInputError MESSAGE_INVALID
 */
export async function modelAgreement(
  context: GatewayContext,
  modelVersion: string,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<ModelAgreement> {
  if (from >= until || until > (await chainTime(context.contracts))) {
    throw new InvalidInputError('MESSAGE_INVALID', 'The period must start before it ends, and be over.')
  }
  const reports = new Map<string, { attestation?: HeldStatement; outcome?: HeldStatement }>()
  for (const statement of context.store.statementsAbout(modelVersion, from, until)) {
    const { requestId, kind, at } = statement
    // They come in the order of time: the last one stays.
    if (kind === 'outcome' || (at >= from && at < until)) {
      reports.set(requestId, { ...reports.get(requestId), [kind]: statement })
    }
  }
  if (reports.size < MINIMUM_REVIEWED) return { modelVersion, from, until, counts: null }

  const counts = { reviewed: reports.size, overridden: 0, confirmed: 0, refuted: 0 }
  for (const { attestation, outcome } of reports.values()) {
    if (attestation && (await contentOf<Attestation>(context, attestation)).verdict === 'overridden') {
      counts.overridden += 1
    }
    const later = outcome && (await contentOf<LaterOutcome>(context, outcome)).outcome
    if (later === 'confirmed' || later === 'refuted') counts[later] += 1
  }
  return { modelVersion, from, until, counts }
}

/** It was checked against its kind before it was sealed. */
const contentOf = async <T>(context: GatewayContext, statement: HeldStatement): Promise<T> =>
  (await openStatement(context, statement)).content as T
