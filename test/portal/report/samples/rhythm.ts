import type { ClinicalReport } from '../../../../sdk/inference/clinicalReport.ts'
import { answeredReport } from '../sampleReport.ts'

const samplingHertz = 360
const seconds = 10
const beats = [0.42, 1.21, 2.05, 2.81, 3.62, 4.44, 5.21, 6.03, 6.84, 7.6, 8.43, 9.22]

/** A made-up trace: sums of bell curves for P, QRS and T around every beat. */
const millivolts = Array.from({ length: samplingHertz * seconds }, (_, sample) => {
  const time = sample / samplingHertz
  const total = beats.reduce((sum, beat) => sum + wave(time - beat), 0)
  return Math.round(total * 1e3) / 1e3
})

function wave(time: number): number {
  return (
    bell(time, -0.17, 0.025, 0.12) +
    bell(time, -0.03, 0.009, -0.12) +
    bell(time, 0, 0.011, 1.15) +
    bell(time, 0.03, 0.01, -0.22) +
    bell(time, 0.24, 0.045, 0.28)
  )
}

function bell(time: number, centre: number, width: number, height: number): number {
  return height * Math.exp(-0.5 * ((time - centre) / width) ** 2)
}

/** Made up in the form of the ECG model. */
export const rhythmReport: ClinicalReport = {
  ...answeredReport,
  model: {
    ...answeredReport.model,
    name: 'ecg-rhythm',
    title: 'Rhythm of a single-lead electrocardiogram',
    kind: 'rhythm',
    figures: [
      { name: 'Sensitivity', meaning: 'Share of beats found in made-up signals with noise', value: 0.9989 },
    ],
    calibration: [],
    intendedUse: 'To screen a recording for an irregular rhythm before a clinician reads it.',
  },
  outcome: {
    status: 'answered',
    kind: 'rhythm',
    condition: 'Irregular rhythm of the heart',
    screen: 'regular',
    screenText: 'The rhythm is regular over the usable signal.',
    recordedFrom: '2026-11-12T08:30:00.000Z',
    recordedTo: '2026-11-12T08:35:00.000Z',
    durationSeconds: 300,
    samplingHertz,
    beats: 371,
    heartRate: 74.8,
    sdnn: 38.2,
    rmssd: 29.4,
    variabilityText: 'From 358 of 370 intervals, those between two normal beats.',
    noiseShare: 0.034,
    longestGapSeconds: 1.02,
    rateSeries: {
      stepSeconds: 10,
      rates: Array.from({ length: 30 }, (_, step) => (step === 11 ? null : 72 + ((step * 7) % 9))),
    },
    excerpt: { startSeconds: 120, samplingHertz, millivolts, beats },
    abstention: {
      text: 'No answer is given where more than a third of the signal is noisy, missing or flat.',
    },
  },
  features: [],
  limits: ['No beat classifier: a regular rhythm is not a normal electrocardiogram.'],
}
