import type { Command } from 'commander'
import pc from 'picocolors'
import type { ShippedModel } from '../../../oracle/models/shippedModel.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

export function registerModelCard(group: Command): void {
  const command = group
    .command('card <name>')
    .description("Print a model's card: what it is for and not for, data, figures, features, hashes.")
    .action(exits(card))
  withExample(withJson(command), '$ salus model card heart')
}

async function card(name: string, options: OutputOptions): Promise<number> {
  const { openModel } = await import('../../input/model.ts')
  const model = await openModel(name)
  const { version: modelVersion, hashes } = model
  emit(options, { modelVersion, hashes, card: model.card }, () => text(model))
  return FINE
}

function text({ card, hashes, version, figures }: ShippedModel): string {
  const features = card.features.map(({ name, label, unit, possible: [low, high], sources }) => [
    name,
    label,
    unit,
    `${low} to ${high}`,
    sources.map((source) => ('code' in source ? source.code : source.kind)).join(', '),
  ])
  const measured = figures.map(({ name, value, meaning }) => [name, String(value), meaning])
  return `${pc.bold(card.title)}
${card.condition}

${pc.bold('Intended use')}
${card.intendedUse}

${pc.bold('Not for')}
${listed(card.notFor)}
${pc.bold('Limits')}
${listed(card.limits)}
${columns(measured, ['Figure', 'Value', 'What it says'])}
${part('Data', card, 'data')}${part('Method', card, 'method')}${part('Abstention', card, 'abstention')}${features.length === 0 ? '' : `${columns(features, ['Feature', 'Meaning', 'Unit', 'Possible', 'Codes'])}\n`}${pairs(
  [['kind', card.kind], ['version', version], ...Object.entries(hashes)],
)}`
}

const listed = (items: readonly string[]) => items.map((item) => `  • ${item}\n`).join('')

/** A part that the cards of some kinds have: its texts and figures, by their names. */
function part(title: string, card: object, name: string): string {
  const found: unknown = Object.entries(card).find(([key]) => key === name)?.[1]
  const rows = leaves(found, [])
  return rows.length === 0 ? '' : `${pc.bold(title)}\n${pairs(rows)}\n`
}

function leaves(value: unknown, path: readonly string[]): (readonly [name: string, value: string])[] {
  if (typeof value === 'string' || typeof value === 'number') return [[path.join(' '), plain(String(value))]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
