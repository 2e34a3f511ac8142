import { read } from '../../sdk/chain/send.ts'
import { FinalError } from '../../sdk/errors/index.ts'
import { encodeReport } from '../../sdk/inference/transmitReport.ts'
import { collectShares, type Disagreement } from '../quorum/collectShares.ts'
import type { Committee } from '../quorum/committee.ts'
import { turnOf } from '../quorum/turnOf.ts'
import type { Entry, SentTransaction } from './memory.ts'
import type { NodeContext } from './nodeContext.ts'

/** Milliseconds between two transactions of one request, at most. */
const LONGEST_PAUSE = 600_000

/** Fees of a transaction that replaces one that is stuck, in percent of the earlier: nodes ask for 110 at least. */
const REPLACEMENT_PERCENT = 125n

/** Transmits once it is this node's turn and a quorum agrees. Does not wait for the transaction: the chain shows it. */
export async function landReport(
  node: NodeContext,
  entry: Entry,
  committee: Committee,
  signal: AbortSignal,
): Promise<void> {
  const { opener, memory, options } = node
  const { answer, orphaned, sent } = entry
  if (!answer) return
  const { account } = opener
  const turn = entry.turnsFrom + turnOf(answer.report.requestId, account, committee.signers) * options.turn
  const due = Math.max(turn, sent?.retryAt ?? 0)
  if (Date.now() < due) return memory.wait(entry, due)

  const round = committee.signers.length * options.turn
  if (orphaned !== undefined) return resubmit(node, entry, orphaned, round)
  const { signatures, disagreements } = await collectShares(opener.contracts, account, answer.report, {
    book: node.peers,
    peers: options.peers(),
    enough: committee.quorum - 1,
    signal,
  })
  tellDisagreements(node, entry, disagreements)
  const agreeing = [{ signer: account, signature: answer.signature }, ...signatures]
  if (agreeing.length < committee.quorum) return memory.postpone(entry)
  const signed = { ...answer, signatures: agreeing.slice(0, committee.quorum) }
  await sendReport(node, entry, encodeReport(opener.contracts, signed), round)
}

/** Sends what had landed, byte for byte. */
async function resubmit(node: NodeContext, entry: Entry, data: string, round: number): Promise<void> {
  const { opener, options } = node
  try {
    const transactionHash = await sendReport(node, entry, data, round)
    const { requestId } = entry.request
    options.onEvent?.({ kind: 'resubmitted', account: opener.account, requestId, transactionHash })
  } catch (error) {
    // For one because the committee changed meanwhile: then it is put together anew.
    if (error instanceof FinalError) delete entry.orphaned
    throw error
  }
}

export function tellDisagreements(
  { opener: { account }, memory, options: { onEvent } }: NodeContext,
  entry: Entry,
  disagreements: readonly Disagreement[],
): void {
  const { requestId } = entry.request
  for (const { signer: peer, outputHash } of disagreements) {
    // Its first difference tells: a peer that lies can sign another hash each time.
    if (memory.isNews(entry, `disagreed ${peer}`)) {
      onEvent?.({ kind: 'disagreed', account, requestId, peer, outputHash })
    }
  }
}

/**
 * Sends a report's calldata, and comes back to it after a whole round of turns in which nothing landed, each time later:
 * it was lost, is stuck, or failed when it was mined.
 * @param to the contract that takes it
 */
export async function sendReport(
  { opener: { contracts, signer }, memory }: NodeContext,
  entry: Entry,
  data: string,
  round: number,
  to: string = contracts.deployment.contracts.inferenceOracle,
): Promise<string> {
  const { sent } = entry
  const replaced = sent && (await read(stuck(contracts.runner.provider?.getTransaction(sent.hash))))
  const response = await read(
    signer.sendTransaction({
      to,
      data,
      ...(sent && replaced && replacementOf(sent)),
    }),
  )
  const attempts = (sent?.attempts ?? 0) + 1
  const { hash, nonce, maxFeePerGas, maxPriorityFeePerGas } = response
  const retryAt = Date.now() + Math.min(round * 2 ** (attempts - 1), LONGEST_PAUSE)
  entry.sent = { hash, nonce, maxFeePerGas, maxPriorityFeePerGas, attempts, retryAt }
  memory.wait(entry, retryAt)
  return hash
}

/** Whether a transaction still waits in the node's pool: only then is there one to replace. */
const stuck = async (
  asked: Promise<{ readonly blockNumber: number | null } | null> | undefined,
): Promise<boolean> => {
  const found = await asked
  return found !== undefined && found !== null && found.blockNumber === null
}

function replacementOf({ nonce, maxFeePerGas, maxPriorityFeePerGas }: SentTransaction) {
  if (maxFeePerGas === null || maxPriorityFeePerGas === null) return { nonce }
  const raised = (fee: bigint) => (fee * REPLACEMENT_PERCENT) / 100n + 1n
  return {
    nonce,
    maxFeePerGas: raised(maxFeePerGas),
    maxPriorityFeePerGas: raised(maxPriorityFeePerGas),
  }
}
