import { binHolding, formatPercent } from '../../sdk/charts/index.ts'
import {
  type CalibrationBin,
  type ModelKind,
  SURVIVAL_CALIBRATION_YEARS,
} from '../../sdk/inference/clinicalReport.ts'

/** What the calibration of a kind of model counts, which decides what may be said of it. */
export interface CalibrationWords {
  readonly heading: string
  /** What a bin counts. */
  readonly counted: string
  /** Vertical axis of the picture. */
  readonly observedAxis: string
  /**
   * Whether a bin is of independent people whose outcome is known, as a Wilson interval takes for granted. Forecasts repeat
   * the same patient, and of a Kaplan–Meier estimate not everybody was followed to the end.
   */
  readonly isBinomial: boolean
  readonly caption: string
  readonly sentence: (bin: CalibrationBin) => string
}

const people: CalibrationWords = {
  heading: 'Predicted against observed',
  counted: 'patients',
  observedAxis: 'had the condition, %',
  isBinomial: true,
  caption:
    'Each point is a group of cases with a similar estimate. On the dotted line, what was predicted is what was observed. Lines show 95 % Wilson intervals; bars below count cases.',
  sentence: (bin) =>
    `When the model was tested on cases it had not seen, ${bin.count} had an estimate ${between(bin)}; ${Math.round(bin.observed * bin.count)} of them had the condition.`,
}

const forecasts: CalibrationWords = {
  heading: 'Forecasts for made-up patients against what followed',
  counted: 'forecasts',
  observedAxis: 'followed by the event, %',
  isBinomial: false,
  caption:
    'Each point is a group of forecasts with a similar probability, all for made-up patients and several for each of them, so that no interval is given. It shows nothing about real patients. On the dotted line, what was forecast is what followed; bars below count forecasts.',
  sentence: (bin) =>
    `The forecast was tried on made-up patients only. Of ${bin.count} forecasts for made-up patients, several for each, that were ${between(bin)}, the event came after ${formatPercent(bin.observed)} of them.`,
}

const survival: CalibrationWords = {
  heading: `Predicted against observed, within ${SURVIVAL_CALIBRATION_YEARS} years`,
  counted: 'people',
  observedAxis: `event within ${SURVIVAL_CALIBRATION_YEARS} years, %`,
  isBinomial: false,
  caption:
    'Each point is a group of people with a similar estimate. On the dotted line, what was predicted is what was observed. The observed share is estimated by Kaplan–Meier, since not everybody was followed so long, and is given without an interval; bars below count people.',
  sentence: (bin) =>
    `When the model was tested on people it had not seen, ${bin.count} people had an estimated risk ${between(bin)}; estimated by Kaplan–Meier, ${formatPercent(bin.observed)} of them had the event within ${SURVIVAL_CALIBRATION_YEARS} years.`,
}

const words: Readonly<Record<ModelKind, CalibrationWords>> = {
  risk: people,
  survival,
  score: forecasts,
  rhythm: people,
}

export const calibrationWordsOf = (kind: ModelKind): CalibrationWords => words[kind]

/** What was observed where the model said about the same; null where its card has no such case. */
export function observedInWords(
  kind: ModelKind,
  probability: number,
  bins: readonly CalibrationBin[],
): string | null {
  const bin = binHolding(probability, bins)
  return bin === undefined || bin.count === 0 ? null : words[kind].sentence(bin)
}

const between = ({ from, to }: CalibrationBin): string =>
  `between ${formatPercent(from)} and ${formatPercent(to)}`
