import { parseEpcis } from '../../../sdk/epcis/validateEpcis.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { type ColdChainLog, logLimits } from '../../../sdk/provenance/coldChain/log.ts'
import { parseReadings } from '../../../sdk/provenance/coldChain/parseReadings.ts'
import { readingsOfEvent } from '../../../sdk/provenance/coldChain/readingsOfEvent.ts'
import { readStandardInput, STANDARD_INPUT } from '../../input/standardInput.ts'

/**
 * A log from the CSV of a logger, or from an EPCIS document with one event that has sensor data.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, READINGS_INVALID, EPCIS_INVALID
 */
export async function readLog(
  path: string,
  { unit, timeZone }: { readonly unit?: 'C' | 'F'; readonly timeZone?: number },
  now: number,
): Promise<ColdChainLog> {
  const read = path === STANDARD_INPUT ? readStandardInput : (maximum: number) => readInputFile(path, maximum)
  const bytes = await read(logLimits.maximumBytes)
  if (!isJson(bytes)) {
    return parseReadings(bytes, {
      now,
      ...(unit === undefined ? {} : { unit }),
      ...(timeZone === undefined ? {} : { offset: timeZone }),
    })
  }
  const sensing = parseEpcis(bytes).filter(({ event }) => event.sensorElementList !== undefined)
  const [event] = sensing
  if (event && sensing.length === 1) return readingsOfEvent(event, now)
  throw new InvalidInputError(
    'READINGS_INVALID',
    `The document has ${sensing.length} events with sensor data; give it one.`,
  )
}

/** Whether the first character that is no space is a brace. */
function isJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20)
  return first === 0x7b
}
