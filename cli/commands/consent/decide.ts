import { type Command, Option } from 'commander'
import pc from 'picocolors'
import { DECISION_SENTENCES } from '../../../sdk/consent/decision.ts'
import { type Category, type Purpose, parseCategory, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import type { ChainOptions } from '../../context.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { GRANTEE_HELP, withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface DecideOptions extends ChainOptions, OutputOptions {
  readonly patient: string
  readonly grantee: string
  readonly category: Category
  readonly purpose: Purpose
}

const EXAMPLE = `$ salus consent decide --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906 \\
    --grantee committee --category cardiology --purpose TREAT`

export function registerConsentDecide(group: Command): void {
  const command = group
    .command('decide')
    .description('Ask the chain whether a grantee may use a category of records for a purpose now.')
    .requiredOption('--patient <address>', 'the patient')
    .requiredOption('--grantee <address>', 'who wants to use the records')
    .addOption(
      new Option('--category <name>', 'category of records').argParser(parseCategory).makeOptionMandatory(),
    )
    .addOption(
      new Option('--purpose <code>', 'purpose, as HL7 v3-ActReason codes it')
        .argParser(parsePurpose)
        .makeOptionMandatory(),
    )
    .action(exits(decideConsent))
  withChainOptions(withJson(command))
  withExample(
    command,
    EXAMPLE,
    `${GRANTEE_HELP}\nExits with 1 where the answer is no, and prints the reason.`,
  )
}

function decideConsent(options: DecideOptions): Promise<number> {
  return withChain(options, async ({ contracts, deployment }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { granteeOf } = await import('./grantee.ts')
    const { decide } = await import('../../../sdk/consent/decide.ts')
    const { category, purpose } = options
    const patient = parseAddress('patient', options.patient)
    const grantee = granteeOf(deployment, options.grantee)
    const decision = await decide(contracts, { patient, grantee, category, purpose })
    const permitted = decision === 'permitted'
    const reason = `${grantee} ${DECISION_SENTENCES[decision]}.`
    emit(options, { patient, grantee, category, purpose, permitted, decision, reason }, () => {
      const verdict = permitted ? pc.green('permitted') : pc.red(decision)
      return `${verdict}  ${reason}\n`
    })
    return permitted ? FINE : NO
  })
}
