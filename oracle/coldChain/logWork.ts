import type { Report } from '../../sdk/inference/signedReport.ts'
import type { LogJudgement } from '../../sdk/provenance/coldChainLog/judgeLog.ts'

/** Milliseconds that a log that cannot go on waits: the first time, doubled each time, and at most. */
const FIRST_WAIT = 200
const LONGEST_WAIT = 60_000

/** A node's own answer to one log. */
export interface LogAnswer {
  readonly judgement: LogJudgement
  readonly report: Report
  readonly signature: string
}

/** What a node knows of one anchored log while it runs. */
export interface LogWork {
  readonly logId: string
  readonly blockNumber: number
  /** Seconds since 1970 in which the node found it. */
  readonly foundAt: number
  answer?: LogAnswer
  /** Milliseconds since 1970 from which this node's turn to transmit counts. */
  turnsFrom: number
  /** Milliseconds since 1970. */
  notBefore: number
  waited: number
  /** Transactions that this node sent. */
  attempts: number
  isTaken: boolean
  isDone: boolean
  /** Codes that were told of. */
  readonly told: Set<string>
}

export const logWork = (logId: string, blockNumber: number, foundAt: number): LogWork => ({
  logId,
  blockNumber,
  foundAt,
  turnsFrom: 0,
  notBefore: 0,
  waited: 0,
  attempts: 0,
  isTaken: false,
  isDone: false,
  told: new Set(),
})

/** Looks at the log later, each time later still. */
export function postpone(work: LogWork): void {
  work.waited = Math.min(work.waited * 2 || FIRST_WAIT, LONGEST_WAIT)
  work.notBefore = Date.now() + work.waited
}
