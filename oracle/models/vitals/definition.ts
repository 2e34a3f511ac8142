import { news2Chart } from './chart.ts'
import { condition } from './composeScore.ts'
import type { TrendRule } from './trend.ts'

/** What a person decided about the model; the rest of its card is measured. */
export const vitalsDefinition = {
  name: 'vital-signs',
  title: 'Vital signs: NEWS2 and where it is heading',
  condition,
  intendedUse:
    'The National Early Warning Score of an adult in hospital from the vital signs in the record, for the staff at the bedside, with a forecast of the next hours.',
  notFor: [
    'People under 16, or pregnancy.',
    'A decision without a clinician: NEWS2 supports clinical judgement and never replaces it; concern overrides any score.',
    'Life-critical monitoring: it is no bedside monitor and raises no alarm by itself.',
  ],
  limits: [
    'The score is the published chart of the Royal College of Physicians (NEWS2, 2017), every cell of it tested. It was not validated again on patients here.',
    'The forecast was never validated on patients, real or recorded: no lawful data of deteriorating patients were at hand. It was made and tried on synthetic patients that we wrote ourselves, so its figures say what the code does and not what it will do at a bedside.',
    'Spinal cord injury (especially at or above T6) disturbs blood pressure, pulse and temperature by itself: the score can mislead there.',
    'The maximum age of each reading and of a choice of the SpO2 scale, the length of a round and the limits of a jump are ours, not the chart’s.',
    'Artefacts that last for several readings and agree with each other pass for measurements. Where readings are further apart than five minutes (temperature: thirty) no jump can be told from an artefact, and all count.',
    'Pregnancy stops the model only where the record states it (LOINC 82810-3).',
    'A forecast assumes that each parameter goes on as it did and that what is left open is independent between parameters; it foresees no sudden event and no treatment.',
  ],
  trial: { patients: 400, tuningSeed: 1, trialSeed: 2, intervalSeed: 1, comparedScore: 5 },
} as const

/** Everything of the trend but its calibration, which is fitted. */
export const trendRule: Omit<TrendRule, 'calibration'> = {
  format: 'salus-trend/1',
  hoursBack: 6,
  hoursAhead: 4,
  // The chart's emergency threshold: a warning of 5 would come from the chart's own hourly rounds as soon.
  threshold: 7,
  fewestRounds: 4,
  shortestHours: 1,
  noise: {
    'respiratory-rate': 1.5,
    'oxygen-saturation': 1,
    'systolic-pressure': 6,
    pulse: 4,
    temperature: 0.2,
  },
  drift: {
    'respiratory-rate': 1,
    'oxygen-saturation': 0.7,
    'systolic-pressure': 5,
    pulse: 4,
    temperature: 0.15,
  },
}

export const chart = news2Chart
