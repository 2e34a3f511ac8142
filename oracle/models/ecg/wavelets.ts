/**
 * A pair of wavelets, odd and even, sampled every millisecond from 0 to their end; the other half follows by symmetry.
 * They are the model's weights: constants made once by the training run, so that detection itself needs no Math.exp.
 */
export interface WaveletTable {
  readonly odd: Float32Array
  readonly even: Float32Array
}

/** The pair at one sampling rate, from the middle outwards, for a signal of any unit. */
export interface WaveletTaps {
  readonly odd: Float64Array
  readonly even: Float64Array
}

/**
 * The third and the fourth derivative of a Gaussian, each with its greatest gain, 1, at `hertz`. They pass QRS complexes of
 * either polarity; a constant, a wandering baseline (third and fourth order at zero) and mains hum (Gaussian) do not come
 * through. Together they give an envelope that does not depend on where in the QRS the peak lies.
 */
export function waveletTable(hertz: number): WaveletTable {
  const oddWidth = Math.sqrt(3) / (2 * Math.PI * hertz)
  const evenWidth = Math.sqrt(4) / (2 * Math.PI * hertz)
  // Beyond 4.5 standard deviations the fourth derivative is below a thousandth of its middle.
  const length = Math.ceil(4.5 * evenWidth * 1000) + 1
  const at = (index: number, width: number) => index / 1000 / width
  const odd = Float64Array.from({ length }, (_, index) => {
    const u = at(index, oddWidth)
    return (u * u * u - 3 * u) * Math.exp(-0.5 * u * u)
  })
  const even = Float64Array.from({ length }, (_, index) => {
    const u = at(index, evenWidth)
    return (u * u * u * u - 6 * u * u + 3) * Math.exp(-0.5 * u * u)
  })
  let oddGain = 0
  let evenGain = even[0] as number
  for (let index = 1; index < length; index++) {
    const angle = (2 * Math.PI * hertz * index) / 1000
    oddGain += 2 * (odd[index] as number) * Math.sin(angle)
    evenGain += 2 * (even[index] as number) * Math.cos(angle)
  }
  const scaled = (values: Float64Array, gain: number) => Float32Array.from(values, (value) => value / gain)
  return { odd: scaled(odd, oddGain), even: scaled(even, evenGain) }
}

/** The pair for a signal of `samplingHertz`, by linear interpolation between the milliseconds of the table. */
export function waveletTaps({ odd, even }: WaveletTable, samplingHertz: number): WaveletTaps {
  const step = 1000 / samplingHertz
  const length = Math.floor((odd.length - 1) / step) + 1
  const taps = (table: Float32Array) =>
    Float64Array.from({ length }, (_, index) => {
      const place = Math.min(index * step, table.length - 1)
      const before = Math.floor(place)
      const low = table[before] as number
      const high = table[Math.min(before + 1, table.length - 1)] as number
      return (low + (place - before) * (high - low)) * step
    })
  return { odd: taps(odd), even: withoutMean(taps(even)) }
}

/** So that a constant gives nothing at any sampling rate; the odd wavelet has no mean by its symmetry. */
function withoutMean(taps: Float64Array): Float64Array {
  let sum = taps[0] as number
  for (let index = 1; index < taps.length; index++) sum += 2 * (taps[index] as number)
  const mean = sum / (2 * taps.length - 1)
  return taps.map((value) => value - mean)
}

/** `weights.bin`: the odd wavelet, then the even one, as little-endian 32-bit floats. */
export function tableBytes({ odd, even }: WaveletTable): Uint8Array {
  const bytes = new Uint8Array(4 * (odd.length + even.length))
  const view = new DataView(bytes.buffer)
  for (const [index, value] of [...odd, ...even].entries()) view.setFloat32(4 * index, value, true)
  return bytes
}

/** The wavelets of `weights.bin`, whatever the byte order of the machine. */
export function tableOf(bytes: Uint8Array): WaveletTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getFloat32(4 * index, true),
  )
  const half = values.length / 2
  return { odd: values.slice(0, half), even: values.slice(half) }
}
