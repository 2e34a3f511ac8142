import { calibrationPlot } from '../../../sdk/charts/calibrationPlot.ts'
import { percent } from './methodCard.ts'
import type { RiskCard } from './riskCard.ts'

/** A drawing on its own has no page to take its colours from. */
const style = [
  'svg{background:#fff;font:13px sans-serif}',
  'text{fill:#1b1f24}',
  '.chart-tick{fill:#57606a;font-size:12px}',
  '.chart-axis,.chart-diagonal{stroke:#57606a}',
  '.chart-diagonal{stroke-dasharray:2 4}',
  '.chart-grid{stroke:#d0d7de}',
  '.chart-error{stroke:#0b62a8}',
  '.chart-point,.chart-count{fill:#0b62a8}',
].join('')

/** `calibration.svg`: the calibration plot of a card, drawn to stand alone. */
export function cardPlot(card: RiskCard): string {
  const plot = calibrationPlot({ id: `calibration-${card.name}`, bins: card.calibration, probability: null })
  return `${plot.replace('>', `><style>${style}</style>`)}\n`
}

/** `CARD.md`: the card for people. Written by the training command from the card alone. */
export function cardPage(card: RiskCard): string {
  const { metrics, abstention, data, split, method } = card
  const { crossValidated, heldOut, subgroups } = metrics
  const parts = [
    `# ${card.title} (\`${card.name}\`)`,
    'Written by `npm run train` from `card.json`, whose hash is on chain. Do not edit.',
    `**Answers:** the probability of: ${card.condition}.`,
    `**Intended use:** ${card.intendedUse}`,
    section('Not for', list(card.notFor)),
    section('Limits', list(card.limits)),
    section(
      'Validated and not',
      `${list(card.validation.validated)}\n\nNot validated:\n\n${list(card.validation.notValidated)}`,
    ),
    section(
      'Data',
      `${data.title}; ${data.positives} of ${data.rows} rows have the condition. ${data.source}. Licence: ${data.licence}. \`${data.file}\`, sha256 \`${data.sha256.slice(2)}\`.\n\n${split.training} rows for training, ${split.heldOut} held out. ${split.text}`,
    ),
    section(
      'Method',
      [
        method.text,
        method.missingText,
        method.explanationText,
        method.calibration.text,
        method.intervalText,
      ].join('\n\n'),
    ),
    section(
      'Figures',
      [
        table(
          ['', 'cross-validated, 95 % interval', `held out, ${heldOut.rows} rows, 95 % interval`],
          (['auc', 'accuracy', 'brier'] as const).map((name) => [
            { auc: 'AUC', accuracy: 'Accuracy at one half', brier: 'Brier score' }[name],
            withInterval(crossValidated[name].value, crossValidated[name].interval95),
            withInterval(heldOut[name], heldOut.interval95[name]),
          ]),
        ),
        `Calibration error (ECE): ${crossValidated.ece.value} cross-validated, ${heldOut.ece} held out. Of the held-out rows it abstains on ${percent(heldOut.abstained)} and is right on ${percent(heldOut.answeredAccuracy)} of the others.`,
        crossValidated.text,
        `![Calibration](calibration.svg)`,
      ].join('\n\n'),
    ),
    section('By group', `${subgroupTable(subgroups.groups)}${subgroups.text}`),
    section('When it does not answer', `${abstention.text}\n\n${coverageTable(abstention)}`),
    section(
      'Features',
      table(
        ['name', 'what', 'unit', 'greatest age in days', 'may be missing'],
        card.features.map(({ name, label, unit, maximumAgeDays, mayBeMissing }) => [
          `\`${name}\``,
          label,
          unit,
          String(maximumAgeDays),
          mayBeMissing ? 'yes' : 'no',
        ]),
      ),
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

const section = (title: string, body: string): string => `## ${title}\n\n${body}`

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

const withInterval = (value: number, [low, high]: readonly [number, number]): string =>
  `${value} (${low} to ${high})`

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

function subgroupTable(groups: RiskCard['metrics']['subgroups']['groups']): string {
  if (groups.length === 0) return ''
  const rows = groups.map(({ name, rows: count, positives, auc, meanPredicted, observed }) => [
    name,
    String(count),
    String(positives),
    auc ? withInterval(auc.value, auc.interval95) : 'too few',
    String(meanPredicted),
    String(observed),
  ])
  return `${table(['', 'rows', 'with the condition', 'AUC, 95 % interval', 'mean predicted', 'observed'], rows)}\n\n`
}

function coverageTable({ coverage, measuredCoverage }: RiskCard['abstention']): string {
  const cell = ({ covered, rows }: { covered: number; rows: number }) =>
    `${covered} of ${rows} (${((100 * covered) / rows).toFixed(1)} %)`
  const rows = (['outOfFold', 'heldOut'] as const).map((name) => [
    { outOfFold: 'out of fold', heldOut: 'held out' }[name],
    cell(measuredCoverage[name].withCondition),
    cell(measuredCoverage[name].without),
  ])
  return `${table([`coverage, made for ${percent(coverage)}`, 'with the condition', 'without'], rows)}\n\n${measuredCoverage.text}`
}
