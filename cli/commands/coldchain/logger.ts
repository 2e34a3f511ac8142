import { type Command, Option } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { parseDuration } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { UNIT_HELP } from '../batch/options.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface RegisterOptions extends ChainOptions, OutputOptions {
  readonly for: number
}

interface AttachOptions extends ChainOptions, OutputOptions {}

interface WithdrawOptions extends ChainOptions, OutputOptions {}

const YEAR = 365 * 86_400
const EXAMPLE_ACCOUNT = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'

const NOTES = `A logger signs its readings with a key of its own, SALUS_LOGGER_KEY, and with it that it is yours. It is yours until the
authority withdraws it. Needs SALUS_KEY of an account that may keep medicines, or of quality assurance.`

const ATTACH_NOTES = `Attach it when it is loaded: only what it reads from then on counts, for the packs of that unit. It stays attached when the unit is
split, joined or handed on. Needs SALUS_KEY of an account that may keep medicines, or of quality assurance, of the organisation that
keeps or owns the unit, and a logger that is registered for it.`

export function registerColdChainLogger(group: Command): void {
  const loggers = group.command('logger').description('The temperature loggers of an organisation.')
  const register = loggers
    .command('register')
    .description('Register a logger for your organisation, by its key.')
    .addOption(
      new Option('--for <duration>', '12h, 90d, 2w, 1y').default(YEAR, '1y').argParser(parseDuration),
    )
    .action(exits(registerOne))
  withChainOptions(withJson(register))
  withExample(register, '$ salus coldchain logger register --for 2y', NOTES)
  const attach = loggers
    .command('attach <unit> <account>')
    .description('Say that a logger is with a unit from now on.')
    .action(exits(attachOne))
  withChainOptions(withJson(attach))
  withExample(
    attach,
    `$ salus coldchain logger attach 0x…/6/17 ${EXAMPLE_ACCOUNT}`,
    `${ATTACH_NOTES}\n${UNIT_HELP}`,
  )
  const withdraw = loggers
    .command('withdraw <account>')
    .description('Withdraw a logger that is broken, lost or sold.')
    .action(exits(withdrawOne))
  withChainOptions(withJson(withdraw))
  withExample(
    withdraw,
    `$ salus coldchain logger withdraw ${EXAMPLE_ACCOUNT}`,
    'What it read until now still counts. Withdrawn by the authority, nothing of it does that is not anchored yet.',
  )
  withExample(loggers, '$ salus coldchain logger register')
}

const registerOne = (options: RegisterOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { own, provider } = chain
    const { namedOrganisation } = await import('../../input/organisation.ts')
    const { loggerWallet } = await import('./loggerWallet.ts')
    const { deadlineIn } = await import('../../../sdk/chain/time.ts')
    const { registerLogger, signLoggerConsent } = await import(
      '../../../sdk/provenance/coldChainLog/registerLogger.ts'
    )
    const wallet = loggerWallet(provider)
    const logger = wallet.address
    const organisation = await namedOrganisation(chain, undefined)
    const until = await deadlineIn(own, options.for)
    const consent = await signLoggerConsent(own, wallet, organisation, until)
    const transaction = printed(await registerLogger(own, logger, until, consent))
    emit(options, { logger, until, ...transaction }, () =>
      pairs([['logger', logger], ['until', time(until)], ...transactionPairs(transaction)]),
    )
    return FINE
  })

const attachOne = (unitText: string, account: string, options: AttachOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { namedUnit } = await import('../../input/unit.ts')
    const { attachLogger } = await import('../../../sdk/provenance/coldChainLog/attachLogger.ts')
    const logger = parseAddress('logger', account)
    const unit = await namedUnit(own, unitText)
    const transaction = printed(await attachLogger(own, unit, logger))
    emit(options, { logger, unit: unitText, ...transaction }, () =>
      pairs([['logger', logger], ['with', unitText], ...transactionPairs(transaction)]),
    )
    return FINE
  })

const withdrawOne = (account: string, options: WithdrawOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { withdrawLogger } = await import('../../../sdk/provenance/coldChainLog/withdrawLogger.ts')
    const logger = parseAddress('logger', account)
    const transaction = printed(await withdrawLogger(own, logger))
    emit(options, { logger, ...transaction }, () =>
      pairs([['withdrawn', logger], ...transactionPairs(transaction)]),
    )
    return FINE
  })
