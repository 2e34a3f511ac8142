import type { ModelDefinition } from '../definition.ts'
import { diabetesCodings, diabetesFeatures } from './features.ts'

/** The diabetes model: small networks averaged, explained by exact Shapley values. */
export const diabetesDefinition: ModelDefinition = {
  name: 'diabetes',
  title: 'Diabetes within five years after a glucose tolerance test',
  condition:
    'Diabetes mellitus by the WHO criteria of 1985, at an examination between one and five years later or found in routine care',
  intendedUse:
    'A second opinion for a clinician who has the results of an oral glucose tolerance test of a woman of 21 years or more who did not have diabetes at that examination.',
  notFor: [
    'Diagnosing diabetes: glucose and HbA1c criteria do that.',
    'Men, children, pregnancy, or type 1 diabetes.',
    'Any decision without a clinician, emergencies, or life-critical monitoring.',
    'Records that lack glucose, body mass index, age, pregnancies or family history.',
  ],
  limits: [
    'Not clinically validated.',
    'Trained on women of Akimel O’odham (Pima) heritage near Phoenix, Arizona, before 1990, whose risk of diabetes was among the highest known; elsewhere its probabilities are likely to be far too high.',
    'The pedigree function was computed by the authors of the data from a full family history; a record rarely has it, and no formula is given here.',
    'Pregnancy stops the model only where the record states it (LOINC 82810-3).',
    'Insulin is missing in half of the training rows and skin fold in three of ten; where missing, a median stands in for them and the answer rests on the other features.',
    'The codings, knots and penalties were decided with all 768 rows in view (cross-validation with fold seeds 11 to 16), so every figure here, the held-out ones included, is slightly optimistic.',
    'The networks rank hardly better than a logistic regression on the same columns.',
  ],
  data: {
    title: 'Pima Indians Diabetes Database, 768 rows',
    file: 'data/diabetes/diabetes.csv',
    source:
      'National Institute of Diabetes and Digestive and Kidney Diseases, as diabetes.arff in Debian weka 3.6.14-3, converted by scripts/data/diabetes.ts',
    licence: 'GPL-2.0-or-later (the package)',
  },
  population: { sex: 'female', notPregnant: true },
  features: diabetesFeatures,
  codings: diabetesCodings,
  validation: {
    validated: [
      'Discrimination, calibration and the coverage of its prediction sets on rows of the same data set that it had not seen.',
    ],
    notValidated: [
      'Any other population, men, and present-day laboratory methods.',
      'Benefit or harm to patients, and use by clinicians.',
    ],
  },
  subgroups: {
    sex: null,
    age: { feature: 'age', from: [0, 30, 40, 50] },
    unknown: 'All rows are of women.',
  },
  method: {
    kind: 'ensemble',
    seed: 1,
    members: 7,
    hidden: 4,
    penalty: 0.003,
    hiddenPenalty: 0.005,
    descent: { steps: 300, learningRate: 0.3, momentum: 0.9 },
  },
  settings: {
    splitParts: 5,
    refits: 40,
    intervalShare: 0.9,
    coverage: 0.9,
    inDistributionShare: 0.99,
    // The first whole numbers: not searched over.
    seeds: { split: 1, refits: 1, intervals: 1, folds: [1, 2, 3] },
  },
}
