import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'

/**
 * Writes data/ecg/208.bin from `ecg.dat` of SciPy 1.10, a NumPy archive (a ZIP of one array in NumPy's .npy form) of
 * 108,000 counts of an analogue-digital converter, 360 a second.
 *
 *     node scripts/data/ecg.ts <ecg.dat> <output.bin>
 */
const SAMPLES = 108_000
const LOCAL_HEADER = 0x04034b50
const DEFLATED = 8

/** The first file of a ZIP archive. */
function firstFile(archive: Buffer): Buffer {
  if (archive.readUInt32LE(0) !== LOCAL_HEADER || archive.readUInt16LE(8) !== DEFLATED)
    throw new Error('Not a deflated ZIP archive. Is this ecg.dat?')
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28)
  // Deflate marks its own end, so the size need not be looked up in the central directory.
  return inflateRawSync(archive.subarray(start))
}

/** The values of an array in NumPy's .npy form, version 1. */
function arrayData(file: Buffer): Buffer {
  if (file.subarray(0, 8).toString('latin1') !== '\x93NUMPY\x01\x00') throw new Error('Not an .npy array.')
  const start = 10 + file.readUInt16LE(8)
  const header = file.subarray(10, start).toString('latin1')
  if (!header.includes(`'descr': '<u2'`) || !header.includes(`'shape': (${SAMPLES},)`))
    throw new Error(`Not ${SAMPLES} unsigned 16-bit values.`)
  return file.subarray(start, start + SAMPLES * 2)
}

const [source, target] = process.argv.slice(2)
if (!source || !target) {
  console.error('Usage: node scripts/data/ecg.ts <ecg.dat> <output.bin>')
  process.exit(2)
}
const counts = arrayData(firstFile(await readFile(source)))
await writeFile(target, counts)
console.log(`${target}: ${SAMPLES} samples, sha256 ${createHash('sha256').update(counts).digest('hex')}`)
