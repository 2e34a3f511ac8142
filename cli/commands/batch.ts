import type { Command } from 'commander'
import { registerBatchAmendExpiry } from './batch/amendExpiry.ts'
import { registerBatchCancel } from './batch/cancel.ts'
import { registerBatchCommission } from './batch/commission.ts'
import { registerBatchDispense } from './batch/dispense.ts'
import { registerBatchIncoming } from './batch/incoming.ts'
import { registerBatchLabel } from './batch/label.ts'
import { UNIT_HELP } from './batch/options.ts'
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

const EXAMPLE = `As a maker: 100,000 packs, of which the first pallet goes to a wholesaler.
$ salus batch commission --gtin 09501101530003 --lot B42 --expiry 2028-06-30 --count 100000
$ SALUS_GATEWAY_TOKEN=… salus batch publish    # from now on the own gateway answers for the packs
$ SALUS_KEY=… salus batch release 0x…          # by quality assurance; 0x… is the batch id that commission printed
$ salus batch split 0x… --level 12             # pallets of 4,096 packs
$ salus batch ship 0x…/12/0 --to 0x90F79bf6EB2c4f870365E785982E1f101E93b906

As a pharmacy: check what arrives, accept it, give packs out.
$ salus batch incoming
$ salus batch receive --all
$ salus batch stock                            # what you have, and how each unit is written
$ salus batch dispense --code - < scan.txt`

const NOTES = `Without a key, anyone can verify a pack (salus batch verify) and see a batch (salus batch show). All else is signed with
SALUS_KEY, and counts for the organisation that the account is accredited for; "As …" says in which role it must be.
${UNIT_HELP}
Custody and ownership are apart, and each moves in two steps: one organisation ships, the other receives.
A hold (quarantined, suspect, illegitimate, recalled) stops both, and dispensing: see also salus investigation --help.
salus up starts a chain to try all of it on, and prints the commands with the keys of a maker and a pharmacy.`

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
  withExample(group, EXAMPLE, NOTES)
}
