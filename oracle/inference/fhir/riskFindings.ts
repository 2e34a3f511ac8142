import type { ReportedModel, RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { percentage, repeated, reportCode, share } from './elements.ts'
import type { Findings } from './fhirInput.ts'

/** A probability with the spread of its estimate. */
export function riskFindings(outcome: RiskOutcome, model: ReportedModel): Findings {
  const { probability, interval, condition } = outcome
  const [low, high] = interval
  return {
    conclusion: `${condition}: probability ${probability} (spread of the estimate ${low} to ${high}).`,
    observations: [
      {
        name: 'probability',
        elements: {
          status: 'final',
          code: reportCode(model),
          valueQuantity: share(probability),
          component: [
            { code: { text: 'Lower end of the spread of the estimate' }, valueQuantity: share(low) },
            { code: { text: 'Upper end of the spread of the estimate' }, valueQuantity: share(high) },
          ],
          ...repeated(
            'note',
            predictionSet(outcome).map((text) => ({ text })),
          ),
        },
      },
    ],
    predictions: [
      {
        outcome: { text: condition },
        probabilityDecimal: percentage(probability),
      },
    ],
  }
}

/**
 * On which side of the abstention band the answer lies. Not R4's qualitativeRisk: what is below the band need not be a low
 * likelihood in the clinic.
 */
function predictionSet({ probability, condition, abstention }: RiskOutcome): string[] {
  const { uncertainBetween, coverage } = abstention
  if (uncertainBetween === undefined || coverage === undefined) {
    return []
  }
  const held = probability >= uncertainBetween[1] ? condition : 'no condition'
  return [`Prediction set at ${percentage(coverage)} % coverage: ${held}.`]
}
