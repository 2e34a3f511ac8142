import type { Command } from 'commander'
import pc from 'picocolors'
import type { ModelCard } from '../../../oracle/models/modelCard.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
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
  const { openModel, versionOf } = await import('../../input/model.ts')
  const model = await openModel(name)
  const modelVersion = versionOf(model)
  emit(options, { modelVersion, hashes: model.hashes, card: model.card }, () =>
    text(model.card, modelVersion),
  )
  return FINE
}

function text(card: ModelCard, modelVersion: string): string {
  const { crossValidated, heldOut } = card.metrics
  const features = card.features.map(({ name, label, unit, possible: [low, high], sources }) => [
    name,
    label,
    unit,
    `${low} to ${high}`,
    sources.map((source) => ('code' in source ? source.code : source.kind)).join(', '),
  ])
  return `${pc.bold(card.title)}
${card.condition}

${card.intendedUse}

Not for
${listed(card.notFor)}
Limits
${listed(card.limits)}
${pairs([
  ['method', card.method.text],
  ['abstains', card.abstention.text],
  ['data', `${card.data.title}, ${card.data.source}`],
  ['licence', card.data.licence],
  ['split', `${card.split.training} training, ${card.split.heldOut} held out. ${card.split.text}`],
  ['version', modelVersion],
])}
${columns(
  [
    figures(
      'cross-validated',
      crossValidated.auc.value,
      crossValidated.brier.value,
      crossValidated.ece.value,
    ),
    figures('held out', heldOut.auc, heldOut.brier, heldOut.ece),
  ],
  ['Figures', 'AUC', 'Brier', 'ECE'],
)}
${columns(features, ['Feature', 'Meaning', 'Unit', 'Possible', 'Codes'])}`
}

const figures = (name: string, auc: number, brier: number, ece: number) => [
  name,
  String(auc),
  String(brier),
  String(ece),
]

const listed = (items: readonly string[]) => items.map((item) => `  • ${item}\n`).join('')
