import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { PolicyFile } from '../../../sdk/planning/policy.ts'
import type { StockPosition } from '../../../sdk/planning/position.ts'
import type { ChainOptions } from '../../context.ts'
import { parseUrl } from '../../input/url.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { type PrintedTransaction, printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { type ActingContext, withAccount, withChain } from '../withChain.ts'
import { SESSION_HELP, withSession } from '../withSession.ts'
import type { HistoryOptions } from './historyFile.ts'
import { withHistoryOptions, withPolicyOption } from './options.ts'
import { positionText } from './positionText.ts'

interface PositionOptions extends ChainOptions, OutputOptions, HistoryOptions {
  readonly policy: string
  readonly batches?: readonly string[]
  readonly orders?: readonly string[]
  readonly history?: string
  readonly output?: string
  readonly record?: true
  readonly gateway?: string
}

const EXAMPLE = `$ salus replenish position --policy out/policy.json --batches out/batch-proof.json
$ salus replenish position --policy out/policy.json --batches out/batch-proof.json --history demand.csv --record
$ SALUS_GATEWAY_TOKEN=… salus replenish position --policy out/policy.json --gateway http://127.0.0.1:8552 --record`

const NOTES = `Nobody types stock in: it is what the chain says the site owns and keeps. Which batches are of the product the chain does not say;
their maker shows it (salus replenish prove). A lot that no --batches names is not counted. Packs that are held, recalled, returned, offered
away or too near to their last day of use are no stock. --orders are opened orders, whose packs still come (salus replenish orders --output).
--record commits to the position on the chain; older ones then order nothing. A node decides only by a position that a gateway opens to it: with
--gateway the site's own gateway computes and records it. Without, it is computed here, and SALUS_KEY records it.
${SESSION_HELP}`

export function registerReplenishPosition(group: Command): void {
  const command = group
    .command('position')
    .description('Compute the stock of a product from the chain: lots, first expiring first; record it.')
  withPolicyOption(command)
    .option('--batches <file>', 'which batches are of the product; may be repeated', collecting(String))
    .option('--orders <file>', 'opened orders that still come; may be repeated', collecting(String))
  withHistoryOptions(command)
    .option('--output <file>', 'where the position goes, for salus replenish decide')
    .option('--record', 'commit to it on the chain')
    .addOption(
      new Option('--gateway <url>', "let the site's own gateway compute and record it")
        .argParser(parseUrl)
        .conflicts(['batches', 'orders', 'history', 'output']),
    )
    .action(exits(position))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

async function position(options: PositionOptions): Promise<number> {
  const { readPolicyFile } = await import('./policyFile.ts')
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const file = await readPolicyFile(options.policy)
  const { gateway, record, history, output } = options
  if (gateway !== undefined && !record) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'A gateway records the position that it computes: say --record.',
    )
  }
  if (gateway !== undefined) return recordByGateway(policyIdOf(file), { ...options, gateway })
  if (history === undefined && (record || output !== undefined)) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'A position that is recorded or written commits to the history of demand too: name it by --history.',
    )
  }
  return record
    ? withAccount(options, (chain) => show(chain, file, options))
    : withChain(options, (chain) => show(chain, file, options))
}

const recordByGateway = (policyId: string, options: PositionOptions & { gateway: string }): Promise<number> =>
  withSession(options, async ({ client }) => {
    const { stock, position: commitment, transactionHash } = await client.recordStockPosition(policyId)
    emit(options, { ...stock, commitment, transactionHash }, () => {
      const recorded = pairs([
        ['recorded', commitment],
        ['transaction', transactionHash],
      ])
      return `${positionText(stock)}\n${recorded}`
    })
    return FINE
  })

async function show(
  chain: Pick<ActingContext, 'contracts'> & Partial<Pick<ActingContext, 'own'>>,
  file: PolicyFile,
  options: PositionOptions,
): Promise<number> {
  const found = await compute(chain.contracts, file, options)
  const { positionCommitment } = await import('../../../sdk/planning/position.ts')
  const commitment = positionCommitment(file.secret, found)
  if (options.output !== undefined) {
    const { writeWhole } = await import('../../output/writeWhole.ts')
    await writeWhole(options.output, `${JSON.stringify(found, null, 2)}\n`)
  }
  let transaction: PrintedTransaction | undefined
  if (chain.own) {
    const { recordPosition } = await import('../../../sdk/planning/recordPosition.ts')
    transaction = printed(await recordPosition(chain.own, found.policyId, commitment))
  }
  emit(options, { ...found, ...(transaction && { commitment, ...transaction }) }, () => {
    const recorded = transaction ? pairs([['recorded', commitment], ...transactionPairs(transaction)]) : ''
    return `${positionText(found)}${recorded && `\n${recorded}`}`
  })
  return FINE
}

async function compute(
  contracts: ActingContext['contracts'],
  { document: policy, secret }: PolicyFile,
  options: PositionOptions,
): Promise<StockPosition> {
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const { readStockPosition } = await import('../../../sdk/planning/position.ts')
  const { historyHash } = await import('../../../sdk/planning/history.ts')
  const { latestHeader } = await import('../../../sdk/chain/latestBlock.ts')
  const { readHistoryFile } = await import('./historyFile.ts')
  const { readBatchProofs, readOpenedOrders } = await import('./privateFiles.ts')
  const batches = await readBatchProofs(options.batches ?? [])
  const orders = await readOpenedOrders(options.orders ?? [])
  const { history } = options
  const hash =
    history === undefined ? NO_HISTORY : historyHash(await readHistoryFile(history, policy, options))
  const { number } = await latestHeader(contracts)
  const policyId = policyIdOf({ document: policy, secret })
  return readStockPosition(contracts, { policy, policyId, batches, orders, historyHash: hash }, number)
}

/** Of a position that is only looked at. */
const NO_HISTORY = `0x${'00'.repeat(32)}`
