import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../sdk/errors/index.ts'

export interface NoteOptions {
  readonly note?: string
  readonly noteFile?: string
}

export const withNote = (command: Command): Command =>
  command
    .option('--note <text>', 'in your own words; stays in the history of your shell')
    .addOption(new Option('--note-file <file>', 'the same from a file in UTF-8').conflicts('note'))

/** Bytes: 2,000 characters of four each (RFC 3629). */
const LARGEST = 8_000

export const noteOf = async ({ note, noteFile }: NoteOptions): Promise<string | undefined> =>
  noteFile === undefined ? note : readText(noteFile, LARGEST)

/** @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, USAGE_INVALID for what is not UTF-8 */
export async function readText(path: string, maximumBytes: number): Promise<string> {
  const { readInputFile } = await import('../../sdk/files/node/readInputFile.ts')
  const bytes = await readInputFile(path, maximumBytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch {
    throw new InvalidInputError('USAGE_INVALID', `${path} is not text in UTF-8.`)
  }
}
