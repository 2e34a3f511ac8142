import { InvalidInputError } from '../../sdk/errors/index.ts'

export interface SureOptions {
  readonly yes?: true
}

/**
 * Before something that nobody can take back: asks at the terminal, unless --yes was given.
 * @throws InvalidInputError USAGE_INVALID where the answer is no, or nobody is there to be asked
 */
export async function requireSure(what: string, { yes }: SureOptions): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      `${what} Nobody can take that back: add --yes if you mean it.`,
    )
  }
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal
    .question(`${what} Nobody can take that back. Type yes: `)
    .finally(() => terminal.close())
  if (answer.trim().toLowerCase() === 'yes') return
  throw new InvalidInputError('USAGE_INVALID', 'You did not say yes: nothing was sent.')
}
