import type { ReportedModel, RhythmOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { loincCoding, notPerformed, quantity, reportCode, salusCoding, share } from './elements.ts'
import type { Finding, Findings, Json } from './fhirInput.ts'

/** Millivolts of one step of the excerpt: its numbers have at most 4 decimals. */
const stepMillivolts = 0.0001

/** The screen, the measures of the rate and its variability, and the excerpt as SampledData. */
export function rhythmFindings(outcome: RhythmOutcome, model: ReportedModel): Findings {
  const { screen, screenText, condition, durationSeconds, noiseShare, longestGapSeconds } = outcome
  return {
    effective: { effectivePeriod: { start: outcome.recordedFrom, end: outcome.recordedTo } },
    conclusion:
      `${condition}, recorded from ${outcome.recordedFrom} to ${outcome.recordedTo}: ${screenText} Heart rate ${outcome.heartRate} per minute, SDNN ${stated(outcome.sdnn)}, RMSSD ${stated(outcome.rmssd)}, over ${durationSeconds} s. ${outcome.variabilityText}`.trim(),
    observations: [
      {
        name: 'rhythm-screen',
        elements: {
          status: 'final',
          code: reportCode(model),
          valueCodeableConcept: {
            coding: [salusCoding(`rhythm-${screen}`, `Rhythm: ${screen}`)],
            text: screenText,
          },
          component: [
            { code: { text: 'Length of the recording' }, valueQuantity: quantity(durationSeconds, 's') },
            {
              code: { text: 'Share of the signal that is noisy, missing or flat' },
              valueQuantity: share(noiseShare),
            },
            {
              code: { text: 'Longest readable time between two beats' },
              valueQuantity: quantity(longestGapSeconds, 's'),
            },
          ],
        },
      },
      measure('heart-rate', loincCoding('8867-4', 'Heart rate'), {
        valueQuantity: quantity(outcome.heartRate, '/min'),
      }),
      measure(
        'sdnn',
        loincCoding('80404-7', 'R-R interval.standard deviation (Heart rate variability)'),
        milliseconds(outcome.sdnn, outcome),
      ),
      measure(
        'rmssd',
        salusCoding('rmssd', 'Root mean square of successive differences of normal R-R intervals'),
        milliseconds(outcome.rmssd, outcome),
      ),
      ...excerptFinding(outcome),
    ],
    predictions: null,
  }
}

const measure = (name: string, coding: Json, value: Json): Finding => ({
  name,
  elements: { status: 'final', code: { coding: [coding] }, ...value },
})

/** A measure that the recording does not allow is there too, with the reason. */
const milliseconds = (value: number | null, { variabilityText }: RhythmOutcome): Json =>
  value === null
    ? { dataAbsentReason: { coding: [notPerformed], text: variabilityText } }
    : { valueQuantity: quantity(value, 'ms') }

const stated = (value: number | null): string => (value === null ? 'not measured' : `${value} ms`)

function excerptFinding({ excerpt }: RhythmOutcome): Finding[] {
  const { startSeconds, samplingHertz, millivolts } = excerpt
  if (millivolts.length === 0) return []
  return [
    {
      name: 'excerpt',
      elements: {
        status: 'final',
        code: {
          coding: [
            {
              // ISO/IEEE 11073-10101, as in the example of R4's Observation for sampled data.
              system: 'urn:oid:2.16.840.1.113883.6.24',
              code: '131328',
              display: 'MDC_ECG_ELEC_POTL',
            },
          ],
          text: `Electrocardiogram, from ${startSeconds} s after the start of the recording`,
        },
        valueSampledData: {
          origin: quantity(0, 'mV'),
          period: Math.round(1e7 / samplingHertz) / 1e4,
          factor: stepMillivolts,
          dimensions: 1,
          // E is a missing sample (FHIR R4, SampledData).
          data: millivolts
            .map((value) => (value === null ? 'E' : Math.round(value / stepMillivolts)))
            .join(' '),
        },
      },
    },
  ]
}
