import { InvalidInputError } from '../../sdk/errors/index.ts'

/** What names standard input among files and values. */
export const STANDARD_INPUT = '-'

/** All of standard input, as far as it may be long. @throws InvalidInputError INPUT_TOO_LARGE */
export async function readStandardInput(maximumBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > maximumBytes) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        `Standard input has more than the ${maximumBytes} bytes that are read.`,
      )
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
