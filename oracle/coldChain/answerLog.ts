import { read } from '../../sdk/chain/send.ts'
import { purposeNumber } from '../../sdk/consent/vocabulary.ts'
import type { ReportSignature } from '../../sdk/inference/reportSignatures.ts'
import { type ColdChainProfile, profiles } from '../../sdk/provenance/coldChain/profile.ts'
import { chainProfile } from '../../sdk/provenance/coldChainLog/chainProfile.ts'
import { judgeLog, judgementReport, type LogJudgement } from '../../sdk/provenance/coldChainLog/judgeLog.ts'
import { type AnchoredLog, readLog } from '../../sdk/provenance/coldChainLog/readLog.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import { landStatement } from '../quorum/landStatement.ts'
import { signStatement } from '../quorum/statement.ts'
import { tryWork } from '../works/tryWork.ts'
import { postpone } from '../works/work.ts'
import { judgeReadings } from './judgeReadings.ts'
import type { LogJudge } from './logJudge.ts'
import type { LogWork } from './logWork.ts'
import { openReadings, type ReadingsOpener } from './openReadings.ts'

/** What the steps on one log share. */
export type LogContext = NodeContext & Pick<ReadingsOpener, 'gateways'>

/**
 * Takes one anchored log one step further: reads its readings, judges and signs, and lands the judgement when it is this
 * node's turn. Whatever fails is tried again, later each time: readings are often captured after their log was anchored.
 */
export const answerLog = (node: LogContext, judge: LogJudge, work: LogWork): Promise<void> =>
  tryWork(node, work, work.logId, (signal) => advance(node, judge, work, signal))

async function advance(node: LogContext, judge: LogJudge, work: LogWork, signal: AbortSignal): Promise<void> {
  const { opener, committee } = node
  const { coldChain, modelRegistry } = opener.contracts
  const [state, current] = await Promise.all([read(coldChain.logOf(work.logId)), committee.current()])
  work.isDone = state.judgedAt !== 0n
  if (work.isDone) return
  // Taken back by a reorganisation, or this node is of the next configuration.
  if (state.anchoredAt === 0n || !current.signers.includes(opener.account)) return postpone(work)
  await read(modelRegistry.requireApproved(judge.modelVersion, purposeNumber('HOPERAT')))
  work.judgement ??= await judgementOf(node, judge, work, Number(state.anchoredAt), signal)
  const { judgement, logId } = work
  // A profile of the maker's own, of which the chain has the limits alone.
  if (!judgement) return postpone(work)
  const { contracts, signer, account } = opener
  if (work.statement?.report.configDigest !== current.digest) {
    const report = judgementReport(contracts, judgement, current.digest)
    work.statement = await signStatement(contracts, signer, report)
    work.waited = 0
    const { outputHash } = report
    node.options.onEvent?.({ kind: 'signed', account, requestId: logId, outputHash })
  }
  const transmit = (signatures: readonly ReportSignature[]) =>
    judgeLog(contracts, judgement, current.digest, signatures)
  await landStatement(node, work, work.statement, current, transmit, signal)
}

/** What this node finds in the readings, or undefined where it does not know the profile. */
async function judgementOf(
  { opener, gateways }: LogContext,
  { modelVersion, detectors }: LogJudge,
  { logId }: LogWork,
  anchoredAt: number,
  signal: AbortSignal,
): Promise<LogJudgement | undefined> {
  const { contracts } = opener
  const log = await readLog(contracts, logId)
  const profile = log && (await profileOf(contracts, log))
  if (!log || !profile) return undefined
  const event = await openReadings({ ...opener, gateways }, log, signal)
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
