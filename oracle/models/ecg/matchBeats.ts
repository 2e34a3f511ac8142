/** How a detector's beats meet the known ones. */
export interface BeatMatch {
  /** Known beats that were found, those that were missed, and detections where no beat is. */
  readonly found: number
  readonly missed: number
  readonly false: number
}

/** Half the width of the window in which a detection counts (ANSI/AAMI EC57). */
const matchSeconds = 0.15

/**
 * Counts known beats and detected ones that pair up, each with one of the other within 150 ms, in order of time
 * (ANSI/AAMI EC57).
 *
 * @param known seconds, ascending
 * @param detected seconds, ascending
 */
export function matchBeats(known: readonly number[], detected: readonly number[]): BeatMatch {
  const { missed, false: wrong } = unmatchedBeats(known, detected)
  return { found: known.length - missed.length, missed: missed.length, false: wrong.length }
}

/** The beats that pair with none, in seconds. */
export function unmatchedBeats(
  known: readonly number[],
  detected: readonly number[],
): { readonly missed: number[]; readonly false: number[] } {
  const missed: number[] = []
  const wrong: number[] = []
  let one = 0
  let other = 0
  while (one < known.length && other < detected.length) {
    const beat = known[one] as number
    const detection = detected[other] as number
    const distance = detection - beat
    if (distance < -matchSeconds) {
      wrong.push(detection)
      other++
    } else if (distance > matchSeconds) {
      missed.push(beat)
      one++
    } else if (Math.abs((detected[other + 1] ?? Number.POSITIVE_INFINITY) - beat) < Math.abs(distance)) {
      // The next detection is nearer to this beat.
      wrong.push(detection)
      other++
    } else {
      one++
      other++
    }
  }
  return { missed: [...missed, ...known.slice(one)], false: [...wrong, ...detected.slice(other)] }
}
