import { epcisLimits } from '../../../sdk/epcis/limits.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { readStandardInput, STANDARD_INPUT } from '../../input/standardInput.ts'

/**
 * The bytes of a file, or of standard input, as far as an EPCIS document may have.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE
 */
export const readEpcisFile = (path: string): Promise<Uint8Array> =>
  path === STANDARD_INPUT
    ? readStandardInput(epcisLimits.maximumBytes)
    : readInputFile(path, epcisLimits.maximumBytes)
