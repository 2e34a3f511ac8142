import type { Contracts } from '../../chain/contracts.ts'
import { read } from '../../chain/send.ts'
import type { ColdChainSummary } from '../coldChain/summary.ts'
import { LOG_VERDICTS, type LogVerdict } from '../history/step.ts'
import type { UnitPlace } from '../unit.ts'

/** A log that was anchored, and the worst verdict on it so far. */
export interface AnchoredLog {
  readonly logId: string
  readonly unit: UnitPlace
  readonly summary: ColdChainSummary
  readonly logger: string
  readonly profileId: string
  readonly eventHash: string
  readonly modelHash: string
  readonly verdict: LogVerdict
  readonly blockNumber: number
  readonly transactionHash: string
}

/** The log of this id, or undefined where none was anchored. */
export async function readLog(
  { coldChain, deployment }: Contracts,
  logId: string,
): Promise<AnchoredLog | undefined> {
  const [verdict, events] = await Promise.all([
    read(coldChain.verdictOf(logId)),
    read(coldChain.queryFilter(coldChain.filters.LogAnchored(logId), deployment.block)),
  ])
  // Anchored again where a summary of the same readings gave a worse verdict.
  const event = events.at(-1)
  if (!event) return undefined
  const { args, blockNumber, transactionHash } = event
  return {
    logId,
    unit: { batchId: args.batchId, level: Number(args.level), position: Number(args.position) },
    summary: decodeSummary(args.summary),
    logger: args.logger,
    profileId: args.profileId,
    eventHash: args.eventHash,
    modelHash: args.modelHash,
    verdict: LOG_VERDICTS[Number(verdict)] ?? 'none',
    blockNumber,
    transactionHash,
  }
}

const decodeSummary = (summary: Readonly<Record<keyof ColdChainSummary, bigint>>): ColdChainSummary => ({
  from: Number(summary.from),
  to: Number(summary.to),
  minimum: Number(summary.minimum),
  maximum: Number(summary.maximum),
  meanKinetic: Number(summary.meanKinetic),
  minutesOutside: Number(summary.minutesOutside),
  longestGap: Number(summary.longestGap),
  readings: Number(summary.readings),
})
