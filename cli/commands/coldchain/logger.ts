import { type Command, Option } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { parseDuration } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface RegisterOptions extends ChainOptions, OutputOptions {
  readonly for: number
}

interface WithdrawOptions extends ChainOptions, OutputOptions {}

const YEAR = 365 * 86_400
const EXAMPLE_ACCOUNT = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'

const NOTES = `A logger signs its readings with a key of its own. Only readings from the time of registration on count. Needs SALUS_KEY of
an account that may keep medicines, or of quality assurance.`

export function registerColdChainLogger(group: Command): void {
  const loggers = group.command('logger').description('The temperature loggers of an organisation.')
  const register = loggers
    .command('register <account>')
    .description('Register the account of a logger for your organisation.')
    .addOption(
      new Option('--for <duration>', '12h, 90d, 2w, 1y').default(YEAR, '1y').argParser(parseDuration),
    )
    .action(exits(registerOne))
  withChainOptions(withJson(register))
  withExample(register, `$ salus coldchain logger register ${EXAMPLE_ACCOUNT} --for 2y`, NOTES)
  const withdraw = loggers
    .command('withdraw <account>')
    .description('Withdraw a logger that is broken, lost or sold.')
    .action(exits(withdrawOne))
  withChainOptions(withJson(withdraw))
  withExample(
    withdraw,
    `$ salus coldchain logger withdraw ${EXAMPLE_ACCOUNT}`,
    'Logs that are anchored stay; it signs no more of them.',
  )
  withExample(loggers, `$ salus coldchain logger register ${EXAMPLE_ACCOUNT}`)
}

const registerOne = (account: string, options: RegisterOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { deadlineIn } = await import('../../../sdk/chain/time.ts')
    const { registerLogger } = await import('../../../sdk/provenance/coldChainLog/registerLogger.ts')
    const logger = parseAddress('logger', account)
    const until = await deadlineIn(own, options.for)
    const transaction = printed(await registerLogger(own, logger, until))
    emit(options, { logger, until, ...transaction }, () =>
      pairs([['logger', logger], ['until', time(until)], ...transactionPairs(transaction)]),
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
