import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import type { ScopedEvent } from '../../sdk/epcis/event.ts'
import { FinalError } from '../../sdk/errors/index.ts'
import { assessLog, type Detector } from '../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainProfile } from '../../sdk/provenance/coldChain/profile.ts'
import { readingsOfHashedEvent } from '../../sdk/provenance/coldChain/readingsOfEvent.ts'
import type { ColdChainSummary, Verdict } from '../../sdk/provenance/coldChain/summary.ts'
import type { AnchoredLog } from '../../sdk/provenance/coldChainLog/readLog.ts'

/** Why a verdict is what it is: a code of the assessment, or one of the two here. */
interface JudgementReason {
  readonly code: string
  readonly effect: 'fail' | 'unknown' | 'noted'
}

export interface ReadingsJudgement {
  readonly verdict: Verdict
  readonly reasons: readonly JudgementReason[]
  /** keccak256 of the judgement as canonical JSON: whole numbers and codes only, so that every honest node has the same. */
  readonly assessmentHash: string
}

/**
 * What the readings of an anchored log say of how the unit was kept: a pure function of its arguments. Readings that cannot be
 * read, and a logger whose summary is kinder than its readings, are unknown at best.
 *
 * @param event whose hash was anchored
 * @param anchoredAt seconds since 1970
 */
export function judgeReadings(
  log: Pick<AnchoredLog, 'logId' | 'summary'>,
  event: ScopedEvent,
  anchoredAt: number,
  profile: ColdChainProfile,
  detectors: readonly Detector[],
): ReadingsJudgement {
  const { verdict, reasons, ...assessed } = assess(log, event, anchoredAt, profile, detectors)
  const found = { format: 'salus-cold-chain-judgement/1', logId: log.logId, verdict, reasons, ...assessed }
  return { verdict, reasons, assessmentHash: hashCanonicalJson(found) }
}

function assess(
  log: Pick<AnchoredLog, 'summary'>,
  event: ScopedEvent,
  anchoredAt: number,
  profile: ColdChainProfile,
  detectors: readonly Detector[],
) {
  try {
    const { verdict, reasons, profileHash, summary } = assessLog(
      readingsOfHashedEvent(event, anchoredAt * 1000),
      profile,
      detectors,
    )
    const short: readonly JudgementReason[] = reasons
      .map(({ code, effect }) => ({ code, effect }))
      .sort(byCode)
    if (!isKinder(log.summary, summary)) return { verdict, reasons: short, profileHash, summary }
    const told = { code: 'SUMMARY_KINDER', effect: 'unknown' } as const
    const atBest: Verdict = verdict === 'fail' ? 'fail' : 'unknown'
    return { verdict: atBest, reasons: [...short, told], profileHash, summary }
  } catch (error) {
    if (!(error instanceof FinalError)) throw error
    return { verdict: 'unknown' as const, reasons: [{ code: error.code, effect: 'unknown' as const }] }
  }
}

/** Doubts are told as they are met, and the order of readings is nothing that was signed. */
const byCode = (one: JudgementReason, other: JudgementReason): number =>
  one.code === other.code ? 0 : one.code < other.code ? -1 : 1

/** Whether the logger signed figures that are better than its readings bear out. */
const isKinder = (signed: ColdChainSummary, own: ColdChainSummary): boolean =>
  signed.from < own.from ||
  signed.to > own.to ||
  signed.minimum > own.minimum ||
  signed.maximum < own.maximum ||
  signed.meanKinetic < own.meanKinetic ||
  signed.minutesOutside < own.minutesOutside ||
  signed.longestGap < own.longestGap ||
  signed.readings > own.readings
