/** The `salus` command: see `salus --help`. */
import { config } from 'dotenv'
import { fail } from './output/failure.ts'

// A reader that has seen enough, such as head, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

// Before the commands are described: some defaults come from the environment.
config({ quiet: true })
const json = process.argv.includes('--json')
const debug = process.env.SALUS_DEBUG === '1'
try {
  const { createProgram } = await import('./program.ts')
  await createProgram((text) => json || process.stderr.write(text)).parseAsync()
} catch (error) {
  process.exitCode = fail(error, { json, debug })
}
