import { read } from '../../sdk/chain/send.ts'
import { FinalError, RefusedError } from '../../sdk/errors/index.ts'
import { transmitReport } from '../../sdk/inference/transmitReport.ts'
import { collectShares } from '../quorum/collectShares.ts'
import { turnOf } from '../quorum/turnOf.ts'
import { type ChainRequest, openRequest, type RequestOpener } from '../requests/openRequest.ts'
import { type SignedAnswer, signAnswer } from '../requests/signAnswer.ts'
import type { Memory } from './memory.ts'
import type { NodeOptions } from './nodeOptions.ts'

/** Refusals that time mends. */
const MENDED_BY_TIME = new Set<string>([
  // Not announced to the gateway yet.
  'REQUEST_NOT_OPEN',
  // A key request that happened to repeat an earlier one.
  'REPLAYED',
  // The custodian waits for more blocks.
  'CONSENT_UNCONFIRMED',
  // The record was re-keyed between the release of the key and the reading.
  'BLOCK_NOT_FOUND',
  // A signer was excluded between the collecting and the landing.
  'QUORUM_INVALID',
  // Another node can land the report; this one's share must stay up.
  'FUNDS_MISSING',
])

const OPEN = 1n
const REPORTED = 2n

/** Takes one request one step further. What can be tried again stays pending. */
export async function answerRequest(
  opener: RequestOpener,
  options: NodeOptions,
  memory: Memory,
  request: ChainRequest,
): Promise<void> {
  const { requestId } = request
  const { onEvent } = options
  const account = opener.account
  try {
    const { status } = await read(opener.contracts.inferenceOracle.requestOf(requestId))
    if (status === REPORTED) return await finish(opener, options, memory, requestId)
    if (status !== OPEN || !options.assessors.has(request.modelVersion)) return memory.forget(requestId)

    const answer = memory.answerOf(requestId) ?? (await sign(opener, options, memory, request))
    await tryToLand(opener, options, memory, answer)
  } catch (error) {
    if (memory.isNews(requestId, String((error as { code?: string }).code))) {
      onEvent?.({ kind: 'refused', account, requestId, error })
    }
    const isOver = error instanceof FinalError && !MENDED_BY_TIME.has(error.code)
    if (isOver) memory.forget(requestId)
    else memory.postpone(requestId)
  }
}

async function sign(
  opener: RequestOpener,
  { assessors, onEvent }: NodeOptions,
  memory: Memory,
  request: ChainRequest,
): Promise<SignedAnswer> {
  const assessor = assessors.get(request.modelVersion)
  if (!assessor)
    throw new RefusedError('MODEL_NOT_APPROVED', 'This node does not run the model of the request.')
  const answer = await signAnswer(opener, assessor, await openRequest(opener, request))
  memory.keep(request.requestId, answer)
  const { requestId, outputHash } = answer.report
  onEvent?.({ kind: 'signed', account: opener.account, requestId, outputHash })
  return answer
}

/** Transmits once a quorum agrees and it is this node's turn. */
async function tryToLand(
  { contracts, account }: RequestOpener,
  { peers, turn, onEvent }: NodeOptions,
  memory: Memory,
  { request, report, signature }: SignedAnswer,
): Promise<void> {
  const { requestId } = report
  const { signatures, disagreements } = await collectShares(contracts, account, peers(), report)
  for (const { signer: peer, outputHash } of disagreements) {
    if (memory.isNews(requestId, `${peer} ${outputHash}`)) {
      onEvent?.({ kind: 'disagreed', account, requestId, peer, outputHash })
    }
  }

  const { quorum } = await read(contracts.oracleCommittee.currentConfiguration())
  const agreeing = [{ signer: account, signature }, ...signatures]
  if (agreeing.length < Number(quorum)) return
  const wait = turnOf(requestId, account, await signersOf(contracts)) * turn
  if (Date.now() < memory.signedAt(requestId) + wait) return

  const chosen = agreeing.slice(0, Number(quorum))
  const receipt = await transmitReport(contracts, request, report, chosen)
  const landed = receipt.logs.length > 0
  if (landed) {
    const signers = chosen.map(({ signer }) => signer)
    const { hash: transactionHash, gasUsed } = receipt
    onEvent?.({ kind: 'transmitted', account, requestId, transactionHash, gasUsed, signers })
  }
}

/** After landing: hands the report to the gateway, where it is the one that landed. */
async function finish(
  { contracts, gateway, account }: RequestOpener,
  { onEvent }: NodeOptions,
  memory: Memory,
  requestId: string,
): Promise<void> {
  const answer = memory.answerOf(requestId)
  const landed = await read(contracts.inferenceOracle.outputHashOf(requestId))
  if (answer?.report.outputHash === landed) {
    const { recordId } = await gateway.deliverReport(requestId, answer.riskReport)
    onEvent?.({ kind: 'delivered', account, requestId, recordId })
  }
  memory.forget(requestId)
}

/** Signers of the current committee, as it was announced. */
async function signersOf({ oracleCommittee, deployment }: RequestOpener['contracts']): Promise<string[]> {
  const { digest } = await read(oracleCommittee.currentConfiguration())
  const filter = oracleCommittee.filters.CommitteeAnnounced(digest)
  const [announced] = await read(oracleCommittee.queryFilter(filter, deployment.block))
  return announced ? [...announced.args.signers] : []
}
