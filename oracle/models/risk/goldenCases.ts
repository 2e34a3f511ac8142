import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import { rowToBundle } from '../../../sdk/fhir/rowToBundle.ts'
import type { AbstentionReason } from '../../../sdk/inference/clinicalReport.ts'
import { goldenVectors } from '../golden.ts'
import type { GoldenVectors } from '../shippedModel.ts'
import { assessBundle } from './assess.ts'
import type { RiskAssessment, RiskPredictor } from './riskModel.ts'

/** Any fixed time does, as long as no clock is read. */
const asOf = '2026-11-02T09:00:00.000Z'

type RawRow = readonly (number | null)[]

/**
 * The golden vectors of a model that was just trained, from rows it did not see: the first it answers, the same with
 * its first required feature taken away, and the first it is uncertain about, where there is one.
 */
export function riskGoldenVectors(predictor: RiskPredictor, heldOut: readonly RawRow[]): GoldenVectors {
  const { features, name } = predictor.card
  const bundleOf = (row: RawRow): Bundle =>
    rowToBundle(row, features, {
      patientDid: `did:ethr:0x7a69:0x${'0'.repeat(39)}1`,
      patientId: 'golden',
      effective: asOf,
    })
  const assessOne = (bundle: Bundle, time: Date): RiskAssessment => assessBundle(predictor, bundle, time)
  const first = (wanted: (assessment: RiskAssessment) => boolean) =>
    heldOut.find((row) => wanted(assessOne(bundleOf(row), new Date(asOf))))

  const answered = first(({ outcome }) => outcome.status === 'answered')
  if (!answered) throw new Error(`Model ${name} answers none of its held-out rows.`)
  const uncertain = first((assessment) => hasReason(assessment, 'uncertain'))
  const incomplete = answered.map((value, index) => (index === 0 ? null : value))
  const cases = [
    { name: 'answered', asOf, bundle: bundleOf(answered) },
    { name: 'missing-feature', asOf, bundle: bundleOf(incomplete) },
    ...(uncertain ? [{ name: 'uncertain', asOf, bundle: bundleOf(uncertain) }] : []),
  ]
  return goldenVectors(assessOne, cases)
}

function hasReason({ outcome }: RiskAssessment, code: AbstentionReason['code']): boolean {
  return outcome.status === 'abstained' && outcome.reasons.some((reason) => reason.code === code)
}
