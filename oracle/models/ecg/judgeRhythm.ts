import type { ScreenedWindow, WindowRhythm } from './rhythmScreen.ts'

export interface RhythmJudgement {
  readonly screen: 'regular' | 'irregular' | 'inconclusive'
  /** For a clinician: what was seen, and that it is no diagnosis. */
  readonly text: string
  /** A window that shows what the text says. */
  readonly shown: ScreenedWindow | null
}

/** A recording is irregular where at least half of its windows are, or so many in a row: about one and a half minutes. */
const irregularShare = 0.5
const irregularInARow = 3
/** It is regular where nearly all windows are and none is irregular. */
const regularShare = 0.9

const noDiagnosis =
  'This is a screen of the intervals between beats, not a diagnosis: it looks at no P waves and at no beat shapes.'

/**
 * What the windows of a recording say together.
 *
 * @param mayHidePause a pause of the heart may lie outside the windows, so that they alone do not make it regular
 */
export function judgeRhythm(windows: readonly ScreenedWindow[], mayHidePause: boolean): RhythmJudgement {
  const count = (rhythm: WindowRhythm) => windows.filter((window) => window.rhythm === rhythm).length
  const total = windows.length
  if (total === 0) {
    const text = `There are too few consecutive beats in readable signal to judge the rhythm. ${noDiagnosis}`
    return { screen: 'inconclusive', text, shown: null }
  }
  const show = (...rhythms: WindowRhythm[]) =>
    windows.find(({ rhythm }) => rhythms.includes(rhythm)) ?? windows[0] ?? null
  const irregular = count('irregular')
  if (irregular >= irregularShare * total || longestRun(windows) >= irregularInARow) {
    const text = `The intervals are irregularly irregular in ${pieces(irregular, total)}: the two intervals before do not tell the next, even with early beats and pauses left out.${others(windows, false)} Atrial fibrillation, frequent ectopic beats, and missed or extra detections are among the causes; a 12-lead electrocardiogram read by a clinician decides. ${noDiagnosis}`
    return { screen: 'irregular', text, shown: show('irregular') }
  }
  const regular = count('regular')
  if (regular >= regularShare * total && irregular === 0) {
    const where = mayHidePause
      ? 'A pause of the heart cannot be ruled out. Where they can be read, the intervals'
      : 'The intervals'
    const text = `${where} are regular, or vary as breathing makes them vary, in ${pieces(regular, total)}.${others(windows)} A regular rhythm is not always a normal one. ${noDiagnosis}`
    return { screen: mayHidePause ? 'inconclusive' : 'regular', text, shown: show('regular') }
  }
  const text = `The intervals are neither regular nor irregularly irregular throughout: regular in ${pieces(regular, total)}.${others(windows)} ${noDiagnosis}`
  return {
    screen: 'inconclusive',
    text,
    shown: show('interrupted', 'patterned', 'irregular', 'unclear'),
  }
}

function longestRun(windows: readonly ScreenedWindow[]): number {
  let longest = 0
  let run = 0
  for (const { rhythm } of windows) {
    run = rhythm === 'irregular' ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** A sentence for each kind of window that is not regular, so that ectopy never goes unsaid. */
function others(windows: readonly ScreenedWindow[], withIrregular = true): string {
  const of = (rhythm: WindowRhythm) => windows.filter((window) => window.rhythm === rhythm)
  const interrupted = of('interrupted')
  const early = interrupted.reduce((sum, { earlyBeats }) => sum + earlyBeats, 0)
  const pauses = interrupted.reduce((sum, window) => sum + window.pauses, 0)
  const total = windows.length
  const sentences = [
    interrupted.length > 0 &&
      `A regular rhythm is interrupted in ${pieces(interrupted.length, total)}, by ${early} early ${early === 1 ? 'beat' : 'beats'} (such as ectopic beats) and ${pauses} long ${pauses === 1 ? 'interval' : 'intervals'}.`,
    of('patterned').length > 0 &&
      `Short and long intervals alternate in a fixed pattern in ${pieces(of('patterned').length, total)}, as in bigeminy or trigeminy.`,
    withIrregular &&
      of('irregular').length > 0 &&
      `It is irregularly irregular in ${pieces(of('irregular').length, total)}.`,
    of('unclear').length > 0 && `Nothing can be said of ${pieces(of('unclear').length, total)}.`,
  ]
  return sentences.flatMap((sentence) => (sentence ? [` ${sentence}`] : [])).join('')
}

const pieces = (some: number, total: number): string =>
  `${some} of ${total} ${total === 1 ? 'piece' : 'pieces'} of about 32 beats`
