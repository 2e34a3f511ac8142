import type { Tensor } from '@tensorflow/tfjs'

/** The numbers of a tensor. Outside of `tidy`, which would look at each number of its result for a tensor to keep. */
export function readAndDispose(tensor: Tensor): Float32Array {
  const values = tensor.dataSync() as Float32Array
  tensor.dispose()
  return values
}
