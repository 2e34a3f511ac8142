import type { ReportedFeature, ReportedModel, ScoreOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { percentage, quantity, repeated, salusCoding } from './elements.ts'
import type { Findings, Json } from './fhirInput.ts'

/** The codes that the NHS writes NEWS2 with (FHIR UK Core, early warning scores). */
const aggregateCode = {
  coding: [
    {
      system: 'http://snomed.info/sct',
      code: '1104051000000101',
      display: 'Royal College of Physicians NEWS2 (National Early Warning Score 2) total score',
    },
  ],
}

/** The aggregate score with the points of each parameter; a RiskAssessment only where the trend is a probability. */
export function scoreFindings(
  outcome: ScoreOutcome,
  model: ReportedModel,
  features: readonly ReportedFeature[],
): Findings {
  const { score, maximum, band, response, choices, series, trend, condition } = outcome
  const time = series.at(-1)?.time
  return {
    conclusion:
      `${model.title}: ${score} of at most ${maximum} points, ${band} band. ${response} ${trend.text}`.trim(),
    observations: [
      {
        name: 'aggregate-score',
        elements: {
          status: 'final',
          category: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'survey' },
              ],
            },
          ],
          code: { ...aggregateCode, text: model.title },
          ...(time === undefined ? {} : { effectiveDateTime: time }),
          valueQuantity: quantity(score, '{score}', 'points'),
          interpretation: [{ text: `${band} band` }],
          ...repeated(
            'note',
            [response, ...choices].map((text) => ({ text })),
          ),
          ...repeated('component', features.map(parameterPoints)),
        },
      },
    ],
    predictions:
      trend.probability === null
        ? null
        : [
            {
              outcome: { text: `${condition}: ${trend.text}` },
              probabilityDecimal: percentage(trend.probability),
              whenRange: { low: quantity(0, 'h', 'hours'), high: quantity(trend.hours, 'h', 'hours') },
            },
          ],
  }
}

function parameterPoints({ name, label, contribution }: ReportedFeature): Json {
  return {
    code: { coding: [salusCoding(`${name}-points`, `Points for: ${label}`)] },
    valueQuantity: quantity(contribution, '{score}', 'points'),
  }
}
