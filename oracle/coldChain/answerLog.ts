import { read } from '../../sdk/chain/send.ts'
import { purposeNumber } from '../../sdk/consent/vocabulary.ts'
import { signReport } from '../../sdk/inference/signedReport.ts'
import { type ColdChainProfile, profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { chainProfile } from '../../sdk/provenance/coldChainLog/chainProfile.ts'
import { judgeLog, judgementReport, type LogJudgement } from '../../sdk/provenance/coldChainLog/judgeLog.ts'
import { type AnchoredLog, readLog } from '../../sdk/provenance/coldChainLog/readLog.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { withDeadline } from '../network/withDeadline.ts'
import { collectShares } from '../quorum/collectShares.ts'
import type { Committee } from '../quorum/committee.ts'
import { turnOf } from '../quorum/turnOf.ts'
import { judgeReadings } from './judgeReadings.ts'
import type { LogJudge } from './logJudge.ts'
import { type LogWork, postpone } from './logWork.ts'
import { openReadings, type ReadingsOpener } from './openReadings.ts'

/** What the steps on one log share. */
export type LogContext = NodeContext & Pick<ReadingsOpener, 'gateways'>

/** Milliseconds that one try may take: what takes longer is tried again, and does not hold up others meanwhile. */
const LONGEST_TRY = 60_000

/**
 * Takes one anchored log one step further: reads its readings, judges and signs, and lands the judgement when it is this
 * node's turn. Whatever fails is tried again, later each time: readings are often captured after their log was anchored.
 */
export async function answerLog(node: LogContext, judge: LogJudge, work: LogWork): Promise<void> {
  const { options, opener, signal } = node
  try {
    await withDeadline(signal, LONGEST_TRY, (trying) => advance(node, judge, work, trying))
  } catch (error) {
    if (signal.aborted) return
    const code = String((error as { code?: string }).code)
    if (!work.told.has(code)) {
      work.told.add(code)
      options.onEvent?.({ kind: 'refused', account: opener.account, requestId: work.logId, error })
    }
    postpone(work)
  }
}

async function advance(node: LogContext, judge: LogJudge, work: LogWork, signal: AbortSignal): Promise<void> {
  const { opener, committee } = node
  const { coldChain, modelRegistry } = opener.contracts
  const [state, current] = await Promise.all([read(coldChain.logOf(work.logId)), committee.current()])
  work.isDone = state.judgedAt !== 0n
  if (work.isDone) return
  // Taken back by a reorganisation, or this node is of the next configuration.
  if (state.anchoredAt === 0n || !current.signers.includes(opener.account)) return postpone(work)
  await read(modelRegistry.requireApproved(judge.modelVersion, purposeNumber('HOPERAT')))
  if (work.answer?.report.configDigest !== current.digest) {
    const judgement =
      work.answer?.judgement ?? (await judgementOf(node, judge, work, Number(state.anchoredAt), signal))
    // A profile of the maker's own, of which the chain has the limits alone.
    if (!judgement) return postpone(work)
    const report = judgementReport(opener.contracts, judgement, current.digest)
    work.answer = { judgement, report, signature: await signReport(opener.contracts, opener.signer, report) }
    work.turnsFrom = Date.now()
    work.waited = 0
    const { outputHash } = report
    node.options.onEvent?.({ kind: 'signed', account: opener.account, requestId: work.logId, outputHash })
  }
  await land(node, work, current, signal)
}

/** What this node finds in the readings, or undefined where it does not know the profile. */
async function judgementOf(
  { opener: { contracts, signer }, gateways }: LogContext,
  { modelVersion, detectors }: LogJudge,
  { logId }: LogWork,
  anchoredAt: number,
  signal: AbortSignal,
): Promise<LogJudgement | undefined> {
  const log = await readLog(contracts, logId)
  const profile = log && (await profileOf(contracts, log))
  if (!log || !profile) return undefined
  const event = await openReadings({ contracts, signer, gateways }, log, signal)
  const { verdict, assessmentHash } = judgeReadings(log, event, anchoredAt, profile, detectors)
  return { unit: log.unit, eventHash: log.eventHash, modelVersion, verdict, assessmentHash }
}

/** The shipped profile under which the log was anchored. */
async function profileOf(
  { coldChain }: NodeContext['opener']['contracts'],
  { profileId }: AnchoredLog,
): Promise<ColdChainProfile | undefined> {
  for (const profile of Object.values(profiles)) {
    if ((await read(coldChain.profileIdOf(chainProfile(profile)))) === profileId) return profile
  }
  return undefined
}

/** Lands the judgement once it is this node's turn and a quorum agrees. */
async function land(
  { opener, options, peers }: NodeContext,
  work: LogWork,
  { signers, quorum, digest }: Committee,
  signal: AbortSignal,
): Promise<void> {
  const { answer, logId } = work
  const { contracts, account } = opener
  if (!answer) return
  const round = signers.length * options.turn
  const due = work.turnsFrom + turnOf(logId, account, signers) * options.turn + work.attempts * round
  if (Date.now() < due) {
    work.notBefore = due
    return
  }
  const { signatures, disagreements } = await collectShares(contracts, account, answer.report, {
    book: peers,
    peers: options.peers(),
    enough: quorum - 1,
    signal,
  })
  for (const { signer: peer, outputHash } of disagreements) {
    if (work.told.has(peer)) continue
    work.told.add(peer)
    options.onEvent?.({ kind: 'disagreed', account, requestId: logId, peer, outputHash })
  }
  const agreeing = [{ signer: account, signature: answer.signature }, ...signatures]
  if (agreeing.length < quorum) return postpone(work)
  work.attempts += 1
  const receipt = await judgeLog(contracts, answer.judgement, digest, agreeing.slice(0, quorum))
  // Another node's was first, where nothing was told.
  if (receipt.logs.length === 0) return
  const { hash: transactionHash, gasUsed } = receipt
  options.onEvent?.({ kind: 'transmitted', account, requestId: logId, transactionHash, gasUsed })
}
