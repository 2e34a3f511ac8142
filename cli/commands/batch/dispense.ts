import type { Command } from 'commander'
import { RefusedError } from '../../../sdk/errors/index.ts'
import type { CheckedPack } from '../../../sdk/provenance/askAboutPack.ts'
import type { VerificationEvidence } from '../../../sdk/provenance/verification.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { checkPack, notesOn, objectionsTo, type PackQuestion } from './checkedPack.ts'
import {
  CODE_HELP,
  MAKER_HELP,
  withCodeOption,
  withMakerOption,
  withPrescriptionOption,
  withVerifierOption,
} from './options.ts'

interface DispenseOptions extends ChainOptions, OutputOptions, PackQuestion {
  readonly prescription?: string
}

const EXAMPLE = `$ salus batch dispense --code - < scan.txt
$ salus batch dispense --verifier https://verify.maker.example --maker 0x90F79bf6EB2c4f870365E785982E1f101E93b906 \\
    --code 'https://id.gs1.org/01/09501101530003/21/7HK2M0XQ4RST?17=280630&10=B42'`

const NOTES = `The pack is verified first, as by salus batch verify. Where it is not genuine, held, recalled, expired or was dispensed,
nothing is sent, and PACK_REFUSED says why (exit code 1): do not give it out, keep it apart, and tell the maker. The
contract decides the same once more, so that no pack is dispensed twice, whoever asks at the same time.
Needs SALUS_KEY of an account that is accredited as dispenser for the organisation that keeps the pack: receive it first.
The line "dispensed" names the pack for salus batch undo, which takes a mistake back within ten days.
--prescription is a hash that your own system makes of the prescription and a secret salt: one that was filled is refused.`

export function registerBatchDispense(group: Command): void {
  const command = group
    .command('dispense')
    .description('As a pharmacy: verify a pack and give it out, once and for all.')
  withPrescriptionOption(withMakerOption(withVerifierOption(withCodeOption(command)))).action(exits(dispense))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${MAKER_HELP}\n${CODE_HELP}`)
}

const dispense = (options: DispenseOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { findUnit } = await import('../../../sdk/provenance/findUnit.ts')
    const { dispensePack } = await import('../../../sdk/provenance/dispensePack.ts')
    const found = await checkPack(own, options)
    const { evidence } = requireGenuine(found)
    const { batchId, index, expiry, identity } = evidence
    const { unit } = await findUnit(own, batchId, { index })
    const transaction = printed(await dispensePack(own, unit, evidence, options.prescription))
    const notes = notesOn(found, undefined)
    emit(options, { batchId, index, expiry, identity, notes, checks: found.checks, ...transaction }, () =>
      pairs([
        ['dispensed', `${batchId}/0/${index}`],
        ['GTIN', plain(identity.gtin)],
        ['serial', plain(identity.serial)],
        ['lot', plain(identity.lot)],
        ['last day of use', plain(expiry)],
        ...notes.map((note) => ['note', plain(note)] as const),
        ['checked', `${found.checks.length} claims of the maker's gateway, all borne out by the chain`],
        ['batch', found.checks.find(({ name }) => name === 'batch')?.detail ?? ''],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

/** @throws RefusedError PACK_REFUSED with every reason in words */
function requireGenuine(found: CheckedPack): { evidence: VerificationEvidence } {
  const { evidence } = found.answer
  const objections = objectionsTo(found)
  if (evidence?.state.lifecycle === 'returned') {
    objections.push('It was returned and not put on sale again: see salus batch restock.')
  }
  if (objections.length === 0 && evidence) return { evidence }
  throw new RefusedError('PACK_REFUSED', `Do not give out this pack. ${objections.join(' ')}`)
}
