import { epcisLimits } from '../../../sdk/epcis/limits.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { readStandardInput } from '../../input/readStandardInput.ts'

/** What names standard input among files. */
const STANDARD_INPUT = '-'

/**
 * The bytes of a file, or of standard input, as far as an EPCIS document may have.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE
 */
export const readEpcisFile = (path: string): Promise<Uint8Array> =>
  path === STANDARD_INPUT
    ? readStandardInput(epcisLimits.maximumBytes)
    : readInputFile(path, epcisLimits.maximumBytes)
