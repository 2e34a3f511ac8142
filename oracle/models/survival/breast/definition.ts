import type { DescentSettings } from '../coxRegression.ts'

const descent: DescentSettings = { steps: 300, learningRate: 0.3, momentum: 0.9 }

/** What a person decided about the model before it was trained. */
export const breastDefinition = {
  name: 'breast-survival',
  title: 'Breast cancer: time without recurrence after surgery',
  condition: 'Recurrence of breast cancer, or death from any cause',
  intendedUse:
    'A second opinion for an oncologist on how the chance of staying free of recurrence falls over seven years after surgery for primary breast cancer with positive lymph nodes.',
  notFor: [
    'Women without positive nodes, men, or cancer that had spread further when it was found.',
    'Choosing a treatment: what it says of hormone therapy describes who got it in the 1980s and is not the effect of the drug.',
    'Any decision without a clinician.',
  ],
  limits: [
    'Not clinically validated. Tested on one other data set of the same decade (GBSG, Germany, 1984 to 1989), as published by Royston and Altman 2013.',
    'Trained on women treated in Rotterdam from 1978 to 1993. Today’s chemotherapy, HER2 and endocrine treatment, and screening give better outcomes: expect its curves to be too low.',
    'Receptors must be in fmol/mg by ligand binding; immunohistochemistry cannot be converted and is refused.',
    'Rotterdam gives tumour size in three classes (up to 20 mm, up to 50 mm, above), so size counts by class, and any size is accepted.',
    'Rotterdam has no tumours of grade 1; they count as grade 2. For the 81 women of GBSG who had grade 1 its predicted risk was too high (see the subgroups).',
    'Women who died after follow-up for recurrence had ended count as censored at its end.',
    'The hazard ratio of every feature is taken to be the same in every year.',
    'The codings were written down before training, and a cross-validation on Rotterdam alone chose between them; but they were tried out with the GBSG figures in sight, so the figures on GBSG are slightly optimistic.',
  ],
  data: {
    training: {
      title: 'Rotterdam tumour bank, women with positive nodes',
      file: 'data/breast-survival/rotterdam.csv',
    },
    test: {
      title: 'German Breast Cancer Study Group (GBSG)',
      file: 'data/breast-survival/gbsg.csv',
    },
    source: 'R package survival 3.5-3 (Debian r-cran-survival), read by scripts/data/breastSurvival.py',
    licence: 'LGPL-2.0-or-later (the package)',
  },
  settings: {
    descent,
    penalty: 0.002,
    network: { units: 8, penalty: 0.02, seeds: [1, 2, 3], descent },
    /** Years; GBSG ends there, and the published validation cuts Rotterdam to 84 months. */
    followUp: 7,
    stepYears: 0.5,
    folds: 5,
    repeats: 2,
    refits: 200,
    intervalShare: 0.9,
    calibrationYears: 5,
    resamples: 1000,
    seeds: { folds: 1, refits: 1, intervals: 1 },
  },
} as const

/** Half years up to the end of follow-up. */
export const curveYears: readonly number[] = Array.from(
  { length: breastDefinition.settings.followUp / breastDefinition.settings.stepYears },
  (_, step) => (step + 1) * breastDefinition.settings.stepYears,
)
