import { demandLimits } from '../../../oracle/forecasting/csv/limits.ts'
import { dateFormOf } from '../../../oracle/forecasting/csv/readDates.ts'
import { readDemand } from '../../../oracle/forecasting/csv/readDemand.ts'
import type { DemandTable } from '../../../oracle/forecasting/series.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import type { Frequency } from '../../../sdk/planning/calendar.ts'
import { readStandardInput, STANDARD_INPUT } from '../../input/standardInput.ts'

/**
 * The table of demand in a file, or on standard input.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, SERIES_INVALID, USAGE_INVALID
 */
export async function readDemandFile(
  path: string,
  { frequency, dateFormat }: { readonly frequency?: Frequency; readonly dateFormat?: string },
): Promise<DemandTable> {
  const dateForm = dateFormat === undefined ? undefined : (dateFormOf(dateFormat) ?? undefined)
  if (dateFormat !== undefined && dateForm === undefined) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'A date format has the letters D, M and Y, or M and Y, with /, - or . between them: D/M/Y.',
    )
  }
  const { maximumBytes } = demandLimits
  const bytes =
    path === STANDARD_INPUT ? await readStandardInput(maximumBytes) : await readInputFile(path, maximumBytes)
  return readDemand(textOf(bytes), { frequency, dateForm })
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InvalidInputError('SERIES_INVALID', 'The table is not text in UTF-8; save it as CSV UTF-8.')
  }
}
