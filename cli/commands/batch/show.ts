import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { holdingsText } from './holdingsText.ts'

interface ShowOptions extends ChainOptions, OutputOptions {}

export function registerBatchShow(group: Command): void {
  const command = group
    .command('show <batchId>')
    .description('Show a batch: its expiry, its recalls, who still has what of it, and what happened to it.')
    .action(exits(show))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch show 0x…',
    'All of it is public, and says neither product nor serial numbers. Needs no key.',
  )
}

const show = (batchIdText: string, options: ShowOptions): Promise<number> =>
  withChain(options, async ({ contracts }) => {
    const { parseBatchId } = await import('../../input/batch.ts')
    const { readBatch } = await import('../../../sdk/provenance/readBatch.ts')
    const { readHistory } = await import('../../../sdk/provenance/readHistory.ts')
    const { listHoldings } = await import('../../../sdk/provenance/listHoldings.ts')
    const batchId = parseBatchId(batchIdText)
    const batch = await readBatch(contracts, batchId)
    const holdings = await listHoldings(contracts, { batchId })
    const history = await readHistory(contracts, batchId)
    emit(options, { batchId, ...batch, holdings, history }, () => {
      const recalls = batch.recalls.map(({ from, to }) => `packs ${from} to ${to - 1}`)
      const facts = pairs([
        ['batch', batchId],
        ['levels', String(batch.depth)],
        ['last day of use', batch.expiry],
        ['recalled', batch.isRecalled ? 'all of it' : recalls.join(', ') || 'no'],
      ])
      const steps = history.map((step) => [
        time(step.time),
        step.name.replaceAll('-', ' '),
        placeText(step),
        step.transactionHash,
      ])
      return `${facts}\n${holdingsText(holdings)}\n${columns(steps, ['Time', 'What', 'Where', 'Transaction'])}`
    })
    return FINE
  })

/** The unit or the pack that a step is of. */
function placeText(step: object): string {
  const { level, position, index } = step as { level?: number; position?: number; index?: number }
  if (index !== undefined) return `0/${index}`
  return level === undefined ? 'all of it' : `${level}/${position}`
}
