import { CommanderError } from 'commander'
import pc from 'picocolors'
import { InvalidInputError, SalusError } from '../../sdk/errors/index.ts'
import { exitCodeOf, FINE } from './exitCode.ts'
import { plain } from './format.ts'

/** Ends a command that threw: one sentence, or one JSON document, on stderr. Gives the exit code. */
export function fail(thrown: unknown, { json, debug }: { json: boolean; debug: boolean }): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return FINE
  const error = thrown instanceof CommanderError ? usageError(thrown) : thrown
  const { code, message } = describe(error)
  process.stderr.write(
    json
      ? `${JSON.stringify({ error: { code, message } })}\n`
      : `${pc.red('error')} ${pc.dim(code)}: ${plain(message)}\n`,
  )
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exitCodeOf(error)
}

function usageError({ code, message }: CommanderError): InvalidInputError {
  const sentence =
    code === 'commander.help'
      ? 'Name a command: --help lists them.'
      : `${message.replace(/^error: /, '').replaceAll('\n', ' ')}. See --help.`
  return new InvalidInputError('USAGE_INVALID', sentence.replace(/([.)])\. See/, '$1 See'))
}

/** Of an error that Salus did not raise on purpose only its name is shown: its message could carry health data. */
function describe(error: unknown): { code: string; message: string } {
  if (error instanceof SalusError) return { code: error.code, message: error.message }
  const name = error instanceof Error ? error.name : typeof error
  return {
    code: 'UNEXPECTED',
    message: `Salus failed (${name}). SALUS_DEBUG=1 shows where; please report it.`,
  }
}
