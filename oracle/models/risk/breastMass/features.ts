import { codeSystems, type FeatureSpec } from '../../../../sdk/fhir/featureSpec.ts'
import type { FeatureCoding } from '../encoding.ts'

/** An aspirate speaks for the mass it was taken from; a later one may be of another. */
const maximumAgeDays = 90

interface Measure {
  readonly name: string
  readonly label: string
  /** Far above anything in the data; nothing is negative. */
  readonly greatest: number
}

const measures: readonly Measure[] = [
  { name: 'radius', label: 'radius', greatest: 200 },
  { name: 'texture', label: 'texture (deviation of the grey levels)', greatest: 256 },
  { name: 'perimeter', label: 'perimeter', greatest: 2000 },
  { name: 'area', label: 'area', greatest: 50_000 },
  { name: 'smoothness', label: 'smoothness (local variation of the radius)', greatest: 2 },
  { name: 'compactness', label: 'compactness (perimeter² / area − 1)', greatest: 10 },
  { name: 'concavity', label: 'concavity (depth of the concave parts)', greatest: 10 },
  { name: 'concave-points', label: 'concave points (share of the contour)', greatest: 2 },
  { name: 'symmetry', label: 'asymmetry', greatest: 5 },
  { name: 'fractal-dimension', label: 'fractal dimension − 1', greatest: 2 },
]

const statistics = [
  { name: 'mean', label: 'mean' },
  { name: 'error', label: 'standard error' },
  { name: 'worst', label: 'mean of the three greatest' },
]

/**
 * The thirty features of the Wisconsin data, in its column order: ten measures of the nuclei, each as mean, standard
 * error and mean of the three greatest. Codes of the Salus code system: LOINC has none for them. Without a unit: lengths are in
 * those of the image analysis that made the data.
 */
export const breastMassFeatures: readonly FeatureSpec[] = statistics.flatMap((statistic) =>
  measures.map(
    ({ name, label, greatest }): FeatureSpec => ({
      name: `${name}-${statistic.name}`,
      label: `Cell nuclei: ${label}, ${statistic.label}`,
      unit: '1',
      sources: [
        {
          kind: 'quantity',
          system: codeSystems.salus,
          code: `nuclei-${name}-${statistic.name}`,
          unit: '1',
        },
      ],
      possible: [0, greatest],
      maximumAgeDays,
    }),
  ),
)

export const breastMassCodings: readonly FeatureCoding[] = breastMassFeatures.map(({ name }) => ({
  feature: name,
  kind: 'standardised',
  transform: 'square-root',
}))
