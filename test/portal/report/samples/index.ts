import type { AnsweredOutcome, ClinicalReport, ModelKind } from '../../../../sdk/inference/clinicalReport.ts'
import { abstainedReport, answeredReport } from '../sampleReport.ts'
import { rhythmReport } from './rhythm.ts'
import { scoreReport } from './score.ts'
import { survivalReport } from './survival.ts'

/** One answered report of each kind. */
export const answeredReports: Readonly<Record<ModelKind, ClinicalReport>> = {
  risk: answeredReport,
  survival: survivalReport,
  score: scoreReport,
  rhythm: rhythmReport,
}

export const modelKinds = Object.keys(answeredReports) as readonly ModelKind[]

/** The same model of that kind, abstaining. */
export const abstainedReportOf = (kind: ModelKind): ClinicalReport => {
  const answered = answeredReports[kind]
  return {
    ...answered,
    outcome: {
      status: 'abstained',
      condition: answered.outcome.condition,
      reasons:
        abstainedReport.outcome.status === 'abstained' && kind !== 'rhythm'
          ? abstainedReport.outcome.reasons
          : [{ code: 'unreadable', text: 'Too much of the signal is noise.' }],
      abstention: answered.outcome.abstention,
    },
    features: answered.features.map((feature) => ({ ...feature, contribution: 0 })),
  }
}

/** The outcome of a report that is known to be of this kind. */
export function outcomeOfKind<Kind extends ModelKind>(
  { outcome }: ClinicalReport,
  kind: Kind,
): Extract<AnsweredOutcome, { kind: Kind }> {
  if (outcome.status === 'answered' && outcome.kind === kind) {
    return outcome as Extract<AnsweredOutcome, { kind: Kind }>
  }
  throw new Error(`The sample is no answered report of kind ${kind}.`)
}
