import { tfjsVersion } from '../modelFiles.ts'
import type { ChosenCalibration } from './calibration.ts'
import type { ModelDefinition } from './definition.ts'
import type { RiskCard } from './riskCard.ts'

/** How a model was made, in words for its card. */
export function methodCard(definition: ModelDefinition, calibration: ChosenCalibration): RiskCard['method'] {
  const { settings, method } = definition
  const shape =
    method.kind === 'logistic'
      ? { kind: method.kind }
      : { kind: method.kind, members: method.members, hidden: method.hidden }
  return {
    text: `${methodText(definition)} TensorFlow.js ${tfjsVersion()} (WebAssembly SIMD).`,
    shape,
    refits: settings.refits,
    intervalShare: settings.intervalShare,
    intervalText: `The interval holds the middle ${percent(settings.intervalShare)} of the probabilities given by ${settings.refits} refits on bootstrap resamples of the training rows: how much the estimate depends on who happened to be in the training data. It is not a bound on the truth.`,
    missingText: missingText(definition),
    explanationText:
      method.kind === 'logistic'
        ? 'Contributions to the log-odds, exact: the weight of each column times its distance from the mean of the training rows.'
        : 'Exact Shapley values of the log-odds over all coalitions of features, against five made-up people: the median person of each fifth of the training rows by predicted risk. None is a row of the data.',
    calibration: {
      kind: calibration.kind,
      logLoss: calibration.logLoss,
      text: `${calibrationText[calibration.kind]} Weighed by log loss on out-of-fold predictions of the training rows; a calibration is taken where it lowers that by more than two standard errors.`,
    },
  }
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

const calibrationText = {
  none: 'The probabilities are the model’s own: no calibration made them better.',
  platt: 'The log-odds pass through a straight line fitted on out-of-fold predictions (Platt).',
  isotonic:
    'The log-odds pass through a rising curve fitted on out-of-fold predictions (isotonic regression).',
}

function methodText({ method, codings }: ModelDefinition): string {
  const columns = [
    'standardised quantities',
    ...(codings.some(({ kind }) => kind === 'knots') ? ['how far they are above a few knots'] : []),
    ...(codings.some(({ kind }) => kind === 'indicators') ? ['one 0/1 column per code'] : []),
  ]
  const last = columns.at(-1) as string
  const listed = columns.length === 1 ? last : `${columns.slice(0, -1).join(', ')} and ${last}`
  const { steps } = method.descent
  return method.kind === 'logistic'
    ? `Logistic regression on ${listed}, L2 penalty ${method.penalty}, fitted by ${steps} steps of full-batch Nesterov descent from zero in`
    : `The mean log-odds of ${method.members} networks on ${listed}, each a logistic regression plus ${method.hidden} tanh units, L2 penalty ${method.penalty} and on the units ${method.hiddenPenalty}, fitted by ${steps} steps of full-batch Nesterov descent from seeded starts in`
}

function missingText({ features }: ModelDefinition): string {
  const optional = features.filter(({ mayBeMissing }) => mayBeMissing).map(({ label }) => label)
  if (optional.length === 0) return 'No feature may be missing.'
  return `${optional.join(', ')} may be missing: the median of the training rows is filled in, and a report shows both what was received and what was used. Training and cross-validation fill in every gap so, also of features without which the shipped model abstains.`
}
