import { formatPercent } from '../../sdk/charts/index.ts'
import type { RiskOutcome } from '../../sdk/inference/clinicalReport.ts'
import { ofHundred } from './ofHundred.ts'

/** What the interval of a risk or of a curve is, and is not. */
export const intervalInWords =
  'The interval is how far the estimate moves when the model is fitted again on other draws of its training patients. It does not cover how this patient may differ from them.'

export interface RiskInWords {
  /** The estimate against the share of the training patients who had the condition, in one line. */
  readonly comparison: string
  /** The same in numbers of patients: natural frequencies are read more reliably than shares. */
  readonly frequencies: string
}

/**
 * The risk relative to the share of the training patients who had the condition. It counts as higher or lower only where the whole interval lies on that side.
 */
export function riskInWords(outcome: RiskOutcome): RiskInWords {
  const { probability, prevalence, interval } = outcome
  const share = `the share of ${formatPercent(prevalence)} among the patients it was trained on`
  const points = Math.abs(Math.round(probability * 100) - Math.round(prevalence * 100))
  const unit = points === 1 ? 'percentage point' : 'percentage points'
  const comparison =
    interval[0] > prevalence
      ? `Higher than ${share}, by ${points} ${unit}.`
      : interval[1] < prevalence
        ? `Lower than ${share}, by ${points} ${unit}.`
        : `Not clearly different from ${share}: the interval contains it.`
  return {
    comparison,
    frequencies:
      `Of 100 patients with these values, the model expects about ${ofHundred(probability)} to have the condition; ` +
      `of the patients it was trained on, ${ofHundred(prevalence)} of 100 had it.`,
  }
}
