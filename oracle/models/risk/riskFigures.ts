import type { ReportedFigure } from '../../../sdk/inference/clinicalReport.ts'
import type { RiskCard } from './riskCard.ts'

/** The cross-validated figures of a card, as a clinician reads them. */
export function riskFigures({ metrics: { crossValidated } }: RiskCard): ReportedFigure[] {
  const { auc, brier, ece } = crossValidated
  return [
    {
      name: 'AUC',
      meaning:
        'Share of pairs, one patient with and one without the condition, that it ranks rightly; 0.5 is chance, 1 is best',
      value: auc.value,
    },
    {
      name: 'Brier score',
      meaning: 'Mean squared error of the probability; 0 is best, 0.25 is always saying 50 %',
      value: brier.value,
    },
    {
      name: 'Calibration error',
      meaning: 'Mean gap between predicted and observed (ECE); 0 is best',
      value: ece.value,
    },
  ]
}
