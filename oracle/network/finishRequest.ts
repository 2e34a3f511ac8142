import { read } from '../../sdk/chain/send.ts'
import { IntegrityError, UnavailableError } from '../../sdk/errors/index.ts'
import { findReport } from '../../sdk/inference/askForReport.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { collectShares } from '../quorum/collectShares.ts'
import { turnOf } from '../quorum/turnOf.ts'
import { openRequest } from '../requests/openRequest.ts'
import { computeAnswer } from '../requests/signAnswer.ts'
import { tellDisagreements } from './landReport.ts'
import type { Entry, SeenLanding } from './memory.ts'
import type { NodeContext } from './nodeContext.ts'

/** Milliseconds after which a node no longer tries to deliver a report that landed. */
const LONGEST_DELIVERY = 86_400_000

/**
 * After landing: sees to it that the gateway has the report, then lets go of the request once the chain is settled, so
 * that a landing that is taken back can be made again.
 */
export async function finishRequest(node: NodeContext, entry: Entry, signal: AbortSignal): Promise<void> {
  const { landing } = entry
  if (!landing) return
  const { memory, options, settledBlock } = node
  tellAgreement(node, entry, landing)
  await tellTransmitted(node, entry, landing)
  if (landing.calldata === undefined && options.confirmations) await keepCalldata(node, landing)
  if (!entry.isDelivered && !(await deliver(node, entry, landing, signal))) return
  if (landing.heardAt === undefined) {
    // Peers that are slower, or differ, have a turn to sign before they are heard.
    const due = landing.seenAt + options.turn
    if (Date.now() < due) return memory.wait(entry, due)
    if (settledBlock() < landing.blockNumber) return memory.postpone(entry)
    await hearDisagreements(node, entry, signal)
    landing.heardAt = Date.now()
  }
  // They hear this node as it hears them: its share stays up for another turn.
  const end = landing.heardAt + options.turn
  if (Date.now() < end) return memory.wait(entry, end)
  memory.forget(entry)
}

/** Of a report that landed before this node had signed one it knows nothing. */
function tellAgreement({ opener, memory, options }: NodeContext, entry: Entry, landing: SeenLanding): void {
  const { requestId } = entry.request
  const { outputHash } = entry.answer?.report ?? {}
  if (outputHash === undefined || !memory.isNews(entry, `landed ${landing.outputHash}`)) return
  const kind = outputHash === landing.outputHash ? 'agreed' : 'differed'
  options.onEvent?.({ kind, account: opener.account, requestId, outputHash })
}

async function tellTransmitted(
  { opener: { contracts, account }, memory, options }: NodeContext,
  entry: Entry,
  { transactionHash }: SeenLanding,
): Promise<void> {
  if (entry.sent?.hash !== transactionHash || !memory.isNews(entry, transactionHash)) return
  const { provider } = contracts.runner
  const receipt = await read(Promise.resolve(provider?.getTransactionReceipt(transactionHash)))
  if (!receipt) return
  const { gasUsed } = receipt
  const { requestId } = entry.request
  options.onEvent?.({ kind: 'transmitted', account, requestId, transactionHash, gasUsed })
}

/** Reads the transaction that landed a report while the chain still has it. */
async function keepCalldata({ opener: { contracts } }: NodeContext, landing: SeenLanding): Promise<void> {
  const { provider } = contracts.runner
  const transaction = await read(Promise.resolve(provider?.getTransaction(landing.transactionHash)))
  if (!transaction) throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain changed while it was read.')
  // What came through another contract is put together anew, should it come to that.
  landing.calldata =
    transaction.to === contracts.deployment.contracts.inferenceOracle ? transaction.data : null
}

/** Whether the gateway has the report now. */
async function deliver(
  node: NodeContext,
  entry: Entry,
  landing: SeenLanding,
  signal: AbortSignal,
): Promise<boolean> {
  const { opener, memory, options } = node
  const { requestId } = entry.request
  if (Date.now() - landing.seenAt > LONGEST_DELIVERY) {
    memory.forget(entry)
    return false
  }
  const report = ownReport(entry, landing) ?? entry.recovered ?? (await recover(node, entry, landing, signal))
  if (report === undefined) return entry.isDelivered
  const { recordId } = await opener.gateway.deliverReport(requestId, report, { signal })
  entry.isDelivered = true
  delete entry.recovered
  if (entry.answer) {
    const { clinicalReport: _, ...rest } = entry.answer
    entry.answer = rest
  }
  if (memory.isNews(entry, recordId)) {
    options.onEvent?.({ kind: 'delivered', account: opener.account, requestId, recordId })
  }
  return true
}

const ownReport = ({ answer }: Entry, { outputHash }: SeenLanding): ClinicalReport | undefined =>
  answer?.report.outputHash === outputHash ? answer.clinicalReport : undefined

/**
 * Computes a report again that landed and that the gateway does not have: the nodes that had it are gone. It is a pure
 * function of the request, so its bytes are the same. Those who have it go first.
 */
async function recover(
  node: NodeContext,
  entry: Entry,
  landing: SeenLanding,
  signal: AbortSignal,
): Promise<ClinicalReport | undefined> {
  const { opener, memory, options } = node
  const { account } = opener
  const { requestId, modelVersion } = entry.request
  const assessor = options.assessors.get(modelVersion)
  const { signers } = await node.committee.current()
  if (!assessor || !signers.includes(account)) {
    memory.forget(entry)
    return undefined
  }
  const due = landing.seenAt + (turnOf(requestId, account, signers) + 1) * options.turn
  if (Date.now() < due) {
    memory.wait(entry, due)
    return undefined
  }
  if ((await findReport(opener.gateway, requestId)) !== undefined) {
    entry.isDelivered = true
    return undefined
  }
  const opened = await openRequest(opener, entry.request, signal)
  const { clinicalReport, outputHash } = await computeAnswer(opener, assessor, opened)
  if (outputHash !== landing.outputHash) {
    throw new IntegrityError(
      'REPORT_MISMATCH',
      `The report of ${requestId} that landed is not the one that this node computes.`,
    )
  }
  // Kept, as an own report is, for a gateway that does not take it yet.
  entry.recovered = clinicalReport
  options.onEvent?.({ kind: 'recovered', account, requestId, outputHash })
  return clinicalReport
}

async function hearDisagreements(node: NodeContext, entry: Entry, signal: AbortSignal): Promise<void> {
  const { opener, options, peers: book } = node
  if (!entry.answer) return
  const { disagreements } = await collectShares(opener.contracts, opener.account, entry.answer.report, {
    book,
    peers: options.peers(),
    signal,
  })
  tellDisagreements(node, entry, disagreements)
}
