import { DECISION_SENTENCES } from '../../sdk/consent/decision.ts'
import type { StandingFlag } from '../../sdk/inference/reportStanding.ts'
import { timeText } from './timeText.ts'

/** One sentence about what happened, and what it means for the reader. */
export function standingInWords(flag: StandingFlag): string {
  switch (flag.kind) {
    case 'model-suspended':
      return `The model version was suspended on ${day(flag.since)}: its past reports are in doubt. Do not rely on this report.`
    case 'model-retired':
      return `The model version was retired on ${day(flag.since)}. The report stays as it was; ask a newer version for a new one.`
    case 'record-amended':
      return `A record that the model read was amended on ${day(flag.since)}. The report is about the older version: ask again.`
    case 'record-entered-in-error':
      return `A record that the model read was entered in error, its custodian says since ${day(flag.since)}. Do not rely on this report.`
    case 'record-erased':
      return `A record that the model read was erased on ${day(flag.since)}: nobody can check the answer against it any more.`
    case 'signer-excluded':
      return `A node that signed was excluded from the committee later: ${flag.signer} of ${flag.organisation}.`
    case 'consent-ended':
      return flag.holder === 'requester'
        ? `The consent has changed since: who asked ${DECISION_SENTENCES[flag.decision]}. What was read cannot be unread; further use needs consent.`
        : `The consent has changed since: the oracle committee ${DECISION_SENTENCES[flag.decision]}. It can answer no new request.`
  }
}

const day = (seconds: number): string => timeText(new Date(seconds * 1000).toISOString())
