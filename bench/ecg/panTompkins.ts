/**
 * The detector of Pan & Tompkins (IEEE Trans Biomed Eng 1985;32:230) written plainly for a whole signal in memory: band pass
 * of 5 to 15 Hz by the difference of two moving averages, five-point derivative, square, integration over 150 ms, two
 * adaptive thresholds with search back. What one would write for want of a maintained npm package.
 *
 * @param signal millivolts, all of them numbers
 * @returns samples of the beats
 */
export function panTompkins(signal: Float32Array, samplingHertz: number): number[] {
  const lowPass = movingAverage(Float64Array.from(signal), Math.round(samplingHertz / 30))
  const baseline = movingAverage(lowPass, Math.round(samplingHertz / 5))
  const band = lowPass.map((value, index) => value - (baseline[index] as number))
  const slope = band.map((_, index) => {
    const at = (offset: number) => band[Math.min(band.length - 1, Math.max(0, index + offset))] as number
    return (2 * at(2) + at(1) - at(-1) - 2 * at(-2)) / 8
  })
  const energy = movingAverage(
    slope.map((value) => value * value),
    Math.round(0.15 * samplingHertz),
  )
  return thresholded(peaks(energy, Math.round(0.2 * samplingHertz)), energy, samplingHertz)
}

function movingAverage(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(values.length)
  const half = length >> 1
  let sum = 0
  for (let index = 0; index < values.length + half; index++) {
    if (index < values.length) sum += values[index] as number
    if (index >= length) sum -= values[index - length] as number
    if (index >= half) result[index - half] = sum / length
  }
  return result
}

/** Samples that are the greatest within `apart` on both sides. */
function peaks(values: Float64Array, apart: number): number[] {
  const found: number[] = []
  let best = 0
  for (let index = 1; index < values.length; index++) {
    if ((values[index] as number) > (values[best] as number)) best = index
    else if (index - best > apart) {
      found.push(best)
      best = index
    }
  }
  return found
}

function thresholded(candidates: readonly number[], energy: Float64Array, samplingHertz: number): number[] {
  const learning = energy.subarray(0, 2 * samplingHertz)
  let signalLevel = learning.reduce((greatest, value) => Math.max(greatest, value), 0) / 3
  let noiseLevel = learning.reduce((sum, value) => sum + value, 0) / learning.length / 2
  const beats: number[] = []
  let passed: number[] = []
  const typical = () => {
    const last = beats.slice(-9)
    return last.length < 2
      ? Number.POSITIVE_INFINITY
      : ((last.at(-1) as number) - (last[0] as number)) / (last.length - 1)
  }
  for (const candidate of candidates) {
    const height = energy[candidate] as number
    const threshold = noiseLevel + 0.25 * (signalLevel - noiseLevel)
    if (height > threshold) {
      const overdue = candidate - (beats.at(-1) ?? candidate) > 1.66 * typical()
      const missed = passed.filter((other) => (energy[other] as number) > threshold / 2)
      if (overdue && missed.length > 0) {
        const highest = missed.reduce((one, other) =>
          (energy[other] as number) > (energy[one] as number) ? other : one,
        )
        beats.push(highest)
        signalLevel = 0.25 * (energy[highest] as number) + 0.75 * signalLevel
      }
      beats.push(candidate)
      passed = []
      signalLevel = 0.125 * height + 0.875 * signalLevel
    } else {
      passed.push(candidate)
      noiseLevel = 0.125 * height + 0.875 * noiseLevel
    }
  }
  return beats
}
