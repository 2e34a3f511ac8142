import { formatPercent } from '../../sdk/charts/index.ts'
import type { AnsweredOutcome, CalibrationBin } from '../../sdk/inference/riskReport.ts'

export interface RiskInWords {
  /** The estimate against the average, in one line. */
  readonly comparison: string
  /** The same in numbers of patients: natural frequencies are read more reliably than shares. */
  readonly frequencies: string
}

/**
 * The risk relative to the average. It counts as higher or lower only where the whole interval lies on that side.
 */
export function riskInWords(outcome: AnsweredOutcome): RiskInWords {
  const { probability, baseline, interval } = outcome
  const average = formatPercent(baseline)
  const points = Math.abs(Math.round(probability * 100) - Math.round(baseline * 100))
  const unit = points === 1 ? 'percentage point' : 'percentage points'
  const comparison =
    interval[0] > baseline
      ? `Higher than the average of ${average}, by ${points} ${unit}.`
      : interval[1] < baseline
        ? `Lower than the average of ${average}, by ${points} ${unit}.`
        : `Not clearly different from the average of ${average}: the interval contains it.`
  return {
    comparison,
    frequencies:
      `Of 100 patients with these values, the model expects about ${ofHundred(probability)} to have the condition; ` +
      `of 100 patients like those it was built on, about ${ofHundred(baseline)}.`,
  }
}

/** How often patients with a similar estimate had the condition; null where the model card has no such patient. */
export function observedInWords(probability: number, bins: readonly CalibrationBin[]): string | null {
  const bin = bins.find(
    ({ from, to }) => probability >= from && (probability < to || (to === 1 && probability === 1)),
  )
  if (bin === undefined || bin.count === 0) {
    return null
  }
  const positives = Math.round(bin.observed * bin.count)
  return (
    `When the model was tested on patients it had not seen, ${bin.count} had an estimate between ` +
    `${formatPercent(bin.from)} and ${formatPercent(bin.to)}; ${positives} of them had the condition.`
  )
}

function ofHundred(share: number): string {
  const count = Math.round(share * 100)
  if (count === 0 && share > 0) {
    return 'fewer than 1'
  }
  return count === 100 && share < 1 ? 'more than 99' : String(count)
}
