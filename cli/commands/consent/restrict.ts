import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { GRANTEE_HELP, withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'
import { relayRestriction } from './relayRestriction.ts'

interface ActOptions extends ChainOptions, OutputOptions {
  readonly patient?: string
  readonly relay?: boolean
  readonly gateway: string
}

type Send = (chain: ActingContext, patient: string) => Promise<PrintedTransaction>

/** Deny, opt out and opt in: acts of the patient that need no terms. */
export function registerConsentRestrict(group: Command): void {
  const deny = withActOptions(
    group
      .command('deny <grantee>')
      .description('Keep a grantee, or all of an organisation, out, whatever else is permitted.')
      .option('--relay', 'sign only; the gateway sends and pays')
      .action(exits(denyGrantee)),
  )
  withExample(
    deny,
    '$ salus consent deny 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    `${GRANTEE_HELP}\nA later grant to the same grantee lifts it; a revocation does not.`,
  )
  const optOut = withActOptions(
    group
      .command('opt-out')
      .description('Keep everyone out, in emergencies too, and end every consent.')
      .option('--relay', 'sign only; the gateway sends and pays')
      .action(exits(optOutOfSharing)),
  )
  withExample(optOut, '$ salus consent opt-out')
  const optIn = withActOptions(
    group
      .command('opt-in')
      .description('End an opt-out. No consent from before comes back.')
      .action(exits(optInToSharing)),
  )
  withExample(optIn, '$ salus consent opt-in')
}

const withActOptions = (command: Command): Command =>
  withChainOptions(
    withGatewayOption(
      withJson(command.option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')),
    ),
  )

async function denyGrantee(text: string, options: ActOptions): Promise<number> {
  const { denyConsent } = await import('../../../sdk/consent/restrictConsent.ts')
  const { granteeOf } = await import('./grantee.ts')
  return act(options, 'denied', async (chain, patient) => {
    const grantee = granteeOf(chain.deployment, text)
    return options.relay
      ? relayRestriction(chain, options.gateway, { restriction: 'deny', patient, grantee })
      : printed(await denyConsent(chain.own, patient, grantee))
  })
}

async function optOutOfSharing(options: ActOptions): Promise<number> {
  const { optOut } = await import('../../../sdk/consent/restrictConsent.ts')
  return act(options, 'opted out', async (chain, patient) =>
    options.relay
      ? relayRestriction(chain, options.gateway, { restriction: 'opt-out', patient, grantee: null })
      : printed(await optOut(chain.own, patient)),
  )
}

async function optInToSharing(options: ActOptions): Promise<number> {
  const { optIn } = await import('../../../sdk/consent/restrictConsent.ts')
  return act(options, 'opted in', async (chain, patient) => printed(await optIn(chain.own, patient)))
}

function act(options: ActOptions, what: string, send: Send): Promise<number> {
  return withAccount(options, async (chain) => {
    const { parseAddress } = await import('../../input/address.ts')
    const patient = options.patient ? parseAddress('patient', options.patient) : chain.wallet.address
    const transaction = await send(chain, patient)
    emit(options, { patient, act: what, relayed: options.relay === true, ...transaction }, () =>
      pairs([[what, patient], ...transactionPairs(transaction)]),
    )
    return FINE
  })
}
