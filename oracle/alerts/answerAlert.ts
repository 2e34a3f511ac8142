import { read } from '../../sdk/chain/send.ts'
import { FinalError } from '../../sdk/errors/index.ts'
import { signReport } from '../../sdk/inference/signedReport.ts'
import { type Alert, alertReport } from '../../sdk/monitoring/alert.ts'
import type { Entry } from '../network/memory.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { withDeadline } from '../network/withDeadline.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import type { SignedAnswer } from '../requests/signAnswer.ts'
import { computeAlert } from './computeAlert.ts'
import { finishAlert } from './finishAlert.ts'
import { raiseAlert } from './raiseAlert.ts'
import { isStillActive, requireActive } from './requireActive.ts'
import { isOver, requireOn } from './requireOn.ts'
import type { WatchedRecord } from './watchedRecord.ts'

/** Milliseconds that one try may take: what takes longer is tried again, and does not hold up others meanwhile. */
const LONGEST_TRY = 60_000

/** Refusals that time mends. */
const MENDED_BY_TIME = new Set<string>([
  // The standing request is not announced to the gateway yet, or the record is at another custodian's.
  'RECORD_NOT_FOUND',
  // The gateway's node is behind this one's. What is over for good the next look at the chain shows.
  'MONITORING_REFUSED',
  // A key request that happened to repeat an earlier one.
  'REPLAYED',
  // The gateway's node is ahead of this one's, or the next block jumped in time.
  'SIGNATURE_EXPIRED',
  // A proxy in front of a gateway that is being started again, or what it says, which cannot be read.
  'GATEWAY_REFUSED',
  'MESSAGE_INVALID',
  // The custodian waits for more blocks.
  'CONSENT_UNCONFIRMED',
  // The record was re-keyed between the release of the key and the reading.
  'BLOCK_NOT_FOUND',
  // The committee changed or lost a signer between the signing and the landing, or this node is not in it yet.
  'QUORUM_INVALID',
  'COMMITTEE_CHANGED',
  'NOT_ACCREDITED',
  // Another node can transmit; this one's share must stay up.
  'FUNDS_MISSING',
  // A contract that gives no reason, as for a transaction that was mined and failed: the next look at the state tells.
  'CHAIN_REFUSED',
  // Landed meanwhile: the next look at the chain shows it.
  'ALREADY_REPORTED',
])

/**
 * Takes one event of a standing request one step further. What can be tried again stays pending; an event whose consent
 * was missing is let go, also where consent is given anew later.
 */
export async function answerAlert(node: NodeContext, watched: WatchedRecord, entry: Entry): Promise<void> {
  const { memory, options, opener, signal } = node
  const { requestId } = watched.request
  try {
    await withDeadline(signal, LONGEST_TRY, (trying) => advance(node, watched, entry, trying))
  } catch (error) {
    if (signal.aborted) return
    if (memory.isNews(entry, String((error as { code?: string }).code))) {
      options.onEvent?.({ kind: 'refused', account: opener.account, requestId, error })
    }
    if (isFinal(error, watched)) memory.forget(entry)
    else memory.postpone(entry)
  }
}

function isFinal(error: unknown, { raisedAt }: WatchedRecord): boolean {
  if (!(error instanceof FinalError)) return false
  // Meanwhile the gateway keeps the report of the alert that landed, or it was erased, or the monitoring is over.
  if (raisedAt !== undefined && error.code === 'MONITORING_REFUSED') return true
  return !MENDED_BY_TIME.has(error.code)
}

async function advance(
  node: NodeContext,
  watched: WatchedRecord,
  entry: Entry,
  signal: AbortSignal,
): Promise<void> {
  const { opener, options, memory, committee } = node
  const { requestId, modelVersion } = watched.request
  const { monitoring } = opener.contracts
  const assessor = options.assessors.get(modelVersion)
  if (!assessor) return memory.forget(entry)
  const [state, current] = await Promise.all([read(monitoring.alertOf(requestId)), committee.current()])
  if (state.raisedAt !== 0n) return finishAlert(node, watched, entry, state.digest, signal)
  // A reorganisation took it back: it is raised again, and handed in unless that is done.
  delete watched.raisedAt
  const [isActive, isPast] = await Promise.all([
    isStillActive(opener.contracts, watched.request),
    isOver(opener.contracts, watched.watch),
  ])
  if (isPast || !isActive) return memory.forget(entry)
  // A node of the next configuration waits for its time.
  if (!current.signers.includes(opener.account)) return memory.postpone(entry)
  await signFor(node, watched, entry, { assessor, digest: current.digest }, signal)
  await raiseAlert(node, watched, entry, current, signal)
}

/** Gives the entry an answer that is signed for the current configuration of the committee. */
async function signFor(
  node: NodeContext,
  watched: WatchedRecord,
  entry: Entry,
  { assessor, digest }: { readonly assessor: Assessor; readonly digest: string },
  signal: AbortSignal,
): Promise<void> {
  const { opener, options } = node
  if (!entry.answer || !watched.alert) {
    const { alert, ...computed } = await computeAlert(opener, assessor, watched, signal)
    await keep(alert, computed, 'signed')
    options.drift?.observe(computed.clinicalReport)
  } else if (entry.answer.report.configDigest !== digest) {
    await keep(watched.alert, entry.answer, 'resigned')
  }

  async function keep(
    alert: Alert,
    answer: Pick<SignedAnswer, 'request' | 'clinicalReport'>,
    kind: 'signed' | 'resigned',
  ) {
    const { contracts, signer, account } = opener
    const report = alertReport(contracts, watched.watch.standing, alert, digest)
    // Asked again: opening and assessing took time, in which a consent may have ended or the record been retired.
    await requireOn(contracts, watched.watch.standing)
    await requireActive(contracts, watched.request)
    const signature = await signReport(contracts, signer, report)
    watched.alert = alert
    node.memory.keep(entry, { ...answer, report, signature })
    const { requestId, outputHash } = report
    options.onEvent?.({ kind, account, requestId, outputHash })
  }
}
