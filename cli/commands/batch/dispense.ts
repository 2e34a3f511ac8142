import type { Command } from 'commander'
import { RefusedError } from '../../../sdk/errors/index.ts'
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
import { type CheckedPack, checkPack, objectionsTo, type PackQuestion } from './checkedPack.ts'
import { CODE_HELP, withCodeOption, withPrescriptionOption, withVerifierOption } from './options.ts'

interface DispenseOptions extends ChainOptions, OutputOptions, PackQuestion {
  readonly prescription?: string
}

const NOTES = `Verifies the pack first, as salus batch verify does, and refuses in words what is not genuine, held, recalled, expired or
dispensed. The contract decides the same once more: no pack is dispensed twice. Needs SALUS_KEY of an account that is
accredited as dispenser for the organisation that keeps the pack.`

export function registerBatchDispense(group: Command): void {
  const command = group
    .command('dispense')
    .description('As a pharmacy: verify a pack and give it out, once and for all.')
  withPrescriptionOption(withVerifierOption(withCodeOption(command))).action(exits(dispense))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch dispense --code - --verifier https://verify.maker.example',
    `${NOTES}\n${CODE_HELP}`,
  )
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
    emit(options, { batchId, index, expiry, identity, checks: found.checks, ...transaction }, () =>
      pairs([
        ['dispensed', `${batchId}/0/${index}`],
        ['GTIN', plain(identity.gtin)],
        ['serial', plain(identity.serial)],
        ['lot', plain(identity.lot)],
        ['last day of use', plain(expiry)],
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
