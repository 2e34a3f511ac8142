import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import type { FeatureReading, FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { readFeatures } from '../../../sdk/fhir/readFeatures.ts'
import type { AbstentionReason, ReportedFeature } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { isOutOfDistribution } from './encoding.ts'
import type { SurvivalAssessment, SurvivalCore } from './survivalModel.ts'
import { medianYears } from './survivalPredictor.ts'

/** The curve of one person, or why there is none. */
export function assessSurvival(model: SurvivalCore, bundle: Bundle, asOf: Date): SurvivalAssessment {
  const readings = readFeatures(bundle, model.card.features, { asOf })
  const strangers = personReasons(bundle, readings)
  const reasons = strangers.length > 0 ? strangers : featureReasons(model, readings)
  const { condition, curveYears } = model.card
  const abstention = { text: model.card.abstention.text }
  if (reasons.length > 0) {
    return {
      outcome: { status: 'abstained', condition, reasons, abstention },
      features: model.card.features.map((spec, index) =>
        reported(spec, readings[index] as FeatureReading, null, 0),
      ),
    }
  }
  const [prediction] = model.predict([readings.map(({ value }) => value as number)])
  if (!prediction) throw new TypeError('A row must give a prediction.')
  return {
    outcome: {
      status: 'answered',
      kind: 'survival',
      condition,
      curve: curveYears.map((years, index) => ({
        years,
        share: prediction.shares[index] as number,
        interval: prediction.intervals[index] as readonly [number, number],
      })),
      reference: curveYears.map((years, index) => ({ years, share: model.reference[index] as number })),
      medianYears: medianYears(curveYears, prediction.shares),
      relativeHazard: prediction.relativeHazard,
      abstention,
    },
    features: model.card.features.map((spec, index) => {
      const reading = readings[index] as FeatureReading
      return reported(spec, reading, reading.value, prediction.contributions[index] as number)
    }),
  }
}

function personReasons(bundle: Bundle, readings: readonly FeatureReading[]): AbstentionReason[] {
  const reasons: AbstentionReason[] = []
  const patient = bundle.entry.find(({ resource }) => resource?.resourceType === 'Patient')?.resource
  if (patient?.gender === 'male') {
    reasons.push({ code: 'out-of-population', text: 'The model knows women only.' })
  }
  if (readings.some(({ name, value }) => name === 'nodes' && value === 0)) {
    reasons.push({
      code: 'out-of-population',
      feature: 'nodes',
      text: 'The model knows women with positive lymph nodes only.',
    })
  }
  return reasons
}

function featureReasons(
  { card, preprocessing }: SurvivalCore,
  readings: readonly FeatureReading[],
): AbstentionReason[] {
  const reasons = card.features.flatMap((spec, index): AbstentionReason[] => {
    const { status, value } = readings[index] as FeatureReading
    const feature = spec.name
    if (status === 'missing' || value === null) {
      return [{ code: 'missing-feature', feature, text: `${spec.label} is missing from the record.` }]
    }
    if (status === 'stale') {
      const text = `${spec.label} is undated or more than ${spec.maximumAgeDays} days old.`
      return [{ code: 'stale', feature, text }]
    }
    const range = preprocessing.seen[index]
    if (!range || (value >= range[0] && value <= range[1])) return []
    const text = `${spec.label} is outside the range of the women the model was trained on, ${range[0]} to ${range[1]}${spec.unit === '1' ? '' : ` ${spec.unit}`}.`
    return [{ code: 'out-of-range', feature, text }]
  })
  const values = readings.map(({ value }) => value as number)
  if (reasons.length === 0 && isOutOfDistribution(preprocessing, values)) {
    const text = 'The values together are unlike those of the women the model was trained on.'
    return [{ code: 'out-of-distribution', text }]
  }
  return reasons
}

function reported(
  { name, label, unit }: FeatureSpec,
  { status, value, display }: FeatureReading,
  used: number | null,
  contribution: number,
): ReportedFeature {
  const received = value === null ? null : { value: toFourDecimals(value), display }
  return {
    name,
    label,
    unit,
    received,
    status,
    used: used === null ? null : toFourDecimals(used),
    contribution,
  }
}
