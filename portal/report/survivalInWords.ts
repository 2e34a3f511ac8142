import { formatDecimal, formatPercent } from '../../sdk/charts/index.ts'
import type { SurvivalOutcome, SurvivalPoint } from '../../sdk/inference/clinicalReport.ts'
import { ofHundred } from './ofHundred.ts'

export interface SurvivalInWords {
  /** The point that the page puts first. */
  readonly headline: SurvivalPoint
  readonly frequencies: string
  readonly comparison: string
  readonly median: string
}

/** Years to which the page puts the share in words, the first that the curve has. */
const headlineYears = [5, 2, 1] as const

/** The curve in numbers of patients: natural frequencies are read more reliably than shares. */
export function survivalInWords(outcome: SurvivalOutcome): SurvivalInWords | null {
  const { curve, reference, medianYears, relativeHazard } = outcome
  const headline =
    headlineYears.flatMap((years) => curve.find((point) => point.years === years) ?? [])[0] ?? curve.at(-1)
  if (headline === undefined) {
    return null
  }
  const years = yearsText(headline.years)
  const [low, high] = headline.interval
  const average = reference.find((point) => point.years === headline.years)
  return {
    headline,
    frequencies:
      `Of 100 patients with these values, the model expects about ${ofHundred(headline.share)} to be free of the event after ${years} (interval ${ofHundred(low)} to ${ofHundred(high)})` +
      (average === undefined
        ? '.'
        : `; for a patient with average values the model expects ${formatPercent(average.share)}.`),
    comparison:
      relativeHazard === 1
        ? 'By the model, the hazard is that of a patient with average values.'
        : `By the model, the hazard is at any time ${formatDecimal(relativeHazard, 2)} times that of a patient with average values.`,
    median:
      medianYears === null
        ? 'Up to the end of the curve, fewer than half are expected to have had the event.'
        : `Half are expected to have had the event after about ${yearsText(medianYears)}.`,
  }
}

export const yearsText = (years: number): string =>
  years === 1 ? '1 year' : `${formatDecimal(years, 2)} years`
