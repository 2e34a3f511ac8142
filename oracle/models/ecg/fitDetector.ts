import { BeatFinder } from './beatFinder.ts'
import { matchBeats } from './matchBeats.ts'
import type { DetectorParameters } from './parameters.ts'
import { QrsEnvelope } from './qrsEnvelope.ts'
import { type WaveBlock, WavePicker } from './qrsWaves.ts'
import type { SyntheticEcg } from './synthetic.ts'
import { type WaveletTable, waveletTable } from './wavelets.ts'

/**
 * What is tried; every combination. Wavelets above 11 Hz and shares above these do a little better in noise, and lose wide and
 * low ventricular beats for it.
 */
export const detectorGrid = {
  waveletHertz: [10, 11],
  beatShare: [0.2, 0.3],
  noiseFactor: [3, 4],
  betweenShare: [0.25, 0.3, 0.35],
  tWaveShare: [0.3, 0.5],
  searchBackShare: [0.5, 0.7],
} as const

/** Pan & Tompkins 1985. */
const searchBackAfter = 1.66

export interface FittedDetector {
  readonly waveletHertz: number
  readonly detector: DetectorParameters
  /** Mean over conditions of 2 × found / (2 × found + missed + false). */
  readonly score: number
}

/** The combination with the greatest mean score over conditions; of equals, the first. */
export function fitDetector(groups: readonly (readonly SyntheticEcg[])[]): FittedDetector {
  let best: FittedDetector | undefined
  for (const waveletHertz of detectorGrid.waveletHertz) {
    const table = waveletTable(waveletHertz)
    const prepared = groups.map((recordings) =>
      recordings.map((recording) => ({
        blocks: waveBlocks(recording, table),
        known: recording.rhythm.beats.map(({ seconds }) => seconds),
      })),
    )
    for (const detector of combinations()) {
      const scores = prepared.map((group) => scoreOf(group, detector))
      const score = scores.reduce((sum, value) => sum + value, 0) / scores.length
      if (!best || score > best.score) best = { waveletHertz, detector, score }
    }
  }
  if (!best) throw new TypeError('The grid is empty.')
  return best
}

function combinations(): DetectorParameters[] {
  const { beatShare, noiseFactor, betweenShare, tWaveShare, searchBackShare } = detectorGrid
  return beatShare.flatMap((beat) =>
    noiseFactor.flatMap((noise) =>
      betweenShare.flatMap((between) =>
        tWaveShare.flatMap((tWave) =>
          searchBackShare.map((back) => ({
            beatShare: beat,
            noiseFactor: noise,
            betweenShare: between,
            tWaveShare: tWave,
            searchBackShare: back,
            searchBackAfter,
          })),
        ),
      ),
    ),
  )
}

/** The waves do not depend on the thresholds, so they are found once. */
function waveBlocks({ samplingHertz, millivolts }: SyntheticEcg, table: WaveletTable): WaveBlock[] {
  const blocks: WaveBlock[] = []
  const envelope = new QrsEnvelope(samplingHertz, table, (value, valid) => picker.take(value, valid))
  const picker = new WavePicker(envelope.stride / samplingHertz, (block) => blocks.push(block))
  envelope.push(millivolts)
  envelope.finish()
  picker.finish()
  return blocks
}

function scoreOf(
  group: readonly { readonly blocks: readonly WaveBlock[]; readonly known: readonly number[] }[],
  detector: DetectorParameters,
): number {
  let found = 0
  let wrong = 0
  for (const { blocks, known } of group) {
    const finder = new BeatFinder(detector)
    for (const block of blocks) finder.take(block)
    const match = matchBeats(known, finder.finish().seconds)
    found += match.found
    wrong += match.missed + match.false
  }
  return (2 * found) / (2 * found + wrong)
}
