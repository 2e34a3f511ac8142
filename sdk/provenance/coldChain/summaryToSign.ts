import { RefusedError } from '../../errors/index.ts'
import { assessLog } from './assess.ts'
import type { ColdChainLog } from './log.ts'
import type { ColdChainProfile } from './profile.ts'
import { type ColdChainSummary, ruleVerdict } from './summary.ts'

/**
 * The summary of a log, for its logger to sign. The chain judges a summary by the rule alone: it knows nothing of doubts, of
 * loggers that fail and of alarms. Where those make the verdict worse, no summary is given, for it would be laxer on chain.
 *
 * @throws RefusedError COLD_CHAIN_REFUSED
 */
export function summaryToSign(log: ColdChainLog, profile: ColdChainProfile): ColdChainSummary {
  const { verdict, reasons, summary, limits } = assessLog(log, profile, [])
  const onChain = ruleVerdict(summary, limits)
  if (onChain === verdict) return summary
  const why = reasons.filter(({ effect }) => effect === verdict).map(({ code }) => code)
  throw new RefusedError(
    'COLD_CHAIN_REFUSED',
    `The verdict on this log is ${verdict} and would be ${onChain} on chain (${why.join(', ')}): quarantine the unit by hand, or mend the log.`,
  )
}
