import { read } from '../../sdk/chain/send.ts'
import { FinalError, RefusedError } from '../../sdk/errors/index.ts'
import type { Committee } from '../quorum/committee.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import { openRequest } from '../requests/openRequest.ts'
import { type SignedAnswer, signAgain, signAnswer } from '../requests/signAnswer.ts'
import { finishRequest } from './finishRequest.ts'
import { landReport } from './landReport.ts'
import type { Entry } from './memory.ts'
import type { NodeContext } from './nodeContext.ts'
import { withDeadline } from './withDeadline.ts'

/** Milliseconds that one try may take: what takes longer is tried again, and does not hold up others meanwhile. */
const LONGEST_TRY = 60_000

/** Refusals that say nothing against the answer: its share stays up. After any other it is computed anew. */
const SPARING_ANSWER = new Set<string>([
  // Not announced to the gateway yet.
  'REQUEST_NOT_OPEN',
  // A key request that happened to repeat an earlier one.
  'REPLAYED',
  // The gateway's node is ahead of this one's, or the next block jumped in time.
  'SIGNATURE_EXPIRED',
  // A proxy in front of a gateway that is being started again.
  'GATEWAY_REFUSED',
  // The custodian waits for more blocks.
  'CONSENT_UNCONFIRMED',
  // The record was re-keyed between the release of the key and the reading.
  'BLOCK_NOT_FOUND',
  // The committee changed or lost a signer between the signing and the landing, or this node is not in it yet.
  'QUORUM_INVALID',
  'COMMITTEE_CHANGED',
  'NOT_ACCREDITED',
  // Another node can land the report; this one's share must stay up.
  'FUNDS_MISSING',
  // A contract that gives no reason, as for a transaction that was mined and failed: the next look at the state tells.
  'CHAIN_REFUSED',
  // Landed meanwhile: the next look at the chain shows it.
  'ALREADY_REPORTED',
  // The gateway's node is behind this one's and does not see the landing yet.
  'REPORT_MISMATCH',
])

const OPEN = 1n
const EXPIRED = 3n

/** Takes one request one step further. What can be tried again stays pending. */
export async function answerRequest(node: NodeContext, entry: Entry): Promise<void> {
  const { memory, options, opener, signal } = node
  const { requestId } = entry.request
  try {
    await withDeadline(signal, LONGEST_TRY, (trying) =>
      entry.landing ? finishRequest(node, entry, trying) : advance(node, entry, trying),
    )
  } catch (error) {
    if (signal.aborted) return
    if (memory.isNews(entry, String((error as { code?: string }).code))) {
      options.onEvent?.({ kind: 'refused', account: opener.account, requestId, error })
    }
    if (isFinal(error, entry)) return memory.forget(entry)
    // The law took back what the answer was computed under.
    if (error instanceof RefusedError && !SPARING_ANSWER.has(error.code)) memory.withdraw(entry)
    memory.postpone(entry)
  }
}

/**
 * Whether no later try can go otherwise: what was given is at fault. What is refused may be permitted again, for as long
 * as the chain holds the request open or its report is to be delivered: {@link advance}, `finishRequest` look at that.
 */
function isFinal(error: unknown, { landing }: Entry): boolean {
  // Of a report that landed the gateway knows the request, unless it is another's or was erased.
  if (error instanceof RefusedError) return landing !== undefined && error.code === 'REQUEST_NOT_OPEN'
  // What the gateway said, or a proxy in its place, cannot be read: the records have codes of their own.
  return error instanceof FinalError && error.code !== 'MESSAGE_INVALID'
}

async function advance(node: NodeContext, entry: Entry, signal: AbortSignal): Promise<void> {
  const { opener, options, memory, committee } = node
  const { requestId, modelVersion } = entry.request
  const assessor = options.assessors.get(modelVersion)
  if (!assessor) return memory.forget(entry)
  const [{ status }, current] = await Promise.all([
    read(opener.contracts.inferenceOracle.requestOf(requestId)),
    committee.current(),
  ])
  if (status === EXPIRED) return memory.forget(entry)
  // The next look at the chain tells how it landed, or that it is gone.
  if (status !== OPEN) return memory.postpone(entry)
  // A node of the next configuration waits for its time.
  if (!current.signers.includes(opener.account)) return memory.postpone(entry)
  await signFor(node, entry, assessor, current, signal)
  await landReport(node, entry, current, signal)
}

/** Gives the entry an answer that is signed for the current configuration. */
async function signFor(
  { opener, options: { onEvent, drift }, memory }: NodeContext,
  entry: Entry,
  assessor: Assessor,
  { digest }: Committee,
  signal: AbortSignal,
): Promise<void> {
  const { requestId } = entry.request
  const { account } = opener
  if (!entry.answer) {
    const opened = await openRequest(opener, entry.request, signal)
    const answer = await signAnswer(opener, assessor, opened, digest)
    if (answer.clinicalReport) drift?.observe(answer.clinicalReport)
    keep(answer, 'signed')
  } else if (entry.answer.report.configDigest !== digest) {
    keep(await signAgain(opener, entry.answer, digest), 'resigned')
  }

  function keep(answer: SignedAnswer, kind: 'signed' | 'resigned') {
    memory.keep(entry, answer)
    onEvent?.({ kind, account, requestId, outputHash: answer.report.outputHash })
  }
}
