import type { Command } from 'commander'
import { registerBatchAmendExpiry } from './batch/amendExpiry.ts'
import { registerBatchCancel } from './batch/cancel.ts'
import { registerBatchCommission } from './batch/commission.ts'
import { registerBatchDispense } from './batch/dispense.ts'
import { registerBatchIncoming } from './batch/incoming.ts'
import { registerBatchLabel } from './batch/label.ts'
import { registerBatchPublish } from './batch/publish.ts'
import { registerBatchRecall } from './batch/recall.ts'
import { registerBatchReceive } from './batch/receive.ts'
import { registerBatchRelease } from './batch/release.ts'
import { registerBatchReturn, registerBatchShip } from './batch/ship.ts'
import { registerBatchShow } from './batch/show.ts'
import { registerBatchJoin, registerBatchSplit } from './batch/split.ts'
import { registerBatchStock } from './batch/stock.ts'
import { registerBatchTrace } from './batch/trace.ts'
import { registerBatchUndo } from './batch/undo.ts'
import { registerUnitActs } from './batch/unitActs.ts'
import { registerBatchVerify } from './batch/verify.ts'
import { withExample } from './options.ts'

const EXAMPLE = `A maker:     $ salus batch commission --gtin 09501101530003 --lot B42 --expiry 2028-06-30 --count 100000
             $ salus batch publish
A pharmacy:  $ salus batch incoming
             $ salus batch receive --all
             $ salus batch dispense --code - --verifier https://verify.maker.example`

export function registerBatch(program: Command): void {
  const group = program
    .command('batch')
    .description('Batches of medicine packs: make, hand over, hold, recall, verify, dispense, trace.')
  group.commandsGroup('The maker:')
  registerBatchCommission(group)
  registerBatchLabel(group)
  registerBatchPublish(group)
  registerBatchRelease(group)
  registerBatchAmendExpiry(group)
  registerBatchRecall(group)
  group.commandsGroup('Everyone who keeps or owns medicines:')
  registerBatchStock(group)
  registerBatchSplit(group)
  registerBatchJoin(group)
  registerBatchShip(group)
  registerBatchReturn(group)
  registerBatchCancel(group)
  registerBatchIncoming(group)
  registerBatchReceive(group)
  registerUnitActs(group)
  group.commandsGroup('Pharmacies:')
  registerBatchDispense(group)
  registerBatchUndo(group)
  group.commandsGroup('Verification:')
  registerBatchVerify(group)
  registerBatchTrace(group)
  registerBatchShow(group)
  group.commandsGroup('Help:')
  withExample(group, EXAMPLE)
}
