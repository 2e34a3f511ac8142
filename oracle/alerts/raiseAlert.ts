import type { Contracts } from '../../sdk/chain/contracts.ts'
import { joinSignatures, type ReportSignature } from '../../sdk/inference/reportSignatures.ts'
import { type Alert, SEVERITIES } from '../../sdk/monitoring/alert.ts'
import { encodeStandingRequest, type StandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import { sendReport, tellDisagreements } from '../network/landReport.ts'
import type { Entry } from '../network/memory.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { collectShares } from '../quorum/collectShares.ts'
import type { Committee } from '../quorum/committee.ts'
import { turnOf } from '../quorum/turnOf.ts'
import type { WatchedRecord } from './watchedRecord.ts'

/** Transmits once it is this node's turn and a quorum agrees. Does not wait for the transaction: the chain shows it. */
export async function raiseAlert(
  node: NodeContext,
  { watch, alert }: WatchedRecord,
  entry: Entry,
  committee: Committee,
  signal: AbortSignal,
): Promise<void> {
  const { opener, memory, options } = node
  const { answer, sent, turnsFrom } = entry
  if (!answer || !alert) return
  const { contracts, account } = opener
  const turn = turnsFrom + turnOf(answer.report.requestId, account, committee.signers) * options.turn
  const due = Math.max(turn, sent?.retryAt ?? 0)
  if (Date.now() < due) return memory.wait(entry, due)
  const { signatures, disagreements } = await collectShares(contracts, account, answer.report, {
    book: node.peers,
    peers: options.peers(),
    enough: committee.quorum - 1,
    signal,
  })
  tellDisagreements(node, entry, disagreements)
  const agreeing = [{ signer: account, signature: answer.signature }, ...signatures]
  if (agreeing.length < committee.quorum) return memory.postpone(entry)
  const data = calldataOf(contracts, watch.standing, alert, committee, agreeing.slice(0, committee.quorum))
  const round = committee.signers.length * options.turn
  await sendReport(node, entry, data, round, contracts.deployment.contracts.monitoring)
}

function calldataOf(
  { monitoring }: Contracts,
  standing: StandingRequest,
  { eventHash, severity, reportHash }: Alert,
  { digest }: Committee,
  signatures: readonly ReportSignature[],
): string {
  return monitoring.interface.encodeFunctionData('report', [
    encodeStandingRequest(standing),
    eventHash,
    SEVERITIES.indexOf(severity),
    reportHash,
    digest,
    joinSignatures(signatures),
  ])
}
