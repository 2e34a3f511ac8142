import { randomBytes } from 'node:crypto'
import { readInputFile } from '../../sdk/files/node/readInputFile.ts'
import { bookLimits } from '../../sdk/provenance/batchBook.ts'

/** Digits and capitals without those that are misread for others; 32 of them, so that each takes five bits. */
const CODES = Buffer.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 'latin1')

/**
 * 60 bits. EU 2016/161, article 4 (b): at most 20 characters, the chance of guessing one below 1 in 10,000. Even with 2^21
 * packs in the batch it is below 1 in 10^11.
 */
const LENGTH = 12

/** Bytes: lines of 20 characters for the largest batch. */
const LARGEST_FILE = 22 * bookLimits.maximumPacks

const STEP = 20_000

/** As many serial numbers as asked for, all different, drawn from the system's random source. A million take a second or two. */
export function drawSerials(count: number): string[] {
  const drawn = new Set<string>()
  while (drawn.size < count) {
    const bytes = randomBytes(Math.min(STEP, count - drawn.size) * LENGTH)
    for (const [place, byte] of bytes.entries()) bytes[place] = CODES[byte & 31] ?? 0
    for (let start = 0; start < bytes.length; start += LENGTH) {
      drawn.add(bytes.toString('latin1', start, start + LENGTH))
    }
  }
  return [...drawn]
}

/** Serial numbers from a file, one a line. What they may be is for the batch book to check. @throws as readInputFile */
export async function readSerials(path: string): Promise<string[]> {
  const lines = new TextDecoder().decode(await readInputFile(path, LARGEST_FILE)).split(/\r?\n/)
  while (lines.at(-1) === '') lines.pop()
  return lines
}
