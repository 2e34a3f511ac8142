import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { checkPack, objectionsTo, type PackQuestion } from './checkedPack.ts'
import { CODE_HELP, withCodeOption, withVerifierOption } from './options.ts'
import { packText } from './packText.ts'

interface VerifyOptions extends ChainOptions, OutputOptions, PackQuestion {
  readonly evidence?: string
}

const EXAMPLE = `$ salus batch verify --code - --verifier https://verify.maker.example
$ salus batch verify --code 'https://id.gs1.org/01/09501101530003/21/7HK2M0XQ4RST?17=280630&10=B42'`

const NOTES = `The maker's gateway answers as GS1 Lightweight Messaging has it, with a proof; what it says is believed only as far as
the chain bears it out. Needs no key. Exits with 1 where the pack is not genuine, held, recalled, expired or dispensed.`

export function registerBatchVerify(group: Command): void {
  const command = group
    .command('verify')
    .description('Ask the maker whether a pack is genuine, and check the answer against the chain alone.')
  withVerifierOption(withCodeOption(command))
    .option('--evidence <file>', 'where the answer goes; it names the pack')
    .action(exits(verify))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${CODE_HELP}`)
}

const verify = (options: VerifyOptions): Promise<number> =>
  withChain(options, async ({ contracts }) => {
    const found = await checkPack(contracts, options)
    const objections = objectionsTo(found)
    if (options.evidence !== undefined) {
      const { writeWhole } = await import('../../output/writeWhole.ts')
      await writeWhole(options.evidence, `${JSON.stringify(found.answer, null, 2)}\n`)
    }
    const ok = objections.length === 0
    emit(options, { ok, objections, ...found }, () => packText(found, objections))
    return ok ? FINE : NO
  })
