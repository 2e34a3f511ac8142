import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { checkPack, notesOn, objectionsTo, type PackQuestion } from './checkedPack.ts'
import { CODE_HELP, MAKER_HELP, withCodeOption, withMakerOption, withVerifierOption } from './options.ts'
import { packText } from './packText.ts'

interface VerifyOptions extends ChainOptions, OutputOptions, PackQuestion {
  readonly evidence?: string
}

const EXAMPLE = `$ salus batch verify --code - --verifier https://verify.maker.example
$ salus batch verify --code 'https://id.gs1.org/01/09501101530003/21/7HK2M0XQ4RST?17=280630&10=B42'`

const NOTES = `The maker's gateway answers as GS1 Lightweight Messaging has it, with a proof; what it says is believed only as far as
the chain bears it out. Exits with 1 where the pack is not genuine, or is held, recalled, expired or dispensed. Needs no
key; with SALUS_KEY it also says whether your organisation is the one that keeps the pack.`

export function registerBatchVerify(group: Command): void {
  const command = group
    .command('verify')
    .description('Ask the maker whether a pack is genuine, and check the answer against the chain alone.')
  withMakerOption(withVerifierOption(withCodeOption(command)))
    .option('--evidence <file>', 'where the answer goes; it names the pack')
    .action(exits(verify))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${MAKER_HELP}\n${CODE_HELP}`)
}

const verify = (options: VerifyOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { ownOrganisation } = await import('../../input/organisation.ts')
    const organisation = await ownOrganisation(chain)
    const found = await checkPack(chain.contracts, options)
    const objections = objectionsTo(found)
    const notes = notesOn(found, organisation)
    if (options.evidence !== undefined) {
      const { writeWhole } = await import('../../output/writeWhole.ts')
      await writeWhole(options.evidence, `${JSON.stringify(found.answer, null, 2)}\n`)
    }
    const ok = objections.length === 0
    emit(options, { ok, objections, notes, ...found }, () => packText(found, objections, notes))
    return ok ? FINE : NO
  })
