import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/**
 * Asks for a new secret at the terminal, twice, and shows nothing of it.
 * @param settings what to set where there is no terminal
 * @throws InvalidInputError USAGE_INVALID
 */
export async function askSecretTwice(what: string, settings: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new InvalidInputError('USAGE_INVALID', `There is no terminal to ask at. Set ${settings}.`)
  }
  const first = await ask(`${what}: `)
  if (first === (await ask(`${what}, again: `))) return first
  throw new InvalidInputError('USAGE_INVALID', 'The two differ. Try again.')
}

async function ask(prompt: string): Promise<string> {
  process.stderr.write(prompt)
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reading = createInterface({ input: process.stdin, output, terminal: true })
  try {
    return await reading.question('')
  } finally {
    reading.close()
    process.stderr.write('\n')
  }
}
