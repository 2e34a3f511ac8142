import type { Layer } from './network.ts'

/*
 * Just enough of ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3) and of its Protocol Buffers encoding to
 * write a dense network. The numbers are those of the fields.
 */

const FLOAT = 1
const IR_VERSION = 8
const OPSET = 13

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)])

function bytes(field: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]), content])
}

const tensor = (name: string, dimensions: readonly number[], values: Float32Array): Buffer =>
  bytes(
    5,
    ...dimensions.map((dimension) => number(1, dimension)),
    number(2, FLOAT),
    bytes(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  )

const operation = (type: string, inputs: readonly string[], output: string): Buffer =>
  bytes(1, ...inputs.map((input) => bytes(1, input)), bytes(2, output), bytes(4, type))

/** A matrix of any number of rows. */
const matrix = (field: number, name: string, columns: number): Buffer => {
  const shape = bytes(2, bytes(1, bytes(2, 'rows')), bytes(1, number(1, columns)))
  return bytes(field, bytes(1, name), bytes(2, bytes(1, number(1, FLOAT), shape)))
}

/** A model file: input `x`, output `y`. */
export function onnxFile(layers: readonly Layer[]): Uint8Array {
  const graph: Buffer[] = []
  for (const [index, { inputs, outputs, weights, biases }] of layers.entries()) {
    const before = index === 0 ? 'x' : `a${index - 1}`
    const isLast = index === layers.length - 1
    graph.push(
      operation('Gemm', [before, `w${index}`, `b${index}`], `z${index}`),
      operation(isLast ? 'Sigmoid' : 'Relu', [`z${index}`], isLast ? 'y' : `a${index}`),
      tensor(`w${index}`, [inputs, outputs], weights),
      tensor(`b${index}`, [outputs], biases),
    )
  }
  const first = layers[0]?.inputs ?? 0
  const last = layers.at(-1)?.outputs ?? 0
  return Buffer.concat([
    number(1, IR_VERSION),
    bytes(8, number(2, OPSET)),
    bytes(7, ...graph, bytes(2, 'bench'), matrix(11, 'x', first), matrix(12, 'y', last)),
  ])
}
