import { epcisLimits } from '../../../sdk/epcis/limits.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'

/** What names standard input among files. */
const STANDARD_INPUT = '-'

/**
 * The bytes of a file, or of standard input, as far as an EPCIS document may have.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE
 */
export function readEpcisFile(path: string): Promise<Uint8Array> {
  return path === STANDARD_INPUT ? readStandardInput() : readInputFile(path, epcisLimits.maximumBytes)
}

async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > epcisLimits.maximumBytes) {
      throw new InvalidInputError(
        'INPUT_TOO_LARGE',
        `Standard input has more than the ${epcisLimits.maximumBytes} bytes that are read.`,
      )
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
