import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import { rowToBundle } from '../../../sdk/fhir/rowToBundle.ts'
import { type Vitals, vitalNames } from './chart.ts'
import { ageSpec, vitalSpecs } from './features.ts'

export interface VitalsRow {
  /** ISO 8601. */
  readonly time: string
  readonly vitals: Partial<Vitals>
}

/** A record of several rounds of observations of one adult, for golden cases, examples and tests. */
export function vitalsBundle(
  rows: readonly VitalsRow[],
  options: { readonly patientDid: string; readonly age: number | null },
): Bundle {
  const specs = [...vitalSpecs, ageSpec]
  const bundles = rows.map(({ time, vitals }, index) =>
    rowToBundle(
      [...vitalNames.map((name) => vitals[name] ?? null), index === 0 ? options.age : null],
      specs,
      { patientDid: options.patientDid, patientId: 'patient', effective: time },
    ),
  )
  const patient = bundles[0]?.entry.slice(0, 1) ?? []
  const observations = bundles.flatMap(({ entry }, round) =>
    entry.slice(1).map(({ fullUrl, resource }) => ({
      fullUrl: `${fullUrl}-${round}`,
      ...(resource ? { resource: { ...resource, id: `${String(resource.id)}-${round}` } } : {}),
    })),
  )
  return { resourceType: 'Bundle', type: 'collection', entry: [...patient, ...observations] }
}
