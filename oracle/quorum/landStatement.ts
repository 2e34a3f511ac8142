import type { ContractTransactionReceipt } from 'ethers'
import type { ReportSignature } from '../../sdk/inference/reportSignatures.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { postpone, type Work } from '../works/work.ts'
import { collectShares } from './collectShares.ts'
import type { Committee } from './committee.ts'
import type { Statement } from './statement.ts'
import { turnOf } from './turnOf.ts'

/**
 * Lands a statement once it is this node's turn and a quorum agrees: a round of turns later where nothing came of it.
 * @param transmit sends exactly a quorum of signatures; a receipt without logs says that it had landed before
 */
export async function landStatement(
  { opener: { contracts, account }, options, peers }: Pick<NodeContext, 'opener' | 'options' | 'peers'>,
  work: Work,
  statement: Statement,
  { signers, quorum }: Committee,
  transmit: (signatures: readonly ReportSignature[]) => Promise<ContractTransactionReceipt>,
  signal: AbortSignal,
): Promise<void> {
  const { report, signature, turnsFrom } = statement
  const { requestId } = report
  const round = signers.length * options.turn
  const due = turnsFrom + turnOf(requestId, account, signers) * options.turn + statement.attempts * round
  if (Date.now() < due) {
    work.notBefore = due
    return
  }
  const { signatures, disagreements } = await collectShares(contracts, account, report, {
    book: peers,
    peers: options.peers(),
    enough: quorum - 1,
    signal,
  })
  for (const { signer: peer, outputHash } of disagreements) {
    const news = `${requestId} ${peer}`
    if (work.told.has(news)) continue
    work.told.add(news)
    options.onEvent?.({ kind: 'disagreed', account, requestId, peer, outputHash })
  }
  const agreeing = [{ signer: account, signature }, ...signatures]
  if (agreeing.length < quorum) return postpone(work)
  statement.attempts += 1
  const { logs, hash: transactionHash, gasUsed } = await transmit(agreeing.slice(0, quorum))
  // Another node's was first, where nothing was told.
  if (logs.length === 0) return
  options.onEvent?.({ kind: 'transmitted', account, requestId, transactionHash, gasUsed })
}
