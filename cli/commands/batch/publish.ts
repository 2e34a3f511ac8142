import { type Command, Option } from 'commander'
import { parseUrl } from '../../input/url.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'
import { MAKER } from './options.ts'

interface PublishOptions extends OutputOptions {
  readonly book: string
  readonly gateway: string
}

export function registerBatchPublish(group: Command): void {
  const command = group
    .command('publish')
    .description("As the maker's staff: hand a batch book to the own gateway, which then verifies its packs.")
    .option('--book <file>', 'what salus batch commission wrote', 'out/batch-book.json')
    .addOption(
      new Option('--gateway <url>', "the maker's own gateway")
        .env('SALUS_VERIFIER_URL')
        .default(MAKER)
        .argParser(parseUrl),
    )
    .action(exits(publish))
  withJson(command)
  withExample(
    command,
    '$ SALUS_GATEWAY_TOKEN=… salus batch publish --book out/batch-book.json',
    'The book holds the secret of the batch: it goes to your own gateway alone. Needs SALUS_GATEWAY_TOKEN.',
  )
}

async function publish(options: PublishOptions): Promise<number> {
  const { openStaffGateway } = await import('../../context.ts')
  const { readBatchBook } = await import('../../input/batchBook.ts')
  const { progressLine } = await import('../../output/progress.ts')
  const gateway = openStaffGateway(options.gateway)
  const book = await readBatchBook(options.book)
  const progress = progressLine('batch')
  progress.say('the gateway checks it against the chain')
  const { batchId, size } = await gateway.publishBatch(book).finally(() => progress.clear())
  emit(options, { batchId, packs: size, gateway: options.gateway }, () =>
    pairs([
      ['batch', plain(batchId)],
      ['packs', size.toLocaleString('en')],
      ['verified by', options.gateway],
    ]),
  )
  return FINE
}
