import type { Vitals } from '../../../../oracle/models/vitals/chart.ts'

/** All 0 points, on air. */
export const healthy: Vitals = {
  'respiratory-rate': 16,
  'oxygen-saturation': 98,
  'supplemental-oxygen': 0,
  'systolic-pressure': 125,
  pulse: 70,
  consciousness: 0,
  temperature: 37,
}

export const patientDid = 'did:ethr:0x7a69:0x0000000000000000000000000000000000000001'
