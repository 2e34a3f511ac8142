import type { ModelDefinition } from '../definition.ts'
import { breastMassCodings, breastMassFeatures } from './features.ts'

/** The breast mass model: logistic regression, linear in the log-odds, so that its attributions are exact. */
export const breastMassDefinition: ModelDefinition = {
  name: 'breast-mass',
  title: 'Malignancy of a breast mass from its nuclei',
  condition: 'Malignancy of a breast mass, from the nuclei of a fine-needle aspirate',
  intendedUse:
    'A second opinion for a pathologist who has the image of a fine-needle aspirate of a breast mass, its nuclei outlined and measured as the data were.',
  notFor: [
    'Screening, or a mass that was not aspirated.',
    'Nuclei measured by other software, at another magnification or in other units.',
    'Any decision without a pathologist, emergencies, or life-critical monitoring.',
  ],
  limits: [
    'Not clinically validated.',
    'Trained on aspirates of one hospital (University of Wisconsin, 1980s and 1990s), read by one group with its own software (Xcyt); lengths are in the units of that software.',
    'More than one in three masses of the data are malignant; among women referred otherwise its probabilities are likely to be miscalibrated.',
    'The data name neither age nor sex, so nothing is known of how well it does by group.',
    'The square roots and the penalty were decided with all 569 rows in view (cross-validation with fold seeds 11 to 16), so every figure here, the held-out ones included, is slightly optimistic.',
    'Many of the thirty features measure nearly the same thing: a contribution says how the model shares out its answer among them, not which of them matters.',
  ],
  data: {
    title: 'Breast Cancer Wisconsin (Diagnostic), 569 rows',
    file: 'data/breast-mass/breast-mass.csv',
    source:
      'UCI Machine Learning Repository, Breast Cancer Wisconsin (Diagnostic) by Wolberg, Street and Mangasarian, as breast_cancer.csv in Debian python3-sklearn 1.2.1+dfsg-1, converted by scripts/data/breastMass.ts',
    licence: 'BSD-3-Clause (the package)',
  },
  features: breastMassFeatures,
  codings: breastMassCodings,
  validation: {
    validated: [
      'Discrimination, calibration and the coverage of its prediction sets on rows of the same data set that it had not seen.',
    ],
    notValidated: [
      'Any other hospital, microscope, stain or image analysis.',
      'Benefit or harm to patients, and use by pathologists.',
    ],
  },
  subgroups: { sex: null, age: null, unknown: 'The data name neither age nor sex.' },
  method: {
    kind: 'logistic',
    descent: { steps: 1000, learningRate: 0.2, momentum: 0.9 },
    penalty: 0.001,
  },
  settings: {
    splitParts: 5,
    refits: 100,
    intervalShare: 0.9,
    // A missed cancer weighs more than an abstention.
    coverage: 0.98,
    inDistributionShare: 0.99,
    // The first whole numbers: not searched over.
    seeds: { split: 1, refits: 1, intervals: 1, folds: [1, 2, 3] },
  },
}
