import type { ReportedModel, SurvivalOutcome, SurvivalPoint } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../../models/fixedPoint.ts'
import { percentage, quantity, repeated, reportCode, salusCoding, share } from './elements.ts'
import type { Findings, Json } from './fhirInput.ts'

/** Years from now to which the risk of the event is stated. */
const horizons = [1, 2, 5] as const

/** The curve point by point, and the risk of the event within 1, 2 and 5 years as far as the curve goes. */
export function survivalFindings(outcome: SurvivalOutcome, model: ReportedModel): Findings {
  const { condition, curve, relativeHazard, medianYears } = outcome
  const reached = horizons.flatMap((years) => {
    const point = pointAt(curve, years)
    return point === null ? [] : [{ years, point }]
  })
  const stated = reached.map(
    ({ years, point: { share: free, interval } }) =>
      `${free} after ${plural(years)} (spread of the estimate ${interval[0]} to ${interval[1]})`,
  )
  return {
    conclusion: `${condition}: share expected to be free of the event: ${stated.join('; ') || 'no point within the curve'}.`,
    observations: [
      {
        name: 'survival-curve',
        elements: {
          status: 'final',
          code: reportCode(model),
          ...repeated('component', curve.map(curvePoint)),
        },
      },
      {
        name: 'relative-hazard',
        elements: {
          status: 'final',
          code: {
            coding: [salusCoding('relative-hazard', 'Hazard relative to a patient with average values')],
          },
          valueQuantity: share(relativeHazard),
        },
      },
      ...(medianYears === null
        ? []
        : [
            {
              name: 'median-time',
              elements: {
                status: 'final',
                code: { coding: [salusCoding('median-event-free-time', 'Median time free of the event')] },
                valueQuantity: quantity(medianYears, 'a', 'years'),
              },
            },
          ]),
    ],
    predictions: reached.map(({ years, point }) => ({
      outcome: { text: condition },
      probabilityDecimal: percentage(toFourDecimals(1 - point.share)),
      whenRange: { low: quantity(0, 'a', 'years'), high: quantity(years, 'a', 'years') },
    })),
  }
}

/** The curve is a step function: what holds at a time is the last point up to it. Null beyond the curve's end. */
function pointAt(curve: readonly SurvivalPoint[], years: number): SurvivalPoint | null {
  const end = curve.at(-1)?.years ?? 0
  return end < years ? null : (curve.findLast((point) => point.years <= years) ?? null)
}

function curvePoint({ years, share: free, interval: [low, high] }: SurvivalPoint): Json {
  return {
    code: { text: `Free of the event after ${plural(years)} (spread of the estimate ${low} to ${high})` },
    valueQuantity: share(free),
  }
}

const plural = (years: number): string => (years === 1 ? '1 year' : `${years} years`)
