import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bytesHash } from '../hashing.ts'
import type { Recording } from './readRecording.ts'

/** Five minutes of MIT-BIH record 208, lead MLII, 19:35 to 24:35: see data/README.md. */
export interface RealExcerpt {
  readonly recording: Pick<Recording, 'samplingHertz' | 'millivolts'>
  readonly sha256: string
}

const file = fileURLToPath(new URL('../../../data/ecg/208.bin', import.meta.url))
/** Counts of the converter: 1024 is zero, 200 are a millivolt. */
const zeroCount = 1024
const countsPerMillivolt = 200

export async function readRealExcerpt(): Promise<RealExcerpt> {
  const bytes = await readFile(file)
  const millivolts = Float32Array.from(
    { length: bytes.length / 2 },
    (_, index) => (bytes.readUInt16LE(2 * index) - zeroCount) / countsPerMillivolt,
  )
  return { recording: { samplingHertz: 360, millivolts }, sha256: bytesHash(bytes) }
}
