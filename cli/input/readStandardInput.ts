import { InvalidInputError } from '../../sdk/errors/index.ts'

/**
 * All of standard input.
 * @param limit bytes
 * @throws InvalidInputError INPUT_TOO_LARGE
 */
export async function readStandardInput(limit: number): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > limit) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        `Standard input has more than the ${limit} bytes that are read.`,
      )
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
