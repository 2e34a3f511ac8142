import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import type { FeatureReading, FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import type { AbstentionReason, ReportedFeature, RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { isPregnantIn } from '../stops/pregnancy.ts'
import { counterfactualOf } from './counterfactual.ts'
import { completeRow, isOutOfDistribution, type Row } from './preprocessing.ts'
import type { Prediction, RiskAssessment, RiskPredictor } from './riskModel.ts'

/**
 * Assesses one person.
 *
 * @param readings one per feature of the model's card, in its order
 */
export function assess(model: RiskPredictor, readings: readonly FeatureReading[]): RiskAssessment {
  return assessAll(model, [readings])[0] as RiskAssessment
}

/**
 * Assesses the patient of a FHIR Bundle.
 *
 * @throws InvalidInputError see `readFeatures`
 */
export function assessBundle(model: RiskPredictor, bundle: Bundle, asOf: Date): RiskAssessment {
  const readings = readFeatures(bundle, model.card.features, { asOf })
  const { population } = model.card
  const gender = subjectOf(bundle).patient?.gender
  if (population?.notPregnant && isPregnantIn(bundle, asOf)) {
    const text = 'The model is not made for pregnancy.'
    return abstained(model, readings, [{ code: 'out-of-population', text }])
  }
  // What is not recorded cannot be checked; administrative genders other than these two are of nobody it was trained on.
  if (!population || gender === undefined || gender === 'unknown' || gender === population.sex)
    return assess(model, readings)
  const text = `The model is made for patients whose recorded gender is ${population.sex}.`
  return abstained(model, readings, [{ code: 'out-of-population', text }])
}

/** Assesses many people with one call of the back-end. The result for each is the same as from `assess`. */
export function assessAll(
  model: RiskPredictor,
  people: readonly (readonly FeatureReading[])[],
): RiskAssessment[] {
  return judgeAll(model, people).map(({ readings, reasons, prediction }) => {
    if (!prediction) return abstained(model, readings, reasons)
    return {
      outcome: answeredOutcome(model, rowOf(model, readings), prediction),
      features: answeredFeatures(model, readings),
    }
  })
}

/** The probability of each person, or why there is none: what `assessAll` answers, without its explanations. */
export function judgeAll(model: RiskPredictor, people: readonly (readonly FeatureReading[])[]): Judgement[] {
  const judged = people.map((readings) => {
    expectCardOrder(model, readings)
    return { readings, reasons: inputReasons(model, readings) }
  })
  const answerable = judged.filter(({ reasons }) => reasons.length === 0)
  const predictions = model.predict(answerable.map(({ readings }) => rowOf(model, readings)))
  const [low, high] = model.card.abstention.uncertainBetween
  let next = 0
  return judged.map(({ readings, reasons }) => {
    const prediction = reasons.length === 0 ? (predictions[next++] as Prediction) : null
    if (prediction && prediction.probability > low && prediction.probability < high) {
      return { readings, reasons: [uncertain(low, high)], prediction: null }
    }
    return { readings, reasons, prediction }
  })
}

export interface Judgement {
  readonly readings: readonly FeatureReading[]
  /** Empty where there is a prediction. */
  readonly reasons: readonly AbstentionReason[]
  readonly prediction: Prediction | null
}

function answeredOutcome(model: RiskPredictor, row: Row, prediction: Prediction): RiskOutcome {
  const { features, abstention } = model.card
  return {
    status: 'answered',
    kind: 'risk',
    probability: prediction.probability,
    interval: prediction.interval,
    condition: model.card.condition,
    baseline: model.baseline,
    prevalence: toFourDecimals(model.card.split.trainingPositives / model.card.split.training),
    counterfactual: counterfactualOf(
      {
        specs: features,
        preprocessing: model.preprocessing,
        predict: (rows) => model.probabilities(rows),
        uncertainBetween: abstention.uncertainBetween,
      },
      row,
      prediction.probability,
    ),
    abstention: abstentionRule(model),
  }
}

function abstained(
  model: RiskPredictor,
  readings: readonly FeatureReading[],
  reasons: readonly AbstentionReason[],
): RiskAssessment {
  return {
    outcome: {
      status: 'abstained',
      condition: model.card.condition,
      reasons,
      abstention: abstentionRule(model),
    },
    features: model.card.features.map((spec, index) =>
      reportedFeature(spec, readings[index] as FeatureReading, null, 0),
    ),
  }
}

function answeredFeatures(model: RiskPredictor, readings: readonly FeatureReading[]): ReportedFeature[] {
  const row = rowOf(model, readings)
  const used = completeRow(model.preprocessing, row)
  const { contributions } = model.explain(row)
  return model.card.features.map((spec, index) =>
    reportedFeature(
      spec,
      readings[index] as FeatureReading,
      used[index] as number,
      toFourDecimals(contributions[index] as number),
    ),
  )
}

function reportedFeature(
  spec: FeatureSpec,
  reading: FeatureReading,
  used: number | null,
  contribution: number,
): ReportedFeature {
  const received = reading.value === null ? null : { value: reading.value, display: reading.display }
  const { name, label, unit } = spec
  return { name, label, unit, received, status: reading.status, used, contribution }
}

/** Reasons that need no prediction: what is missing, stale, unseen in training, or an unusual combination. */
function inputReasons(model: RiskPredictor, readings: readonly FeatureReading[]): AbstentionReason[] {
  const reasons = model.card.features.flatMap((spec, index): AbstentionReason[] => {
    const reading = readings[index] as FeatureReading
    if (reading.status === 'present' && reading.value !== null)
      return rangeReasons(model, spec, index, reading.value)
    if (spec.mayBeMissing) return []
    if (reading.status === 'stale') {
      const text = `${spec.label} is undated or more than ${spec.maximumAgeDays} days old.`
      return [{ code: 'stale', feature: spec.name, text }]
    }
    return [
      { code: 'missing-feature', feature: spec.name, text: `${spec.label} is missing from the record.` },
    ]
  })
  if (reasons.length === 0 && isOutOfDistribution(model.preprocessing, rowOf(model, readings))) {
    const text = 'The values together are unlike those of the people the model was trained on.'
    return [{ code: 'out-of-distribution', text }]
  }
  return reasons
}

function rangeReasons(
  model: RiskPredictor,
  spec: FeatureSpec,
  index: number,
  value: number,
): AbstentionReason[] {
  if (spec.allowed && !spec.allowed.includes(value)) {
    const text = `${spec.label} is not one of the values the model knows.`
    return [{ code: 'out-of-range', feature: spec.name, text }]
  }
  const [low, high] = model.preprocessing.seen[index] as readonly [number, number]
  if (value >= low && value <= high) return []
  const text = `${spec.label} is outside the range of the people the model was trained on, ${low} to ${high} ${spec.unit}.`
  return [{ code: 'out-of-range', feature: spec.name, text }]
}

function uncertain(low: number, high: number): AbstentionReason {
  return {
    code: 'uncertain',
    text: `The probability lies between ${low} and ${high}, where the model cannot exclude either answer.`,
  }
}

function abstentionRule(model: RiskPredictor): RiskOutcome['abstention'] {
  const { text, uncertainBetween, coverage } = model.card.abstention
  return { text, uncertainBetween, coverage }
}

/** What the model may use: a value that is stale counts as missing. */
function rowOf({ card }: RiskPredictor, readings: readonly FeatureReading[]): Row {
  return card.features.map((_, index) => {
    const { status, value } = readings[index] as FeatureReading
    return status === 'present' ? value : null
  })
}

function expectCardOrder(model: RiskPredictor, readings: readonly FeatureReading[]): void {
  const matches = model.card.features.every(({ name }, index) => readings[index]?.name === name)
  if (!matches || readings.length !== model.card.features.length) {
    throw new TypeError(`Readings must be those of model ${model.card.name}, in its order.`)
  }
}
