import { type Command, InvalidArgumentError, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface LabelOptions extends OutputOptions {
  readonly book: string
  readonly index: number
  readonly output: string
}

const NOTES = `The symbol holds GTIN (01), expiry (17), serial number (21) and lot (10), as EU 2016/161 asks for. As SVG with the same
in words beside it; as PNG the symbol alone, for print systems that place the words themselves. Needs no chain.`

export function registerBatchLabel(group: Command): void {
  const command = group
    .command('label')
    .description('As the maker: draw the GS1 DataMatrix of a pack.')
    .option('--book <file>', 'what salus batch commission wrote', 'out/batch-book.json')
    .addOption(
      new Option('--index <number>', 'which pack, from 0').argParser(parseIndex).makeOptionMandatory(),
    )
    .requiredOption('--output <file>', 'where it goes: .svg or .png')
    .action(exits(label))
  withJson(command)
  withExample(command, '$ salus batch label --index 0 --output label.svg', NOTES)
}

async function label({ book: path, index, output, ...options }: LabelOptions): Promise<number> {
  const { readBatchBook } = await import('../../input/batchBook.ts')
  const { drawPackPng, drawPackSvg } = await import('../../output/packLabel.ts')
  const { writeWhole } = await import('../../output/writeWhole.ts')
  const { formatDigitalLink } = await import('../../../sdk/gs1/digitalLink.ts')
  const { packElements } = await import('../../../sdk/provenance/packIdentity.ts')
  const draw = { svg: drawPackSvg, png: drawPackPng }[output.toLowerCase().split('.').at(-1) ?? '']
  if (!draw)
    throw new InvalidInputError('USAGE_INVALID', 'The label is drawn as .svg or .png: name such a file.')
  const { gtin, lot, expiry, serials, batchId } = await readBatchBook(path)
  const serial = serials[index]
  if (serial === undefined) {
    throw new InvalidInputError('USAGE_INVALID', `The batch has the packs 0 to ${serials.length - 1}.`)
  }
  const date = { ai: '17', value: expiry.slice(2).replaceAll('-', '') }
  const elements = [...packElements({ gtin, lot, serial }), date]
  const link = formatDigitalLink(elements)
  await writeWhole(output, await draw(elements))
  emit(options, { batchId, index, output, link }, () =>
    pairs([
      ['batch', batchId],
      ['pack', String(index)],
      ['label', output],
      ['the same as a link', link],
    ]),
  )
  return FINE
}

function parseIndex(text: string): number {
  if (/^\d{1,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0.')
}
