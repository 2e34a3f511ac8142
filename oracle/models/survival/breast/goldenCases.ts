import { rowToBundle } from '../../../../sdk/fhir/rowToBundle.ts'
import type { GoldenCase } from '../../shippedModel.ts'
import { breastFeatures } from './features.ts'

const patientDid = 'did:ethr:0x7a69:0x00000000000000000000000000000000000a11ce'
const asOf = '2026-01-15T12:00:00Z'
const effective = '2026-01-05T09:00:00Z'

/** Made-up women; the values stand in the order of the features. */
export const goldenCases: readonly Omit<GoldenCase, 'assessmentHash'>[] = [
  goldenCase('few nodes, many receptors', [58, 1, 18, 2, 1, 210, 180, 1]),
  goldenCase('many nodes, no receptors', [44, 0, 55, 3, 14, 0, 3, 0]),
  goldenCase('grade 1', [63, 1, 22, 1, 3, 90, 60, 1]),
  goldenCase('oestrogen receptor missing', [58, 1, 18, 2, 1, 210, null, 1]),
  goldenCase('no positive nodes', [58, 1, 18, 2, 0, 210, 180, 1]),
  goldenCase('older than anyone in training', [97, 1, 18, 2, 1, 210, 180, 1]),
  goldenCase('operated on long ago', [58, 1, 18, 2, 1, 210, 180, 1], '2027-01-15T12:00:00Z'),
]

function goldenCase(
  name: string,
  row: readonly (number | null)[],
  at: string = asOf,
): Omit<GoldenCase, 'assessmentHash'> {
  return {
    name,
    asOf: at,
    bundle: rowToBundle(row, breastFeatures, { patientDid, patientId: 'patient', effective }),
  }
}
