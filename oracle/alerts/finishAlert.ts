import { dataSlice, ZeroHash } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { IntegrityError, UnavailableError } from '../../sdk/errors/index.ts'
import { findReport } from '../../sdk/inference/askForReport.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { alertReport } from '../../sdk/monitoring/alert.ts'
import type { Entry } from '../network/memory.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { turnOf } from '../quorum/turnOf.ts'
import type { RequestOpener } from '../requests/openRequest.ts'
import { computeAlert } from './computeAlert.ts'
import type { WatchedRecord } from './watchedRecord.ts'

/** Milliseconds after which a node no longer tries to deliver the report of an alert that landed. */
const LONGEST_DELIVERY = 86_400_000
/** Bytes of an alert's output hash that the chain keeps: see `IMonitoring.AlertState`. */
const DIGEST_BYTES = 19

/**
 * After an alert landed: sees to it that the gateway has its report, and lets go of it once the chain is settled, so that
 * one that is taken back can be raised again.
 * @param digest what the chain keeps of the alert
 */
export async function finishAlert(
  node: NodeContext,
  watched: WatchedRecord,
  entry: Entry,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  const { memory, options, opener, settledBlock } = node
  watched.raisedAt ??= Date.now()
  tellAgreement(node, watched, entry, digest)
  await tellTransmitted(node, entry)
  if (!entry.isDelivered && !(await deliver(node, watched, entry, digest, signal))) return
  // For a turn the share stays up, for peers that are slower.
  const end = watched.raisedAt + options.turn
  if (Date.now() < end) return memory.wait(entry, end)
  const at = { blockTag: Math.max(0, settledBlock()) }
  const settled = await read(opener.contracts.monitoring.alertOf(entry.request.requestId, at))
  if (settled.raisedAt === 0n) return memory.postpone(entry)
  memory.forget(entry)
}

/** Of an alert that landed before this node had signed one it knows nothing. */
function tellAgreement(node: NodeContext, watched: WatchedRecord, entry: Entry, digest: string): void {
  const { opener, memory, options } = node
  const { requestId } = entry.request
  const { outputHash } = entry.answer?.report ?? {}
  if (outputHash === undefined || !memory.isNews(entry, `landed ${digest}`)) return
  const kind = isOwn(node, watched, digest) ? 'agreed' : 'differed'
  options.onEvent?.({ kind, account: opener.account, requestId, outputHash })
}

async function tellTransmitted(
  { opener: { contracts, account }, memory, options }: NodeContext,
  entry: Entry,
): Promise<void> {
  if (!entry.sent) return
  const receipt = await read(
    Promise.resolve(contracts.runner.provider?.getTransactionReceipt(entry.sent.hash)),
  )
  // One that a peer's overtook says nothing.
  if (!receipt?.logs.length || !memory.isNews(entry, receipt.hash)) return
  const { hash: transactionHash, gasUsed } = receipt
  const { requestId } = entry.request
  options.onEvent?.({ kind: 'transmitted', account, requestId, transactionHash, gasUsed })
}

/** Whether the gateway has the report now. */
async function deliver(
  node: NodeContext,
  watched: WatchedRecord,
  entry: Entry,
  digest: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { opener, options } = node
  const { requestId } = entry.request
  const report = entry.answer?.clinicalReport ?? (await recover(node, watched, entry, signal))
  if (!report) return entry.isDelivered
  requireLanded(node, watched, digest)
  const recordId = await handIn(opener, requestId, report, signal)
  entry.isDelivered = true
  if (entry.answer) {
    const { clinicalReport: _, ...rest } = entry.answer
    entry.answer = rest
  }
  options.onEvent?.({ kind: 'delivered', account: opener.account, requestId, recordId })
  return true
}

/** Record in which the gateway keeps the report, which is known to be the one that landed. */
async function handIn(
  { gateway }: RequestOpener,
  alertId: string,
  report: ClinicalReport,
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await gateway.deliverReport(alertId, report, { signal })).recordId
  } catch (error) {
    if (!(error instanceof IntegrityError) || error.code !== 'REPORT_MISMATCH') throw error
    const problem = `The gateway does not see yet that the alert ${alertId} landed.`
    throw new UnavailableError('CHAIN_UNAVAILABLE', problem, { cause: error })
  }
}

/** @throws IntegrityError REPORT_MISMATCH where what landed is not what this node computes */
function requireLanded(node: NodeContext, watched: WatchedRecord, digest: string): void {
  if (isOwn(node, watched, digest)) return
  throw new IntegrityError(
    'REPORT_MISMATCH',
    `The alert ${watched.request.requestId} that landed is not the one that this node computes.`,
  )
}

/** Whether what landed is the alert that this node computes. */
function isOwn(
  { opener: { contracts } }: NodeContext,
  { alert, watch }: WatchedRecord,
  digest: string,
): boolean {
  const own = alert && alertReport(contracts, watch.standing, alert, ZeroHash).outputHash
  return own !== undefined && dataSlice(own, 0, DIGEST_BYTES) === digest
}

/**
 * Computes the report of an alert again that landed and that the gateway does not have: the nodes that had it are gone.
 * Those who have it go first.
 */
async function recover(
  node: NodeContext,
  watched: WatchedRecord,
  entry: Entry,
  signal: AbortSignal,
): Promise<ClinicalReport | undefined> {
  const { opener, memory, options } = node
  const { account, gateway } = opener
  const { requestId, modelVersion } = entry.request
  const { raisedAt = 0 } = watched
  const assessor = options.assessors.get(modelVersion)
  const { signers } = await node.committee.current()
  if (!assessor || !signers.includes(account) || Date.now() - raisedAt > LONGEST_DELIVERY) {
    memory.forget(entry)
    return undefined
  }
  const due = raisedAt + (turnOf(requestId, account, signers) + 1) * options.turn
  if (Date.now() < due) {
    memory.wait(entry, due)
    return undefined
  }
  if ((await findReport(gateway, requestId)) !== undefined) {
    entry.isDelivered = true
    return undefined
  }
  const { alert, clinicalReport } = await computeAlert(opener, assessor, watched, signal)
  watched.alert = alert
  options.onEvent?.({ kind: 'recovered', account, requestId, outputHash: alert.reportHash })
  return clinicalReport
}
