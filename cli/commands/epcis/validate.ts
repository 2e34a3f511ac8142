import type { Command } from 'commander'
import pc from 'picocolors'
import type { EpcisProblem } from '../../../sdk/epcis/problem.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface CheckedFile {
  readonly file: string
  readonly ok: boolean
  readonly events: number
  readonly problems: readonly EpcisProblem[]
}

const NOTES = `A file is an EPCISDocument, an EPCISQueryDocument or one event with its @context; - reads standard input.
Checked against EPCIS 2.0 and CBV 2.0: mandatory fields, types, vocabularies, and a namespace for everything that is
not the standard's. Each problem comes with its JSONPath and the section that it breaks. Nothing is fetched.
Exits with 1 where a file has problems.`

export function registerEpcisValidate(group: Command): void {
  const command = group
    .command('validate <file...>')
    .description('Hold EPCIS documents in JSON-LD against EPCIS 2.0 and CBV 2.0.')
    .action(exits(validate))
  withExample(
    withJson(command),
    '$ salus epcis validate shipment.jsonld\n$ curl -s https://partner.example/events | salus epcis validate -',
    NOTES,
  )
}

async function validate(paths: readonly string[], options: OutputOptions): Promise<number> {
  const { validateEpcis } = await import('../../../sdk/epcis/validateEpcis.ts')
  const { eventsOf } = await import('../../../sdk/epcis/event.ts')
  const { readEpcisFile } = await import('./readEpcisFile.ts')
  const files: CheckedFile[] = []
  for (const file of paths) {
    const bytes = await readEpcisFile(file)
    try {
      const { document, problems } = validateEpcis(bytes)
      const ok = problems.length === 0
      files.push({ file, ok, events: ok ? eventsOf(document).length : 0, problems })
    } catch (error) {
      files.push({ file, ok: false, events: 0, problems: [unreadable(error)] })
    }
  }
  emit(options, { files }, () => files.map(fileText).join('\n'))
  return files.every(({ ok }) => ok) ? FINE : NO
}

/** Bytes that are no JSON for every reader are a problem of the whole file. */
function unreadable(error: unknown): EpcisProblem {
  if (!(error instanceof InvalidInputError)) throw error
  return { path: '$', rule: 'RFC 8259, read alike by all', message: error.message }
}

function fileText({ file, ok, events, problems }: CheckedFile): string {
  if (ok)
    return `${pc.green('✓')} ${plain(file)}: ${events} ${events === 1 ? 'event' : 'events'}, no problems\n`
  const rows = problems.map(({ path, rule, message }) => [plain(path), plain(message), pc.dim(rule)])
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  return `${pc.red('✗')} ${plain(file)}: ${count}\n\n${columns(rows, ['Where', 'What', 'Rule'])}`
}
