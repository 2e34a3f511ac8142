import { read } from '../../sdk/chain/send.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { DECISION_SENTENCES, isPersonAllowed } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import { utf8Bytes, utf8Text } from '../../sdk/crypto/bytes.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { KeptStatement, StatementMessage } from '../../sdk/gateway/protocol.ts'
import { openAttestation } from '../../sdk/inference/attestation.ts'
import { openOutcome } from '../../sdk/inference/outcome.ts'
import type { GatewayContext } from '../context.ts'
import type { HeldRecord, HeldStatement } from '../store/gatewayStore.ts'
import { latestOutcome, type OnChain } from './onChain.ts'

/** Statements have a place of their own among what is sealed for a record: no data key is of this epoch. */
const STATEMENT_EPOCH = 0

/** How each kind of statement is held against the chain. */
const KINDS = {
  attestation: {
    open: openAttestation,
    async onChain({ contracts }: GatewayContext, requestId: string, clinician: string) {
      const { attestedAt, commitment } = await read(
        contracts.inferenceOracle.attestationOf(requestId, clinician),
      )
      return attestedAt === 0n ? undefined : { at: Number(attestedAt), commitment }
    },
  },
  outcome: { open: openOutcome, onChain: latestOutcome },
} satisfies Record<
  HeldStatement['kind'],
  {
    open: (statement: StatementMessage, about: About & { commitment: string }) => object
    onChain: (context: GatewayContext, requestId: string, clinician: string) => Promise<OnChain | undefined>
  }
>

interface About {
  readonly requestId: string
  readonly outputHash: string
  readonly clinician: string
}

/**
 * Keeps what a clinician said of a report: only theirs, only what the chain holds their commitment to, and only while the
 * patient lets them read the report.
 * @throws RefusedError RECORD_NOT_FOUND, CONSENT_MISSING, NOT_ACCREDITED; IntegrityError COMMITMENT_MISMATCH;
 * InvalidInputError MESSAGE_INVALID
 */
export async function keepStatement(
  context: GatewayContext,
  kind: HeldStatement['kind'],
  requestId: string,
  clinician: string,
  message: StatementMessage,
): Promise<{ requestId: string; commitment: string }> {
  const { contracts, store, ownKeys } = context
  const { record, modelVersion, purpose } = requireReport(context, requestId)
  await requireReader(context, record, clinician, purpose)
  const [committed, outputHash] = await Promise.all([
    KINDS[kind].onChain(context, requestId, clinician),
    read(contracts.inferenceOracle.outputHashOf(requestId)),
  ])
  if (!committed) {
    throw new RefusedError(
      'NOT_ACCREDITED',
      `The chain has no ${kind} of ${clinician} for this report. Send it first.`,
    )
  }
  const { at, commitment } = committed
  const content = KINDS[kind].open(message, { requestId, outputHash, clinician, commitment })
  const text = utf8Bytes(JSON.stringify({ content, salt: message.salt }))
  const { recordId } = record
  const sealed = await ownKeys.seal(recordId, STATEMENT_EPOCH, text)
  text.fill(0)
  const statement = { requestId, recordId, modelVersion, clinician, kind, at, commitment, sealed }
  if (store.addStatement(statement)) return { requestId, commitment }
  throw noReport(requestId)
}

/** The content of a statement that is kept. @throws IntegrityError ENVELOPE_INVALID */
export async function openStatement(
  { ownKeys }: GatewayContext,
  { recordId, sealed, commitment, at }: HeldStatement,
): Promise<KeptStatement> {
  const text = await ownKeys.open(recordId, STATEMENT_EPOCH, sealed)
  const { content, salt } = JSON.parse(utf8Text(text)) as StatementMessage
  text.fill(0)
  return { content, salt, commitment, at }
}

/** A report that is kept here, with what its request says. @throws RefusedError RECORD_NOT_FOUND */
export function requireReport(
  { store }: GatewayContext,
  requestId: string,
): { readonly record: HeldRecord; readonly modelVersion: string; readonly purpose: Purpose } {
  const record = store.findReport(requestId)
  const held = store.findRequest(requestId)
  if (!record?.isAnchored || !held) throw noReport(requestId)
  const { modelVersion, purpose } = held.request
  return { record, modelVersion, purpose }
}

/** That the law lets someone read the record of a report now. @throws RefusedError CONSENT_MISSING */
async function requireReader(
  { contracts }: GatewayContext,
  { ref: { patient, category } }: HeldRecord,
  grantee: string,
  purpose: Purpose,
): Promise<void> {
  const decision = await decide(contracts, { patient, grantee, category, purpose })
  if (isPersonAllowed(decision)) return
  throw new RefusedError('CONSENT_MISSING', `${grantee} ${DECISION_SENTENCES[decision]} (${decision}).`)
}

export const noReport = (requestId: string) =>
  new RefusedError('RECORD_NOT_FOUND', `No report of the request ${requestId} is kept here.`)
