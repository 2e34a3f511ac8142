import { type Command, Option } from 'commander'
import type { Terms } from '../../../sdk/consent/terms.ts'
import { type Category, type Purpose, parseCategory, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import type { ChainOptions } from '../../context.ts'
import { parseDuration, parseInstant } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import {
  collecting,
  GRANTEE_HELP,
  withChainOptions,
  withExample,
  withGatewayOption,
  withJson,
} from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'

interface GrantOptions extends ChainOptions, OutputOptions {
  readonly category: readonly Category[]
  readonly purpose: readonly Purpose[]
  readonly for: number
  readonly until?: Date
  readonly patient?: string
  readonly organisation?: boolean
  readonly relay?: boolean
  readonly gateway: string
}

const NINETY_DAYS = 90 * 86_400
const NOTES = `${GRANTEE_HELP}
A grant replaces the one that the same grantee had. --relay signs, and the gateway pays for the transaction:
the patient needs no funds. SALUS_KEY is the key of the account that acts for the patient.`

export function registerConsentGrant(group: Command): void {
  const command = group
    .command('grant <grantee>')
    .description('Let a grantee use categories of records, for purposes, for a time.')
    .addOption(
      new Option('--category <name>', 'a category of records; give it again for more')
        .argParser(collecting(parseCategory))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--purpose <code>',
        'a purpose, as HL7 v3-ActReason codes it (TREAT, HRESCH, …); again for more',
      )
        .argParser(collecting(parsePurpose))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--for <duration>', '12h, 90d, 2w, 1y').default(NINETY_DAYS, '90d').argParser(parseDuration),
    )
    .addOption(
      new Option('--until <time>', 'a date or time instead of --for')
        .argParser(parseInstant)
        .conflicts('for'),
    )
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .option('--organisation', 'the grantee is an organisation: every clinician accredited for it')
    .option('--relay', 'sign only; the gateway sends and pays')
    .action(exits(grant))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus consent grant 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --category cardiology --purpose TREAT --for 90d',
    NOTES,
  )
}

function grant(granteeText: string, options: GrantOptions): Promise<number> {
  return withAccount(options, async (chain) => {
    const { granteeOf } = await import('./grantee.ts')
    const { parseAddress } = await import('../../input/address.ts')
    const { grantWords } = await import('../../../sdk/consent/terms.ts')
    const grantee = granteeOf(chain.deployment, granteeText)
    const patient = options.patient ? parseAddress('patient', options.patient) : chain.wallet.address
    const terms = await termsOf(chain, options)
    const words = grantWords(terms)
    const transaction = options.relay
      ? await signAndRelay(chain, options.gateway, { patient, grantee, terms })
      : await sendGrant(chain, patient, grantee, terms)
    emit(options, { patient, grantee, terms, words, relayed: options.relay === true, ...transaction }, () =>
      pairs([['granted to', grantee], ['wallet shows', `“${words}”`], ...transactionPairs(transaction)]),
    )
    return FINE
  })
}

async function termsOf({ contracts }: ActingContext, options: GrantOptions): Promise<Terms> {
  const { chainTime } = await import('../../../sdk/chain/time.ts')
  const end = options.until
    ? Math.floor(options.until.getTime() / 1000)
    : (await chainTime(contracts)) + options.for
  const { organisation: isOrganisation = false, category: categories, purpose: purposes } = options
  return { isOrganisation, categories, purposes, start: 0, end }
}

async function sendGrant(
  { own }: ActingContext,
  patient: string,
  grantee: string,
  terms: Terms,
): Promise<PrintedTransaction> {
  const { grantConsent } = await import('../../../sdk/consent/grantConsent.ts')
  const { printed } = await import('../../output/transaction.ts')
  return printed(await grantConsent(own, patient, grantee, terms))
}

async function signAndRelay(
  chain: ActingContext,
  gateway: string,
  grant: { patient: string; grantee: string; terms: Terms },
): Promise<PrintedTransaction> {
  const { grantByGateway } = await import('../../../sdk/gateway/signedActs.ts')
  const { openGateway } = await import('../../context.ts')
  const { printed } = await import('../../output/transaction.ts')
  const by = { contracts: chain.own, signer: chain.wallet, gateway: openGateway(gateway) }
  return printed(await grantByGateway(by, grant))
}
