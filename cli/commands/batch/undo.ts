import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { withPrescriptionOption } from './options.ts'

interface UndoOptions extends ChainOptions, OutputOptions {
  readonly prescription?: string
}

const NOTES = `Within the window of EU 2016/161, article 13 (ten days), and only by the pharmacy that has kept the rest of the unit all
the while. Where the pack is held or recalled meanwhile, it is quarantined for good.
A pack is named as salus batch dispense printed it.`

export function registerBatchUndo(group: Command): void {
  const command = group
    .command('undo <pack>')
    .description('As the pharmacy that dispensed a pack: take that back.')
  withPrescriptionOption(command).action(exits(undo))
  withChainOptions(withJson(command))
  withExample(command, '$ salus batch undo 0x…/0/6417', NOTES)
}

const undo = (packText: string, options: UndoOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedPack } = await import('../../input/unit.ts')
    const { findUnit } = await import('../../../sdk/provenance/findUnit.ts')
    const { undoDispense } = await import('../../../sdk/provenance/undoDispense.ts')
    const { batchId, index } = namedPack(packText)
    const { unit } = await findUnit(own, batchId, { index })
    const transaction = printed(await undoDispense(own, unit, index, options.prescription))
    emit(options, { batchId, index, ...transaction }, () =>
      pairs([['taken back', `${batchId}/0/${index}`], ...transactionPairs(transaction)]),
    )
    return FINE
  })
