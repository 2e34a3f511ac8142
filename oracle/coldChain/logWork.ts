import type { LogJudgement } from '../../sdk/provenance/coldChainLog/judgeLog.ts'
import type { Statement } from '../quorum/statement.ts'
import { newWork, type Work } from '../works/work.ts'

/** What a node knows of one anchored log while it runs. */
export interface LogWork extends Work {
  readonly logId: string
  readonly blockNumber: number
  /** Seconds since 1970 in which the node found it. */
  readonly foundAt: number
  judgement?: LogJudgement
  statement?: Statement
}

export const logWork = (logId: string, blockNumber: number, foundAt: number): LogWork => ({
  ...newWork(),
  logId,
  blockNumber,
  foundAt,
})
