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
    for (let column = 0; column < width; column++) {
      const index = row - width + 1 + column
      if (index >= 0) windows[row * width + column] = compressed[index] as number
    }
  }
  return windows
}
