import { readRealExcerpt } from '../../../oracle/models/ecg/realExcerpt.ts'
import type { Vitals } from '../../../oracle/models/vitals/chart.ts'
import { vitalsBundle } from '../../../oracle/models/vitals/vitalsBundle.ts'
import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import { ecgBundle } from '../../../sdk/fhir/sampledDataBundle.ts'

const HOUR = 3_600_000
const MILLIVOLTS_PER_STEP = 0.005

/** Five real minutes of MIT-BIH record 208 (data/README.md), as an electrocardiogram of a patient who is made up. */
export async function ecgRecord(patientDid: string, end: Date): Promise<Bundle> {
  const { samplingHertz, millivolts } = (await readRealExcerpt()).recording
  const start = new Date(end.getTime() - (millivolts.length / samplingHertz) * 1000).toISOString()
  const counts = [...millivolts].map((value) => Math.round(value / MILLIVOLTS_PER_STEP) + 0)
  const patient = {
    resourceType: 'Patient',
    id: 'patient',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: patientDid }],
  }
  return ecgBundle(patient, [{ start, samplingHertz, counts, stepMillivolts: MILLIVOLTS_PER_STEP }])
}

/** Seven made-up hours, in which an adult gets worse. */
export function worseningVitals(patientDid: string, end: Date): Bundle {
  const rows = Array.from({ length: 7 }, (_, hour) => ({
    time: new Date(end.getTime() - (6 - hour) * HOUR).toISOString(),
    vitals: vitalsAt(hour),
  }))
  return vitalsBundle(rows, { patientDid, age: 67 })
}

const vitalsAt = (hour: number): Vitals => ({
  'respiratory-rate': 16 + 2 * hour,
  'oxygen-saturation': 97 - hour,
  'supplemental-oxygen': 0,
  'systolic-pressure': 124 - 5 * hour,
  pulse: 72 + 9 * hour,
  consciousness: 0,
  temperature: 36.8,
})
