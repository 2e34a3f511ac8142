import type { FeatureReading, FeatureSpec } from '../../sdk/fhir/featureSpec.ts'
import type {
  AbstainedOutcome,
  AbstentionReason,
  AnsweredOutcome,
  ReportedFeature,
} from '../../sdk/inference/riskReport.ts'
import { type LoadedModel, toFourDecimals } from '../models/loadModel.ts'
import { isOutOfDistribution, type Row } from '../models/preprocessing.ts'

/** What a model says about one person: an answer, or why it gives none. */
export interface Assessment {
  readonly outcome: AnsweredOutcome | AbstainedOutcome
  /** In the card's order. */
  readonly features: readonly ReportedFeature[]
}

/**
 * Assesses one person.
 *
 * @param readings one per feature of the model's card, in its order
 */
export function assess(model: LoadedModel, readings: readonly FeatureReading[]): Assessment {
  return assessAll(model, [readings])[0] as Assessment
}

/** Assesses many people with one call of the back-end. The result for each is the same as from `assess`. */
export function assessAll(model: LoadedModel, people: readonly (readonly FeatureReading[])[]): Assessment[] {
  const judged = people.map((readings) => {
    expectCardOrder(model, readings)
    return { readings, reasons: inputReasons(model, readings) }
  })
  const answerable = judged.filter(({ reasons }) => reasons.length === 0)
  const predictions = model.predict(answerable.map(({ readings }) => rowOf(readings)))
  let next = 0
  return judged.map(({ readings, reasons }) => {
    const prediction = reasons.length === 0 ? predictions[next++] : undefined
    if (!prediction) return abstained(model, readings, reasons)
    const [low, high] = model.card.abstention.uncertainBetween
    if (prediction.probability > low && prediction.probability < high) {
      return abstained(model, readings, [uncertain(low, high)])
    }
    return {
      outcome: {
        status: 'answered',
        probability: prediction.probability,
        interval: prediction.interval,
        condition: model.card.condition,
        baseline: model.baseline,
        abstention: abstentionRule(model),
      },
      features: answeredFeatures(model, readings),
    }
  })
}

function abstained(
  model: LoadedModel,
  readings: readonly FeatureReading[],
  reasons: readonly AbstentionReason[],
): Assessment {
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

function answeredFeatures(model: LoadedModel, readings: readonly FeatureReading[]): ReportedFeature[] {
  const { contributions } = model.explain(rowOf(readings))
  return model.card.features.map((spec, index) => {
    const reading = readings[index] as FeatureReading
    return reportedFeature(spec, reading, reading.value, toFourDecimals(contributions[index] as number))
  })
}

function reportedFeature(
  spec: FeatureSpec,
  reading: FeatureReading,
  used: number | null,
  contribution: number,
): ReportedFeature {
  const received = reading.value === null ? null : { value: reading.value, display: reading.display }
  return { name: spec.name, label: spec.label, unit: spec.unit, received, used, contribution }
}

/** Reasons that need no prediction: what is missing, stale, unseen in training, or an unusual combination. */
function inputReasons(model: LoadedModel, readings: readonly FeatureReading[]): AbstentionReason[] {
  const reasons = model.card.features.flatMap((spec, index): AbstentionReason[] => {
    const reading = readings[index] as FeatureReading
    if (reading.status === 'missing' || reading.value === null) {
      return [
        { code: 'missing-feature', feature: spec.name, text: `${spec.label} is missing from the record.` },
      ]
    }
    if (reading.status === 'stale') {
      const text = `${spec.label} is undated or more than ${spec.maximumAgeDays} days old.`
      return [{ code: 'stale', feature: spec.name, text }]
    }
    return rangeReasons(model, spec, index, reading.value)
  })
  if (reasons.length === 0 && isOutOfDistribution(model.preprocessing, rowOf(readings))) {
    const text = 'The values together are unlike those of the people the model was trained on.'
    return [{ code: 'out-of-distribution', text }]
  }
  return reasons
}

function rangeReasons(
  model: LoadedModel,
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

function abstentionRule(model: LoadedModel): AnsweredOutcome['abstention'] {
  const { text, uncertainBetween } = model.card.abstention
  return { text, uncertainBetween }
}

function rowOf(readings: readonly FeatureReading[]): Row {
  return readings.map(({ value }) => value as number)
}

function expectCardOrder(model: LoadedModel, readings: readonly FeatureReading[]): void {
  const matches = model.card.features.every(({ name }, index) => readings[index]?.name === name)
  if (!matches || readings.length !== model.card.features.length) {
    throw new TypeError(`Readings must be those of model ${model.name}, in its order.`)
  }
}
