import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { GRANTEE_HELP, withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'
import { relayRestriction } from './relayRestriction.ts'

interface RevokeOptions extends ChainOptions, OutputOptions {
  readonly all?: boolean
  readonly patient?: string
  readonly relay?: boolean
  readonly gateway: string
}

const NOTES = `${GRANTEE_HELP}
Revoking works at once. What was read before cannot be unread. Grants that were signed before and not sent
yet fail from then on.`

export function registerConsentRevoke(group: Command): void {
  const command = group
    .command('revoke [grantee]')
    .description('Withdraw the consent of one grantee, or of everyone with --all.')
    .addOption(new Option('--all', 'revoke every consent of the patient').conflicts('relay'))
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .option('--relay', 'sign only; the gateway sends and pays (one grantee at a time)')
    .action(exits(revoke))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus consent revoke 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --relay', NOTES)
}

function revoke(granteeText: string | undefined, options: RevokeOptions): Promise<number> {
  if ((granteeText === undefined) !== (options.all === true)) {
    throw new InvalidInputError('USAGE_INVALID', 'Name one grantee, or give --all.')
  }
  return withAccount(options, async (chain) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { granteeOf } = await import('./grantee.ts')
    const patient = options.patient ? parseAddress('patient', options.patient) : chain.wallet.address
    const grantee = granteeText === undefined ? null : granteeOf(chain.deployment, granteeText)
    const transaction = await withdraw(chain, options, patient, grantee)
    emit(options, { patient, grantee, relayed: options.relay === true, ...transaction }, () =>
      pairs([['revoked for', grantee ?? 'everyone'], ...transactionPairs(transaction)]),
    )
    return FINE
  })
}

async function withdraw(
  chain: ActingContext,
  { relay, gateway }: RevokeOptions,
  patient: string,
  grantee: string | null,
): Promise<PrintedTransaction> {
  const restriction = grantee === null ? 'revoke-all' : 'revoke'
  if (relay) return relayRestriction(chain, gateway, { restriction, patient, grantee })
  const { revokeAllConsents, revokeConsent } = await import('../../../sdk/consent/restrictConsent.ts')
  return printed(
    await (grantee === null
      ? revokeAllConsents(chain.own, patient)
      : revokeConsent(chain.own, patient, grantee)),
  )
}
