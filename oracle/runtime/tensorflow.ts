import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as TensorFlowModule from '@tensorflow/tfjs'
import { IntegrityError, UnavailableError } from '../../sdk/errors/index.ts'

export type TensorFlow = typeof TensorFlowModule

export type Backend = 'wasm' | 'native'

/** A TensorFlow.js that is ready to compute, and what names it. */
export interface Runtime {
  readonly tf: TensorFlow
  readonly backend: Backend
  /** 0x-hex SHA-256 that names the pinned back-end; 'unpinned' for the native one, whose results nobody signs. */
  readonly fingerprint: string
}

const require = createRequire(import.meta.url)

// TensorFlow.js picks the file itself by what the processor can do; these are the names it would ask for.
const simdBinary = 'tfjs-backend-wasm-simd.wasm'

/** The versions and the binary that determine every bit of a signed result. */
export interface RuntimeParts {
  readonly tfjs: string
  readonly wasmBackend: string
  /** SHA-256 of the SIMD binary, hexadecimal. */
  readonly binary: string
}

export async function runtimeParts(): Promise<RuntimeParts> {
  const tfjs = require('@tensorflow/tfjs/package.json') as { version: string }
  const backend = require('@tensorflow/tfjs-backend-wasm/package.json') as { version: string }
  const binary = await readFile(join(wasmFolder(), simdBinary))
  return { tfjs: tfjs.version, wasmBackend: backend.version, binary: sha256(binary) }
}

/** One hash of these parts. */
export async function runtimeFingerprint(): Promise<string> {
  const { tfjs, wasmBackend, binary } = await runtimeParts()
  const parts = ['salus-runtime/1', `tfjs ${tfjs}`, `tfjs-backend-wasm ${wasmBackend}`, binary]
  return `0x${sha256(parts.join('\n'))}`
}

/**
 * Checks that TensorFlow.js, of which there is one in a process, computes on the pinned back-end now.
 * @throws IntegrityError RUNTIME_NOT_PINNED
 */
export function requirePinnedBackend(): void {
  const backend = (require('@tensorflow/tfjs') as TensorFlow).getBackend()
  if (backend === 'wasm') return
  throw new IntegrityError(
    'RUNTIME_NOT_PINNED',
    `TensorFlow.js computes on the back-end '${backend}' now, not on the pinned one, so nothing may be signed here.`,
  )
}

/**
 * Loads TensorFlow.js on the named back-end. `wasm` is the pinned SIMD build without threads, the only one whose
 * results may be signed; `native` is the optional tfjs-node, for training and bulk scoring that nobody signs.
 *
 * @throws IntegrityError RUNTIME_NOT_PINNED when the processor or the build cannot run the pinned back-end
 * @throws UnavailableError RUNTIME_UNAVAILABLE when tfjs-node is asked for and not installed
 */
export async function loadRuntime(backend: Backend = 'wasm'): Promise<Runtime> {
  return backend === 'native' ? loadNative() : loadWasm()
}

async function loadWasm(): Promise<Runtime> {
  // The CommonJS builds find their binaries on disk by themselves; the ESM builds would fetch them.
  const tf = require('@tensorflow/tfjs') as TensorFlow
  require('@tensorflow/tfjs-backend-wasm')
  // Forced or absent threads make TensorFlow.js fall back to the cpu back-end without a word, so everything
  // that determines the binary is asserted rather than assumed.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  const accepted = simd === true && (await tf.setBackend('wasm'))
  if (!accepted || tf.getBackend() !== 'wasm') {
    throw new IntegrityError(
      'RUNTIME_NOT_PINNED',
      'This processor or Node build cannot run the TensorFlow.js WebAssembly SIMD back-end, so no result may be signed here.',
    )
  }
  return { tf, backend: 'wasm', fingerprint: await runtimeFingerprint() }
}

async function loadNative(): Promise<Runtime> {
  const name = '@tensorflow/tfjs-node'
  try {
    const module = (await import(name)) as { default: TensorFlow }
    return { tf: module.default, backend: 'native', fingerprint: 'unpinned' }
  } catch (cause) {
    throw new UnavailableError(
      'RUNTIME_UNAVAILABLE',
      'The native back-end needs the optional package @tensorflow/tfjs-node, which is not installed here; leave out --backend native to use WebAssembly.',
      { cause },
    )
  }
}

function wasmFolder(): string {
  return dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
