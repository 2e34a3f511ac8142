import type { AbstainedOutcome, ReportedModel } from '../../../sdk/inference/clinicalReport.ts'
import { notPerformed, reportCode } from './elements.ts'
import type { Findings } from './fhirInput.ts'

/** Why there is no answer. An assessment of risk is then there too, and cancelled. */
export function abstainedFindings({ reasons }: AbstainedOutcome, model: ReportedModel): Findings {
  const why = reasons.map(({ text }) => text).join(' ')
  return {
    conclusion: `The model gives no answer. ${why}`.trim(),
    observations: [
      {
        name: 'no-answer',
        elements: {
          status: 'cancelled',
          code: reportCode(model),
          dataAbsentReason: {
            coding: [notPerformed],
            text: `The model abstained. ${why}`.trim(),
          },
        },
      },
    ],
    predictions: model.kind === 'risk' || model.kind === 'survival' ? [] : null,
  }
}
