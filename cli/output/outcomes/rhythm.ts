import pc from 'picocolors'
import { durationText } from '../../../sdk/charts/index.ts'
import type { RhythmOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { pairs } from '../columns.ts'
import { percent, plain } from '../format.ts'
import { sparkline } from '../sparkline.ts'

const COLOUR: Readonly<Record<string, (text: string) => string>> = {
  regular: pc.green,
  irregular: pc.red,
  inconclusive: pc.yellow,
}

/** What the screen says, how much of the signal it read, the rate and its variability. */
export function rhythmText(outcome: RhythmOutcome): string {
  const { screen, screenText, durationSeconds, samplingHertz, beats, heartRate, sdnn, rmssd } = outcome
  const { stepSeconds, rates } = outcome.rateSeries
  const known = rates.filter((rate) => rate !== null)
  const series =
    known.length === 0
      ? ''
      : `\n  ${sparkline(rates)}  ${Math.min(...known)} to ${Math.max(...known)} beats per minute, every ${stepSeconds} s\n`
  return `
  rhythm ${(COLOUR[screen] ?? pc.bold)(plain(screen))}
  ${plain(screenText)}
${series}
${pairs([
  ['recorded', plain(`${outcome.recordedFrom} to ${outcome.recordedTo}`)],
  ['recording', `${durationText(durationSeconds)} at ${samplingHertz} Hz`],
  ['noisy, missing or flat', percent(outcome.noiseShare)],
  ['beats', `${beats}, the longest readable time between two ${outcome.longestGapSeconds} s`],
  ['heart rate', `${heartRate} per minute`],
  ['SDNN', milliseconds(sdnn)],
  ['RMSSD', milliseconds(rmssd)],
])}${plain(outcome.variabilityText)}
`
}

const milliseconds = (value: number | null) => (value === null ? 'not measured' : `${value} ms`)
