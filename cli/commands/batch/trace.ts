import type { Command } from 'commander'
import type { EpcisDocument } from '../../../sdk/epcis/epcisDocument.ts'
import type { ChainOptions } from '../../context.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { SESSION_HELP, withSession } from '../withSession.ts'
import { CODE_HELP, withCodeOption, withVerifierOption } from './options.ts'

interface TraceOptions extends ChainOptions, OutputOptions {
  readonly code: string
  readonly verifier: string
  readonly output: string
}

const NOTES = `Every step that the chain has, from the maker to whoever has the pack now, joined with the events that the gateway captured.
Each event names the transaction that it is read from. For accounts accredited as keepers of medicines, quality
assurance or auditors. ${SESSION_HELP}`

export function registerBatchTrace(group: Command): void {
  const command = group
    .command('trace')
    .description('Get where a pack has been, as an EPCIS 2.0 document, and check it against the standard.')
  withVerifierOption(withCodeOption(command))
    .option('--output <file>', 'where the document goes', 'out/trace.jsonld')
    .action(exits(trace))
  withChainOptions(withJson(command))
  withExample(command, '$ salus batch trace --code - --output out/trace.jsonld', `${NOTES}\n${CODE_HELP}`)
}

const trace = (options: TraceOptions): Promise<number> =>
  withSession({ ...options, gateway: options.verifier }, async ({ client }) => {
    const { readCode } = await import('../../input/code.ts')
    const { writeWhole } = await import('../../output/writeWhole.ts')
    const { output } = options
    const document = await client.tracePack(await readCode(options.code))
    await writeWhole(output, `${JSON.stringify(document, null, 2)}\n`)
    const steps = stepsOf(document)
    emit(options, { output, events: steps.length, steps }, () => {
      const rows = steps.map(({ time, type, bizStep, disposition }) =>
        [time, type, bizStep, disposition].map(plain),
      )
      return `${columns(rows, ['Time', 'Event', 'Step', 'Disposition'])}\n${pairs([['document', output]])}`
    })
    return FINE
  })

/** What a table tells of each event. */
const stepsOf = ({ epcisBody }: EpcisDocument) =>
  (epcisBody.eventList as readonly Readonly<Record<string, unknown>>[]).map((event) => ({
    time: String(event.eventTime ?? ''),
    type: String(event.type ?? ''),
    bizStep: String(event.bizStep ?? ''),
    disposition: String(event.disposition ?? ''),
  }))
