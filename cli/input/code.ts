import { InvalidInputError } from '../../sdk/errors/index.ts'
import { readStandardInput, STANDARD_INPUT } from './standardInput.ts'

/** Bytes: more than any GS1 symbol or Digital Link holds. */
const LARGEST = 8192

/**
 * What a scanner sends for a pack: the text itself, or `-` for the first line of standard input.
 * @throws InvalidInputError USAGE_INVALID where there is none
 */
export async function readCode(given: string): Promise<string> {
  if (given !== STANDARD_INPUT) return given
  if (process.stdin.isTTY) process.stderr.write('Scan the pack: ')
  const text = process.stdin.isTTY ? await firstLine() : decode(await readStandardInput(LARGEST))
  const line = text.split(/\r?\n/)[0] ?? ''
  if (line !== '') return line
  throw new InvalidInputError('USAGE_INVALID', 'Nothing was scanned: standard input holds no code.')
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** Scanners that type end with the enter key. */
async function firstLine(): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, terminal: false })
  return terminal.question('').finally(() => terminal.close())
}
