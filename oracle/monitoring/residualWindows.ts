/**
 * The last values up to each one as rows, oldest first; before the first value stand zeros, as of a series that lies on its
 * median. Values are compressed by asinh, which keeps small ones and takes the logarithm of great ones.
 *
 * @param residuals as `medianResiduals` gives them
 * @returns [residuals, width], row-major
 */
export function residualWindows(residuals: Float64Array, width: number): Float32Array {
  const compressed = residuals.map(Math.asinh)
  const windows = new Float32Array(residuals.length * width)
  for (let row = 0; row < residuals.length; row++) {
    const first = row - width + 1
    for (let column = Math.max(0, -first); column < width; column++) {
      windows[row * width + column] = compressed[first + column] as number
    }
  }
  return windows
}
