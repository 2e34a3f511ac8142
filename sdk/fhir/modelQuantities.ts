import { codeSystems } from './featureSpec.ts'

/** The coded quantities that the shipped models read, and the UCUM unit in which each model's card states them. */
export const modelQuantities = [
  { system: codeSystems.loinc, code: '30525-0', unit: 'a' },
  { system: codeSystems.loinc, code: '8480-6', unit: 'mm[Hg]' },
  { system: codeSystems.loinc, code: '2093-3', unit: 'mg/dL' },
  { system: codeSystems.loinc, code: '1558-6', unit: 'mg/dL' },
  { system: codeSystems.salus, code: 'exercise-maximum-heart-rate', unit: '/min' },
  { system: codeSystems.salus, code: 'exercise-st-depression', unit: 'mm' },
] as const
