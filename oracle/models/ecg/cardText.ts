import { ecgLeads } from '../../../sdk/fhir/sampledDataLeads.ts'
import { abstentionText } from './assessEcg.ts'
import type { EcgCard } from './ecgCard.ts'
import { maximumSamples } from './readRecording.ts'

/** What the card says that is not measured. */
export const ecgCardText = {
  format: 'salus-model-card/1',
  kind: 'rhythm',
  name: 'ecg-rhythm',
  title: 'Rhythm of a single-lead electrocardiogram',
  condition: 'Irregular heart rhythm: a screen of the intervals between beats',
  intendedUse:
    'For a clinician: beats, heart rate, variability and regularity of a resting or ambulatory single-lead electrocardiogram of an adult, from half a minute to three hours, as a pointer to where to look in the trace.',
  notFor: [
    'A diagnosis of atrial fibrillation or of any other arrhythmia.',
    'Monitoring in which an alarm must sound.',
    'ST segments, conduction times, and the kind of a beat: there is no beat classifier.',
    'People under 16, and paced rhythms, whose spikes and paced beats were never tried.',
  ],
  limits: [
    'Validated on made-up signals and on one real five-minute excerpt without beat labels. No clinical accuracy is claimed.',
    'The made-up rhythms are simpler than real ones: atrial flutter with changing conduction, heart block of second degree, multifocal atrial rhythm and runs of ventricular tachycardia were not tried. What is irregular in any of these ways may be called irregular or inconclusive; what is regular in them is called regular.',
    'Strong respiratory arrhythmia of the young may look irregular.',
    'A stretch without a beat in which the signal swings by more than three quarters of a QRS counts as unreadable, since an amplifier does so when an electrode comes off; a pause of the heart at that very moment is missed, and the report says that it cannot be told.',
    'Where the signal is flat or missing and a beat is overdue, a lead off and a pause of the heart cannot be told apart: the report says so first, and a rhythm is not called regular where no beat is found for more than 3 seconds around such a stretch, or at either end. A pause under noise is not seen.',
    'A QRS less than a third as high as its neighbours may be missed.',
    'Times of beats are those of the greatest steepness, not of the R wave; intervals between beats of different shape carry an error of some 10 ms.',
    'One lead is read, II where there is one; the report names it.',
  ],
  input: {
    text: 'FHIR R4 Observation.valueSampledData, or that of a component, of one dimension, coded as a lead in ISO/IEEE 11073-10101 (urn:oid:2.16.840.1.113883.6.24 or urn:iso:std:iso:11073:10101) or as an EKG study (LOINC 11524-6). E is a missing sample, U and L a saturated one.',
    leads: ecgLeads.map(({ name, code }) => ({ name, code })),
    units: ['mV', 'uV'],
    samplingHertz: [100, 2000],
    maximumSamples,
  },
  method: [
    'Envelope: a pair of wavelets, the third and fourth derivative of a Gaussian, scaled to the sampling rate by linear interpolation of a table at 1 kHz (weights.bin), their outputs squared, added and rooted; at least 100 values a second.',
    'Beats: waves of the envelope above a threshold from the median highest wave, the mean height of the lower waves, and the lower quartile of the envelope of the ten seconds around; refractory period of 200 ms, T waves told apart within 360 ms, search back after 1.66 typical intervals (after Pan & Tompkins 1985).',
    'Quality: four seconds at a time, by the waves between beats and the lower quartile of the envelope, each relative to the beats; missing, saturated and flat signal (one second within 5 µV) is unreadable. Rates and intervals come from readable signal only.',
    'Normal intervals: 0.27 to 2.2 s long and within 20 % of the median of the eleven around. SDNN and RMSSD as the Task Force of the ESC and NASPE (1996): SDNN from 240, RMSSD from 60 readable seconds, at least 80 % of the intervals normal.',
    'Screen: windows of 32 intervals. The variation that a second-order linear prediction leaves over, relative to the mean interval, is compared with two thresholds; early beats, the interval after each, and pauses (by their share of the median around, in preprocessing.json) are left out to tell ectopy from irregularity. A recording is irregular where half of its windows are, or three in a row.',
    'Only + − × ÷ √ of IEEE 754 decide; the same input gives the same bits on every machine.',
  ],
  abstention: { text: abstentionText },
  features: [],
} satisfies Omit<EcgCard, 'metrics' | 'data' | 'hashes'>

export const syntheticData = {
  title: 'Made-up electrocardiograms',
  source:
    'oracle/models/ecg/synthetic.ts: sums of Gaussian bumps after McSharry, Clifford, Tarassenko & Smith (2003), from seeds',
  licence: 'Apache-2.0 (this project)',
  sha256: null,
  use: 'Training of all thresholds, and with other seeds evaluation.',
}

export const realData = {
  title: 'Record 208 of the MIT-BIH Arrhythmia Database, lead MLII, 19:35 to 24:35',
  source:
    'ecg.dat of SciPy 1.10 (Debian python3-scipy 1.10.1-2), from Moody & Mark, IEEE Eng in Med and Biol 20(3):45-50 (2001), through PhysioNet; see data/README.md',
  licence: 'BSD-3-Clause (the package)',
  use: 'Evaluation, without beat labels. The method was designed with it in view; no number was fitted to it.',
}
